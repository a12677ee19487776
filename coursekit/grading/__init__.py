"""Submissions in, marks and feedback out; no mark depends on a student's process.

collect/        what was handed in, and by whom
    entries.py      all that lies in a folder or zip
    archives.py     zip files, read where they are
    platforms/      how each learning platform names its downloads, and its tables
    layouts.py      folders around a class; whose each thing in it is
    people.py       who is one student and who are two
    roster.py       who is in the class
    delimited.py    a table of theirs: its header and lines
    columns.py      which of its columns say who it is
    lessons.py      which lesson a notebook is for
    submissions.py  which notebook of a student counts; each is read once
    reading.py      a file's bytes, then its code cells
judge/          one submission: cells run, answers asked, values marked
    released.py     cells of the exercise that need not run
    plain.py        cells that run without IPython
    room.py         the course as a child sees it: without answers
    sandbox.py      the command prefix in which a child is safe to start
    containers.py   the same with docker or podman
    child.py        runs the cells, carries out what it is asked, tells values
    judging.py      the parent: hears a child out
    marking.py      values in, marks out
    answers.py      what a person sees of an answer: its cell, a project's outputs
    projects.py     what there is of a capstone's project, which a person marks
many/           all of them
    keys.py         what a result depends on
    batch.py        many submissions at once, resumable
    cluster.py      on many machines
person/         what a person says of the marks
    overrides.py    the file of it: read, never written
    late.py         what lateness costs, by a teacher's rules
    applying.py     from the program's points to those that count
    sentences.py    what everybody answers in words: rows that a person marks
    review.py       the page on which a person marks; front/ is its script
report/         what people read
    likeness.py     which submissions are nearly the same
    sources.py      what answers may have been copied from
    earlier.py      what other classes answered, to compare with
    sides.py        two answers side by side
    overview.py     what a class did and did not understand, in numbers
    teaching.py     what to teach again; how the class went by lesson
    pages.py        feedback/, class.html and alike.html
    tables.py       marks.csv, totals.csv, changed.csv, results.json, uploads
    reports.py      all of these from the same entries
printable.py    text of students as it may be shown
filenames.py    names of people as names of files
saying.py       what the command says on a terminal
run.py          carries a class through all of this
command.py      coursekit grade: its options, and the last line
"""
