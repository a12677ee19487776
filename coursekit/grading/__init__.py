"""Submissions in, marks and feedback out; no mark depends on a student's process.

layouts.py      how files lie in what was collected: whose they are
archives.py     zip files, read where they are
roster.py       who is in the class
submissions.py  which notebook of a student counts, for which lesson
reading.py      a file's bytes, then its code cells
released.py     cells of the exercise that need not run
sandbox.py      the command prefix in which a runner is safe to start
containers.py   the same with docker or podman
runner.py       the child: runs the cells, probes the answers, tells values
judging.py      the parent: hears a runner out
marking.py      values in, marks out
keys.py         what a result depends on
batch.py        many submissions at once, resumable
cluster.py      on many machines
likeness.py     which submissions are nearly the same
overview.py     what a class did and did not understand, in numbers
pages.py        feedback/ and class.html
tables.py       marks.csv, totals.csv, changed.csv, results.json, uploads
reports.py      all of these from the same entries
command.py      coursekit grade
"""
