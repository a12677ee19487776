"""Attacks on the grader: cells that make a lesson's answers out of what they find.

Each is tried in the room as it is, where it earns nothing, and with the one wall down
that it is against, where it earns points: so it is known to bite. A cell finds LESSON
and SIGNATURES, {name of an answer: its parameters}, and calls `claim(name, function)`.
"""

START = """
import builtins, dis, gc, glob, importlib, importlib.metadata, inspect, io, json
import linecache, marshal, os, pickle, pkgutil, re, subprocess, sys, threading
import time, types
import numpy as np
import coursekit
from coursekit import optimizer

def claim(name, function):
    globals()[name + SUFFIX] = getattr(function, "rule", function)

def modules():
    for found in pkgutil.walk_packages(coursekit.__path__, "coursekit."):
        try:
            yield importlib.import_module(found.name)
        except BaseException:
            continue

def things():
    for module in list(modules()):
        for name, thing in list(vars(module).items()):
            yield name, inspect.unwrap(getattr(thing, "rule", thing))

def functions():
    return [(n, f) for n, f in things() if inspect.isfunction(f)]

def copy(f):
    made = types.FunctionType(f.__code__, f.__globals__, "mine", f.__defaults__)
    made.__kwdefaults__ = f.__kwdefaults__
    return made

def run(source, names, path="mine"):
    names = {"np": np, "optimizer": optimizer, "__name__": "found", **names}
    try:
        exec(compile(source, path, "exec"), names)
    except BaseException:
        pass
    for name in SIGNATURES:
        if name in names:
            claim(name, names[name])

def take(task):
    try:
        if task.name in SIGNATURES:
            claim(task.name, task.reference)
    except BaseException:
        pass
"""

