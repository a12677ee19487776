"""Submissions in, marks and feedback out; no mark depends on a student's process.

collect/   what was handed in, by whom: layouts, archives, roster, the file's bytes
judge/     one submission -> outcomes -> marks
    room.py        the course as a child sees it, without anything that answers
    sandbox.py     the command prefix in which a child is safe to start
    containers.py  the same with docker or podman
    child.py       runs the cells, then carries out asks, one at a time
    judging.py     the parent: hears a child out, asks, blames what ended it
    marking.py     outcomes in, marks out
    released.py    cells of the exercise that need not run
many/      all of them: kept by what they depend on, resumed, spread over machines
report/    tables, pages, the class report, look-alikes
command.py coursekit grade
"""
