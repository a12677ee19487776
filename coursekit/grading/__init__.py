"""Submissions in, marks and feedback out; no mark depends on a student's process.

collect/        what was handed in, and by whom
    entries.py      all that lies in a folder or zip
    archives.py     zip files, read where they are
    platforms/      how each learning platform names its downloads, and its tables
    layouts.py      folders around a class; whose each thing in it is
    people.py       who is one student and who are two
    roster.py       who is in the class
    lessons.py      which lesson a notebook is for
    submissions.py  which notebook of a student counts; each is read once
    reading.py      a file's bytes, then its code cells
judge/          one submission: cells run, answers asked, values marked
    released.py     cells of the exercise that need not run
    room.py         the course as a child sees it: without answers
    sandbox.py      the command prefix in which a child is safe to start
    containers.py   the same with docker or podman
    child.py        runs the cells, carries out what it is asked, tells values
    judging.py      the parent: hears a child out
    marking.py      values in, marks out
    projects.py     what there is of a capstone's project, which a person marks
many/           all of them
    keys.py         what a result depends on
    batch.py        many submissions at once, resumable
    cluster.py      on many machines
report/         what people read
    likeness.py     which submissions are nearly the same
    sources.py      what answers may have been copied from
    overview.py     what a class did and did not understand, in numbers
    pages.py        feedback/ and class.html
    tables.py       marks.csv, totals.csv, changed.csv, results.json, uploads
    reports.py      all of these from the same entries
printable.py    text of students as it may be shown
command.py      coursekit grade
"""
