"""On a Dask cluster a class gives the same files, whatever becomes of a worker."""

import os
import signal
import subprocess
import sys
import time

import classroom
import pytest
from grader import contents, finished, grade, processes

pytest.importorskip("distributed")

START = """
import sys, time
from distributed import LocalCluster

if __name__ == "__main__":
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(processes=True, **settings) as cluster:
        print(cluster.scheduler_address, flush=True)
        print(*[w.pid for w in cluster.workers.values()], flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path):
    """A cluster of two worker processes: its address and their process ids."""
    (tmp_path / "cluster.py").write_text(START)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, str(tmp_path / "cluster.py")]
    with subprocess.Popen(command, **pipes, cwd=tmp_path, text=True) as running:
        address = running.stdout.readline().strip()
        yield address, [int(pid) for pid in running.stdout.readline().split()]
        running.stdin.close()


@pytest.fixture
def few(tmp_path):
    """A class of honest and playful ones, and of copies that differ by a comment."""
    classroom.sandbox_or_skip(tmp_path)
    every = classroom.students(tmp_path / "few", "no such", 1)
    for student in ("ada", "cas", "hal", "jan"):
        classroom.hand_in(tmp_path / "few", student, every[student][0])
    for number in range(3):
        text = classroom.notebook(*classroom.answers(), f"# {number}")
        classroom.hand_in(tmp_path / "few", f"copy{number}", text)
    return tmp_path / "few"


def test_two_workers_of_which_one_is_killed_give_the_same_files(few, cluster, tmp_path):
    address, (victim, _) = cluster
    here, there = tmp_path / "here", tmp_path / "there"
    assert finished(grade(few, here))[0] == 1
    grader = grade(few, there, "--scheduler", address)
    while len(list(there.glob(".state/*.json"))) < 2 and grader.poll() is None:
        time.sleep(0.01)
    os.kill(victim, signal.SIGKILL)
    ended = finished(grader)
    assert ended[0] == 1, ended
    assert ended[1].startswith("graded 6 of 7; 1 could not be graded: jan/")
    assert contents(there) == contents(here)
    assert finished(grade(few, there, "--scheduler", address))[0] == 1
    assert contents(there) == contents(here)


def test_a_cluster_that_is_not_there_is_named(few, tmp_path, monkeypatch):
    address = "tcp://127.0.0.1:9"
    status, _, complained = finished(
        grade(few, tmp_path / "out", "--scheduler", address)
    )
    assert status == 2
    assert f"No cluster at {address}" in complained
    assert not processes("coursekit.grading.judge.child")