# What knows, and is not in the room: the lesson's tasks, or bodies that answer.
FINDERS = {
    "imports the tasks anew": """
kept = {n: sys.modules.pop(n) for n in list(sys.modules) if n.startswith("coursekit")}
try:
    import coursekit.tasks
    for task in coursekit.tasks.tasks(LESSON).values():
        take(task)
except ImportError:
    pass
for name in [n for n in sys.modules if n.startswith("coursekit")]:
    del sys.modules[name]
sys.modules.update(kept)
""",
    "imports by a hook and a pickle": """
class Hook:
    def find_spec(self, name, path=None, target=None):
        for root in [*sys.path, "/srv", sys.prefix, ".."]:
            file = os.path.join(root, *name.split(".")) + ".py"
            if name.startswith("coursekit.tasks.lesson") and os.path.exists(file):
                return importlib.util.spec_from_file_location(name, file)

import importlib.util
sys.meta_path.insert(0, Hook())
for name in SIGNATURES:
    for attribute in (name, f"{name}_reference"):
        try:
            path = f"ccoursekit.tasks.lesson{LESSON}\\n{attribute}\\n."
            found = pickle.loads(path.encode())
        except BaseException:
            continue
        if inspect.isfunction(inspect.unwrap(getattr(found, "rule", found))):
            claim(name, found)
sys.meta_path.pop(0)
""",
    "copies the code of whatever has the name": """
for name, function in functions():
    if name in SIGNATURES:
        claim(name, copy(function))
""",
    "runs the source of whatever has the name, with other identifiers": """
for name, function in functions():
    if name in SIGNATURES:
        try:
            source = inspect.getsource(function).replace("@optimizer", "")
        except (OSError, TypeError):
            continue
        own = {**function.__globals__}
        run(re.sub(r"\\btheta\\b", "point", source) if "(theta" not in source
            else source, own)
""",
    "asks another process": """
code = f'''
import inspect, sys
sys.path[:0] = [".", "..", "/srv"]
import coursekit.tasks
for task in coursekit.tasks.tasks({LESSON!r}).values():
    f = inspect.unwrap(getattr(task.reference, "rule", task.reference))
    print("#", task.name, f.__name__)
    print(inspect.getsource(f).replace("@optimizer", ""))
'''
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
for piece in done.stdout.split("# ")[1:]:
    head, _, source = piece.partition("\\n")
    name, own = head.split()
    names = {"np": np, "optimizer": optimizer}
    try:
        exec(source, names)
        claim(name, names[own])
    except BaseException:
        pass
""",
    "forks one that asks for it": """
here, there = os.pipe()
if os.fork() == 0:
    try:
        import coursekit.tasks as t
        said = {n: inspect.getsource(inspect.unwrap(getattr(a, "rule", a)))
                for task in t.tasks(LESSON).values()
                for n, a in [(task.name, task.reference)]}
        os.write(there, json.dumps(said).encode())
    finally:
        os._exit(0)
os.close(there)
heard = b"".join(iter(lambda: os.read(here, 65536), b""))
for name, source in json.loads(heard or b"{}").items():
    run(source.replace("@optimizer", ""), {})
""",
    "looks for files that know": """
own = [path for path in sys.path if path and "/lib/" not in path]
for root in [*own, "/srv", "/home", "/root", "/opt", "/tmp", "/mnt", "/var"]:
    for folder, _, files in os.walk(root):
        for path in (os.path.join(folder, f) for f in files if LESSON in f):
            try:
                text = open(path).read()
                if path.endswith(".ipynb"):
                    cells = json.loads(text)["cells"]
                    text = "\\n".join("".join(c["source"]) for c in cells
                                     if c["cell_type"] == "code")
            except BaseException:
                continue
            run(text, {}, path)
""",
    "reads compiled files": """
def codes(code):
    yield code
    for const in code.co_consts:
        if inspect.iscode(const):
            yield from codes(const)

for path in glob.glob(os.path.dirname(coursekit.__file__) + "/**/*.pyc",
                      recursive=True):
    try:
        whole = marshal.loads(open(path, "rb").read()[16:])
    except BaseException:
        continue
    for code in codes(whole):
        if code.co_name in SIGNATURES and not code.co_freevars:
            claim(code.co_name, types.FunctionType(code, {"np": np, **globals()}))
""",
    "asks the garbage collector": """
for thing in gc.get_objects():
    if hasattr(type(thing), "__dataclass_fields__"):
        take(thing)
""",
    "goes through frames, threads and modules": """
frames = list(sys._current_frames().values())
seen = [vars(m) for m in list(sys.modules.values()) if hasattr(m, "__dict__")]
while frames:
    frame = frames.pop()
    seen += [frame.f_locals, frame.f_globals]
    frames += [frame.f_back] if frame.f_back else []
for names in seen:
    for thing in list(names.values()):
        for one in thing.values() if type(thing) is dict else [thing]:
            take(one)
""",
    "reads lines that are cached": """
for lines in list(linecache.cache.values()):
    text = "".join(lines[2]) if len(lines) > 2 else ""
    if any(f"def {name}(" in text for name in SIGNATURES):
        run(text, {})
""",
    "takes what has the same parameters": """
rules = [f for _, f in functions()]
for name, parameters in SIGNATURES.items():
    same = [f for f in rules if [*inspect.signature(f).parameters] == parameters]
    if same:
        claim(name, max(same, key=lambda f: len(f.__code__.co_code)))
""",
}

# For those that look into the process alone: somebody imported and read the tasks.
IMPORTED = """
import coursekit.tasks
known = coursekit.tasks.tasks(LESSON)
for task in known.values():
    inspect.getsource(inspect.unwrap(getattr(task.reference, "rule", task.reference)))
"""

