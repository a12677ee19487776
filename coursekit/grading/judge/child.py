"""The child: runs a notebook's cells as IPython would, then carries out asks.

Cells that are Python and no more it runs without IPython, which takes longer to start
than most of them to run.

It shares a process with the student's code, so nothing that it says is believed, and
nothing that it knows is worth stealing: it has the library that learners have, and of
what is asked only the one ask that is being carried out. It reads JSON lines from
standard input, a request and then the asks, and writes one JSON line for each of

    {"at": 3}                            cell 3 begins; it may never end
    {"cell": 3, "error": "NameError: ..."}    it ended with an error
    {"ready": true}                      all cells have ended
    {"is": "function"}                   what an answer is, or "missing"
    {"outcome": {...}}                   what came of an ask, or "timeout": true
"""

import ast
import builtins
import gc
import json
import linecache
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from inspect import isfunction
from types import ModuleType

if __name__ == "__main__":  # what is imported stays: no need to look for garbage in it
    gc.disable()

import coursekit
from coursekit.asking import asked
from coursekit.outcomes import Failed, Status, to_json
from coursekit.patience import PATIENT, slowness

LONGEST = 1_500_000  # bytes of one outcome; wrong answers may have four times the right
SPARE = 200_000_000  # bytes
NOTHING_SHOWN = {}, {}  # data and metadata of what a cell shows: nobody looks
SELDOM = 10_000  # new objects, after which garbage is looked for
GRACE = 3  # seconds of work after which one that ignores its interrupt is killed


class TooLong(KeyboardInterrupt):
    """Like the interrupt of a patient user: `except Exception` does not catch it."""


def main():
    hear = hearer(os.dup(0))
    request = hear()
    say = speaker(take_the_pipe())
    limit(**request["limits"])
    if os.getuid() == 0:
        sys.exit("A student's code must not run as root.")
    draw_later()
    look_for_garbage_seldom()
    notebook = Plain() if request["plain"] else WithIPython()
    sys.path.insert(0, "")  # as in Jupyter: what a cell writes can be imported
    course = as_it_is()
    run_cells(say, notebook, request)
    say(ready=True)
    while question := hear():
        if "ask" in question:
            as_it_was(course)
            answer(say, notebook.names, question, request["seconds"])
        else:
            say(**{"is": kind(notebook.names, question["name"])})
    os._exit(0)  # whatever the cells left to do at exit is not our concern


def hearer(pipe, loads=json.loads):
    """The function that reads a line of what the parent says; {} at its end."""
    stream = os.fdopen(pipe, "rb")
    return lambda: loads(stream.readline() or "{}")


def run_cells(say, notebook, request):
    """Run the cells in order, but those that are to be skipped."""
    parent, skip = os.getppid(), set(request["skip"])
    for number, cell in enumerate(request["cells"]):
        if number not in skip:
            run_cell(say, notebook, number, cell, request["seconds"])
            if is_ended(parent):  # and we with it: now, in the name of this cell
                os._exit(1)


def take_the_pipe():
    """Standard output becomes ours alone; the cells read and write nothing."""
    pipe = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    return pipe


def speaker(pipe, getpid=os.getpid, dumps=json.dumps, leave=os._exit):
    """The function that writes a line; a process that a cell forked ends in it."""
    stream, self = os.fdopen(pipe, "wb"), getpid()

    def say(**what):
        if getpid() != self:
            leave(0)
        stream.write(dumps(what).encode() + b"\n")
        stream.flush()

    return say


