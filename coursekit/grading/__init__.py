"""Submissions in, marks and feedback out; no mark depends on a student's process.

submissions.py  which files there are, of which student and lesson
reading.py      a file's bytes, then its code cells
sandbox.py      the command prefix in which a runner is safe to start
runner.py       the child: runs the cells, probes the answers, tells values
judging.py      the parent: listens to runners, marks the values
batch.py        many submissions at once, resumable
reports.py      marks.csv, results.json, feedback pages
command.py      coursekit grade
"""
