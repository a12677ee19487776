"""On a Dask cluster a class gives the same files, whatever becomes of a worker."""

import os
import signal
import time

import classroom
import pytest
from grader import contents, finished, grade

from coursekit.grading.many import cluster as cluster_pool


@pytest.fixture
def few(tmp_path, sandboxed):
    """A class of honest and playful ones, and of copies that differ by a comment."""
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


def test_a_cluster_that_does_not_answer_is_named(closed_port, monkeypatch):
    address = f"tcp://127.0.0.1:{closed_port}"
    monkeypatch.setattr(cluster_pool, "PATIENCE", 0.1)
    with pytest.raises(cluster_pool.NoCluster, match=f"No cluster at {address}"):
        cluster_pool.Cluster(address, "bwrap")


def test_without_its_cluster_a_class_is_not_graded_here_instead(few, tmp_path):
    address = "nothing://127.0.0.1:1"
    status, _, complained = finished(
        grade(few, tmp_path / "out", "--scheduler", address)
    )
    assert status == 2
    assert f"No cluster at {address}" in complained
    assert not list(tmp_path.glob("out/**/fonts"))