def limit(memory, processes, disk, cpu):
    """Lower what this process and its children may use; no one can raise it again."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # if memory is short, this process is the one to end
    # Without a sandbox, all processes of the teacher count, too.
    with suppress(OSError):  # macOS has no /proc
        processes += sum(map(threads, filter(str.isdigit, os.listdir("/proc"))))
    wanted = {"NPROC": processes, "FSIZE": disk, "CPU": cpu, "NOFILE": 256, "CORE": 0}
    for name, most in wanted.items():
        set_limit(f"RLIMIT_{name}", most, most)
    set_limit("RLIMIT_AS", memory, 2 * memory)


def threads(process):
    """How many threads a process has, by its number; none where it has ended."""
    with suppress(OSError):
        return len(os.listdir(f"/proc/{process}/task"))
    return 0


def look_for_garbage_seldom():
    """What has been imported is none; what is to come is looked at less often."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()


def set_limit(name, soft, hard):
    kind = getattr(resource, name)
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    with suppress(ValueError, OSError):  # macOS has no limit on memory
        resource.setrlimit(kind, (soft, hard))


def spare_memory():
    """What a cell has hoarded must not cost the next ones, unless they do it, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (min(soft + SPARE, hard), hard))


class Later(ModuleType):
    """A module of the course that is imported when something in it is asked for."""

    def __getattr__(self, name):
        leave_out_manuals()
        return getattr(import_module(self.__name__), name)


def leave_out_manuals():
    """matplotlib writes a manual of each class as it is imported; nobody reads it."""
    from matplotlib import artist

    artist.kwdoc = lambda described: ""


def draw_later():
    """Most notebooks import what draws; few cells of those that we run use it."""
    coursekit.plots = Later("coursekit.plots")
    explorers = Later("coursekit.explorers")
    coursekit.explore = lambda *args, **knobs: explorers.explore(*args, **knobs)


class Plain:
    """A notebook whose cells are Python alone: each statement runs as in IPython.

    names  what its cells have defined
    """

    def __init__(self):
        main = ModuleType("__main__")
        main.__builtins__ = builtins
        self.names, sys.modules["__main__"] = vars(main), main

    def error_of(self, number, cell):
        """What a cell raises, or None."""
        try:
            cell = cell.lstrip()  # as IPython counts the lines
            name = f"<cell {number}>"
            lines = [line + "\n" for line in cell.splitlines()]
            linecache.cache[name] = len(cell), None, lines, name
            for node in ast.parse(cell).body:
                statement = ast.Module([node], [])
                exec(compile(statement, name, "exec", dont_inherit=True), self.names)
        except BaseException as error:
            return error


class WithIPython:
    """A notebook in a shell of IPython's without a history, a window or an audience.

    names  what its cells have defined, and what IPython gives them
    """

    def __init__(self):
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        quiet = Config(HistoryManager={"enabled": False})
        shell = InteractiveShell.instance(config=quiet)
        shell.enable_gui = shell.ask_exit = lambda *args: None
        shell.enable_matplotlib = lambda gui=None: ("agg", "agg")
        shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
        shell.display_formatter.format = lambda *args, **kwargs: NOTHING_SHOWN
        self.names, self.shell = shell.user_ns, shell
        self.run = InteractiveShell.run_cell  # whatever a cell makes of the shell

    def error_of(self, number, cell):
        """What a cell raises, or None."""
        result = self.run(self.shell, cell, store_history=False)
        return result.error_before_exec or result.error_in_exec


def as_it_is():
    """What the course's modules hold now, and the code of their functions."""
    modules = [
        vars(m) for n, m in sys.modules.items() if n.split(".")[0] == "coursekit"
    ]
    things = [thing for names in modules for thing in names.values()]
    return [(names, dict(names)) for names in modules], list(functions(things))


def functions(things):
    """Each function among them, in them or wrapped by them, with its code."""
    for thing in things:
        inner = vars(thing).values() if isinstance(thing, type) else ()
        for function in (thing, *inner):
            while isfunction(function):
                yield function, function.__code__
                function = getattr(function, "__wrapped__", None)


def as_it_was(course):
    """Undo what a notebook did to the course, as by `coursekit.descend = ...`."""
    modules, codes = course
    for names, kept in modules:
        names.clear()
        names.update(kept)
    for function, code in codes:
        function.__code__ = code


