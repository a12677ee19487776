"""docker and podman, and no sandbox at all: what is started, and what is said."""

import os

import pytest

from coursekit.grading.judge import containers, sandbox
from coursekit.grading.judge.sandbox import LIMITS, NoSandbox, command

SAYS = """#!/bin/sh
echo "$@" >> {log}
case "$1" in run) {run} ;; esac
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """An engine of containers that is a shell script; keeps what it was asked for."""

    def install(name, run="exit 0"):
        tools = tmp_path / "tools"
        tools.mkdir(exist_ok=True)
        (tools / name).write_text(SAYS.format(log=tmp_path / "log", run=run))
        (tools / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tools))
        return tmp_path / "log"

    return install


def without(monkeypatch, *names):
    which = sandbox.shutil.which
    found = lambda name: None if name in names else which(name)  # noqa: E731
    monkeypatch.setattr(sandbox.shutil, "which", found)


def test_a_container_has_no_network_no_rights_and_little_of_everything():
    words = containers.command(
        "docker", "some-name", "/a/room", LIMITS, {"LANG": "C", "PATH": "x"}
    )
    for word in (
        "--rm", "--interactive", "--name=some-name", "--network=none", "--read-only",
        "--user=65534:65534", "--cap-drop=ALL", "--security-opt=no-new-privileges",
        f"--pids-limit={LIMITS['processes']}", f"--memory={LIMITS['memory']}",
        f"--memory-swap={LIMITS['memory']}", "--pull=never", "--ipc=private",
        f"--tmpfs=/tmp:rw,size={LIMITS['disk']},mode=1777", "--env=HOME=/tmp",
    ):  # fmt: skip
        assert word in words
    mounted = [word for word in words if "volume" in word or "mount" in word]
    assert mounted == ["--volume=/a/room:/room:ro"]
    assert "--env=PATH=x" not in words
    end = words.index("--entrypoint=timeout")
    assert words[end + 1 : end + 3] == [containers.IMAGE, "--signal=KILL"]


@pytest.mark.parametrize("name", ["docker", "podman"])
def test_a_runner_is_started_in_a_container_that_is_removed_afterwards(
    name, engine, tmp_path
):
    log = engine(name)
    make = sandbox.sandbox(name, tmp_path)
    with make("01") as child:
        words, keywords = command(child)
    assert words[:3] == [str(tmp_path / "tools" / name), "run", "--rm"]
    assert words[-4:] == ["python", "-s", "-P", "/room/child.py"]
    assert "args" not in keywords
    (own,) = (word[7:] for word in words if word.startswith("--name="))
    asked = log.read_text().splitlines()
    assert asked[0].endswith("-c import child, IPython")
    assert asked[-1] == f"rm --force {own}"


@pytest.mark.parametrize("name", ["docker", "podman", "bwrap"])
def test_what_is_not_there_is_named(name, monkeypatch, tmp_path):
    without(monkeypatch, name)
    with pytest.raises(NoSandbox, match=f"There is no {name} here. On Linux, install"):
        sandbox.sandbox(name, tmp_path)


def test_an_engine_without_the_image_says_what_to_do(engine, tmp_path):
    engine("docker", "echo 'No such image: coursekit' >&2; exit 125")
    with pytest.raises(NoSandbox) as refused:
        sandbox.sandbox("docker", tmp_path)
    said = str(refused.value)
    assert "No such image: coursekit" in said
    assert "Make the image coursekit as docs/teachers.md says" in said


@pytest.mark.slow
def test_auto_is_bwrap_and_where_there_is_none_what_works(
    engine, tmp_path, monkeypatch
):
    without(monkeypatch, "bwrap")
    engine("podman", "exit 1")
    log = engine("docker")
    make = sandbox.sandbox("auto", tmp_path)
    with make("01") as child:
        assert child["args"][0].endswith("/docker")
    assert "run" in log.read_text()


def test_auto_says_why_where_nothing_works(engine, tmp_path, monkeypatch):
    without(monkeypatch, "bwrap")
    engine("docker", "exit 1")
    with pytest.raises(NoSandbox, match="There is no bwrap here"):
        sandbox.sandbox("auto", tmp_path)


def test_auto_takes_bwrap_where_it_works(tmp_path, sandboxed):
    with sandbox.sandbox("auto", tmp_path)("01") as child:
        assert child["args"][0].endswith("bwrap")


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes another user")
def test_root_hears_which_folder_keeps_the_other_user_out(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "mine" / "scratch").mkdir(parents=True, mode=0o700)
    with pytest.raises(NoSandbox, match=r"another user, who may not enter /.*: take"):
        sandbox.sandbox("none", tmp_path / "mine" / "scratch")