# What says values without an answer: RIGHT has them, {ask as JSON: outcome}, or not.
FORGING = """
import atexit, gc, json, os, sys, threading, types

def key(ask):
    return json.dumps(ask, sort_keys=True)

def outcome(ask, anything=({"value": 1.0}, {"value": [1.0]}, {"value": None})):
    return RIGHT.get(key(ask), anything[len(key(ask)) % 3])

def child():
    frame = sys._getframe()
    while "speaker" not in frame.f_globals:
        frame = frame.f_back
    return frame.f_globals

def pipes():
    kinds = {}
    for file in range(3, 30):
        try:
            if os.readlink(f"/proc/self/fd/{file}").startswith("pipe:"):
                with open(f"/proc/self/fdinfo/{file}") as info:
                    writes = int(info.read().split("flags:")[1].split()[0], 8) & 1
                kinds.setdefault("out" if writes else "in", file)
        except OSError:
            pass
    return kinds

def say(**what):
    os.write(pipes()["out"], json.dumps(what).encode() + b"\\n")

def serve():
    for line in os.fdopen(pipes()["in"], "rb"):
        said = json.loads(line)
        if "ask" in said:
            say(outcome=outcome(said["ask"]))
        else:
            say(**{"is": "function"})
"""
FORGERS = {
    "writes all that is to be said in advance": """
forged = [{"ready": True}, *[{"is": "function"}, {"outcome": {"value": 1.0}}] * 50]
for line in LINES or forged:
    say(**line)
""",
    "says all in advance, and never reads what it is asked": """
import fcntl
fcntl.fcntl(pipes()["in"], fcntl.F_SETPIPE_SZ, 4096)
both = {"is": "function", "outcome": {"value": 1.0}}
for line in LINES or [{"ready": True}, *[both] * 400]:
    say(**line)
threading.Event().wait()
""",
    "reads the asks and says what came of them, in place of the child": """
say(ready=True)
serve()
""",
    "replaces what the child calls": """
main = child()
main["kind"] = lambda *given: "function"
main["answer"] = lambda say, names, asked, seconds: say(outcome=outcome(asked["ask"]))
""",
    "replaces what writes values down": """
def ask():
    frame = sys._getframe()
    while frame and "ask" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["ask"] if frame else None

real, own = json.dumps, {"value": 1.0}
def dumps(value, *how, **more):
    here = sys._getframe(1).f_code.co_name
    told = RIGHT.get(real(ask(), sort_keys=True), own) if here == "_twice" else value
    return real(told.get("value") if here == "_twice" else value, *how, **more)

json.dumps = dumps
for name in SIGNATURES:
    globals()[name] = lambda *given, **knobs: 1.0
""",
    "waits in a finalizer until its course is put back": """
import coursekit

class Waits:
    def __del__(self):
        frame = sys._getframe()
        while "question" not in frame.f_locals:
            frame = frame.f_back
        say(outcome=outcome(frame.f_locals["question"]["ask"]))
        serve()

coursekit.descend = Waits()
for name in SIGNATURES:
    globals()[name] = lambda *given, **knobs: 1.0
""",
    "has a thread that hears and says all while its cell waits": """
thread = threading.Thread(target=serve)
say(ready=True)
thread.start()
thread.join()
""",
}

# What is found, or done, comes back in an error: its last words are shown.
TELLING = """
import glob, hashlib, re

def tell(text):
    numbers = set(re.findall(r"\\d+(?:[.]\\d+)?(?:e-?\\d+)?", text))
    raise Exception([n for n in numbers
                     if hashlib.sha256(n.encode()).hexdigest() in DIGESTS])
"""
TELLERS = {
    "objects": """
found = " ".join(
    repr(thing) for thing in gc.get_objects()
    if type(thing) in (dict, list, tuple) and len(thing) < 100
)
tell(found)
""",
    "memory": """
found = []
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        place, rights = line.split()[:2]
        start, end = (int(x, 16) for x in place.split("-"))
        if "rw" in rights and end - start < 50_000_000:
            try:
                memory.seek(start)
                found.append(memory.read(end - start).decode("latin-1"))
            except (OSError, ValueError, OverflowError):
                pass
tell(" ".join(found))
""",
    "its surroundings": """
found = [str(sys.argv), str(dict(os.environ))]
for path in glob.glob("/proc/*/cmdline") + glob.glob("/proc/*/environ"):
    try:
        found.append(open(path, "rb").read().decode("latin-1"))
    except OSError:
        pass
for root in ("/tmp", "/srv", "/dev/shm", ".", *sys.path):
    for path in glob.glob(f"{root}/*"):
        found.append(path)
tell(" ".join(found))
""",
}