def interrupt(*_):
    raise TooLong


def within(seconds, act, *args):
    """What act(*args) returns, or the exception (of any kind) that it ended with.

    Its own work is what counts, so that a busy machine costs nobody an answer; one
    that waits gets PATIENT times as long, and more where the machine is busy.
    """
    try:
        try:
            set_clocks(seconds)
            return act(*args)
        finally:
            stop_clocks()
    except BaseException as error:
        return error


def set_clocks(seconds, now=time.process_time):
    """Interrupt what works longer than this, kill it soon after."""
    for kind, timer, most in clocks(seconds):
        signal.signal(kind, interrupt)
        signal.setitimer(timer, most, 1)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soon = int(now() + seconds + GRACE) + 1
    unlimited = most == resource.RLIM_INFINITY
    resource.setrlimit(
        resource.RLIMIT_CPU, (soon if unlimited else min(soon, most), most)
    )


def stop_clocks():
    """What ran has ended in time."""
    for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
        signal.setitimer(timer, 0)


def clocks(seconds):
    """What ends that which works too long, or waits too long: signal, timer, when."""
    yield signal.SIGPROF, signal.ITIMER_PROF, seconds
    yield signal.SIGALRM, signal.ITIMER_REAL, PATIENT * seconds * slowness()


def run_cell(say, notebook, number, cell, seconds):
    """Run one cell; an error in it does not stop the next."""
    say(at=number)
    error = within(seconds, outcome, notebook, number, cell)
    if isinstance(error, TooLong):
        error = f"It ran longer than {seconds:g} s."
    elif error is not None and not isinstance(error, str):
        error = type(error).__name__
    if error:
        say(cell=number, error=error)


def is_ended(parent):
    """Whether our parent, the sandbox, has gone, is going, or is about to."""
    try:
        with (
            open(f"/proc/{parent}/status") as status,
            open(f"/proc/{parent}/stat") as stat,
        ):
            waiting = dict(line.split(":", 1) for line in status)["SigPnd"]
            flags = stat.read().rpartition(")")[2].split()[6]
    except OSError:  # gone, or a system without /proc
        return os.getppid() != parent
    killed = int(waiting, 16) >> (signal.SIGKILL - 1) & 1
    leaving = int(flags) & 0x404  # the kernel's PF_SIGNALED and PF_EXITING
    return bool(killed or leaving) or os.getppid() != parent


def outcome(notebook, number, cell):
    """None, or what the cell raised."""
    error = notebook.error_of(number, cell)
    if isinstance(error, TooLong):
        return error
    if isinstance(error, MemoryError):
        spare_memory()
    if error is not None:
        return f"{type(error).__name__}: {message(error)}".rstrip(": ")[:300]


def message(error):
    """What an error says; a mistake in the grammar, without the shell's own names."""
    if isinstance(error, SyntaxError) and type(error.msg) is str:
        return f"{error.msg} (line {error.lineno})"
    return str(error)


def kind(names, name):
    """What an answer is: "missing", "function", "class" or the name of its type."""
    if name not in names:
        return "missing"
    thing = names[name]
    if isinstance(thing, type):
        return "class"
    return "function" if callable(thing) else type(thing).__name__


def answer(say, names, question, seconds):
    """Say what came of an ask."""
    name = question["name"]
    found = within(seconds, carried, question["ask"], names.get(name), name)
    if isinstance(found, TooLong):
        return say(timeout=True)
    if not isinstance(found, dict):  # it filled memory, or ended otherwise
        found = to_json(Failed(Status.RAISED, type(found).__name__))
    say(outcome=found)


def carried(ask, thing, name):
    """The outcome as JSON, if it can be written down on one line."""
    found = to_json(asked(ask, thing, name))
    if len(json.dumps(found)) > LONGEST:
        raise OverflowError("more than can be compared")
    return found


if __name__ == "__main__":
    main()
