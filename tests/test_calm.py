"""calm.py finds the numbers that hang on the order of additions, and no others."""

import platform
import subprocess
import sys

import calm
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coursekit import authoring

# What each cell prints hangs on: nothing, gradients, the order of sums.
CELLS = (
    """
    import numpy as np
    from coursekit import descend, gd
    from coursekit.problem import Problem
    from coursekit.problems import two_wells
    run = descend(gd(eta=0.1), two_wells, (1.0, 1.5), 500)
    print(f"calm: {run.loss[-1]:.3f} after {run.reached_at(0.01)} steps")
    """,
    """
    waves = Problem(lambda x: 1 - np.cos(x[..., 0]), np.sin, start=(1.0,))
    print(f"chaos: {descend(gd(eta=5.0), waves, steps=200).theta.sum():.4f}")
    """,
    """
    import zlib
    A = np.random.default_rng(0).normal(size=(300, 300))
    print("all digits:", zlib.crc32((A @ A).tobytes()))
    """,
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook of those cells, stored as this machine executes it."""
    path = tmp_path_factory.mktemp("calm") / "fragile.ipynb"
    cells = [new_code_cell("\n".join(map(str.strip, c.splitlines()))) for c in CELLS]
    authoring.write(authoring.normalised(new_notebook(cells=cells)), path)
    authoring.write(authoring.normalised(calm.executed(path)), path)
    return path


def nudged(code):
    """What the code prints in a process whose gradients are nudged."""
    env = calm.environment("nudge-1")
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return eval(done.stdout)


@pytest.mark.slow
def test_a_notebook_prints_twice_the_same_where_nothing_changes(notebook):
    assert calm.differences(notebook, "own") == {}


@pytest.mark.slow
def test_a_nudge_finds_the_chaotic_number_alone(notebook):
    found = calm.differences(notebook, "nudge-1")
    assert list(found) == [2]
    (stored, got) = found[2]
    assert stored.startswith("-chaos: ") and got.startswith("+chaos: ")


@pytest.mark.slow
def test_another_processor_finds_the_number_with_all_its_digits(notebook):
    own = {pool.get("architecture") for pool in calm.threadpool_info()}
    others = [way for way in ("Nehalem", "Haswell") if way not in own]
    for way in others:
        if not calm.cannot(way):
            found = calm.differences(notebook, way)
            assert 3 in found and 1 not in found


def test_of_another_processor_openblas_can_be_had_alone():
    assert calm.environment("blas-Haswell") == {"OPENBLAS_CORETYPE": "Haswell"}
    assert "NPY_DISABLE_CPU_FEATURES" in calm.environment("Haswell")


@pytest.mark.slow
def test_two_ways_at_once_find_what_each_of_them_finds(notebook):
    both = calm.environment("blas-Nehalem+nudge-1")
    parts = calm.environment("blas-Nehalem"), calm.environment("nudge-1")
    assert both == parts[0] | parts[1]
    assert 2 in calm.differences(notebook, "blas-Nehalem+nudge-1")


def test_an_unknown_way_is_named():
    with pytest.raises(ValueError, match="There is no way Pentium; there are own, "):
        calm.ways("Nehalem+Pentium")


@pytest.mark.slow
def test_the_list_names_notebook_cell_way_and_both_outputs(notebook, capsys):
    assert calm.main(["nudge-2"], [notebook]) == 1
    said = capsys.readouterr().out
    assert "fragile.ipynb, code cell 2, nudge-2:" in said
    assert "    -chaos: " in said and "    +chaos: " in said
    assert "1 runs; 1 cells print something else" in said


def test_another_make_of_processor_is_skipped_with_a_reason(monkeypatch, capsys):
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert calm.main(["Nehalem"], []) == 0
    said = capsys.readouterr().out
    assert "Nehalem: skipped, it is an x86 processor, and this one is arm64." in said
    assert calm.cannot("nudge-1") is None


def test_a_nudge_moves_a_gradient_by_a_ten_trillionth_and_always_alike():
    plain = np.array([[4.0, -2.0], [6.0, 0.0]])
    first, again, alone = nudged("""
from coursekit.problem import Problem
problem = Problem(lambda x: (x**2).sum(-1), lambda x: 2 * x, start=(0, 0))
import numpy as np
points = np.array([[2.0, -1.0], [3.0, 0.0]])
print([problem.oracle(x, 1).tolist() for x in (points, points, points[1])])
""")
    moved = np.array(first) - plain
    assert first == again and first[1] == alone
    assert (moved[plain != 0] != 0).all() and moved[1, 1] == 0
    assert (abs(moved) <= 1.01e-13 * abs(plain)).all()


def test_networks_and_sparse_rows_are_nudged_too():
    code = """
import numpy as np
from coursekit.networks import dense
from coursekit.optimizers import gd
from coursekit.sparse import learn
net = dense([3, 2])
X, Y = np.eye(3), np.eye(3)[:, :2]
g = [net.gradient(net.start(0, dtype), X.astype(dtype), Y.astype(dtype)).tolist()
     for dtype in (np.float64, np.float32)]
rows = [(np.array([0, 2]), np.array([0.3, 0.7]), 1)] * 5
print((*g, learn(gd(eta=0.1), rows, size=3).weights.tolist()))
"""
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    for moved, own in zip(nudged(code), eval(plain.stdout)):
        assert moved != own
        np.testing.assert_allclose(moved, own, rtol=5e-6)
