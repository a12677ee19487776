"""Which numbers of the lessons change when sums are added up in another order?

    .venv/bin/python tests/calm.py [NOTEBOOK ...] [--under WAY ...]

runs notebooks, all of them if none is named, in each of these ways, and lists cell by
cell what it printed against what is stored:

    own                  as this machine does it
    Nehalem, Haswell ... as OpenBLAS and NumPy do it on an older processor
    blas-Haswell ...     as OpenBLAS alone would there
    nudge-1, -2 ...      with every gradient moved by 1e-13 of itself (nudged/)
    Nehalem+nudge-1 ...  two of these at once

It exits with 1 where anything differs. CONTRIBUTING says how to write a calm number.
"""

import argparse
import asyncio
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from nbclient import NotebookClient
from threadpoolctl import threadpool_info

from coursekit import authoring

TESTS = Path(__file__).parent
STORED = [
    *TESTS.parent.glob("notebooks/*.ipynb"),
    *TESTS.parent.glob("solutions/*.ipynb"),
]
# OpenBLAS's names of processors, with what NumPy uses of them.
KERNELS = {
    "Nehalem": (),
    "Sandybridge": (),
    "Haswell": ("X86_V3",),
    "SkylakeX": ("X86_V3", "X86_V4"),
}
NUDGES = ("nudge-1", "nudge-2", "nudge-3")
BLAS = {f"blas-{kernel}": kernel for kernel in KERNELS}
WAYS = ("own", *KERNELS, *BLAS, *NUDGES)


def ways(text):
    """The names that a way given on the command line joins; ValueError if unknown."""
    parts = text.split("+")
    if unknown := set(parts) - set(WAYS):
        no = ", ".join(sorted(unknown))
        raise ValueError(f"There is no way {no}; there are {', '.join(WAYS)}.")
    return parts


def cannot(way):
    """Why this machine cannot compute in this way; None if it can."""
    return next(filter(None, map(_cannot, ways(way))), None)


def _cannot(way):
    way = BLAS.get(way, way)
    if way not in KERNELS:
        return None
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return f"it is an x86 processor, and this one is {platform.machine()}"
    if "openblas" not in {pool["internal_api"] for pool in threadpool_info()}:
        return "NumPy adds up without OpenBLAS here"
    if not set(KERNELS[way]) <= set(_simd()):
        return f"it has {', '.join(KERNELS[way])}, and NumPy finds less here"
    return None


def environment(way):
    """The environment variables that make a kernel compute in this way."""
    return {k: v for each in ways(way) for k, v in _environment(each).items()}


def _environment(way):
    if way in BLAS:
        return {"OPENBLAS_CORETYPE": BLAS[way]}
    if way in KERNELS:
        newer = [x for x in _simd() if x not in KERNELS[way]]
        return {"OPENBLAS_CORETYPE": way, "NPY_DISABLE_CPU_FEATURES": " ".join(newer)}
    if way.startswith("nudge-"):
        seed = way.removeprefix("nudge-")
        return {"PYTHONPATH": str(TESTS / "nudged"), "NUDGE": seed}
    return {}


def _simd():
    """What NumPy uses of this processor beyond what it asks of all."""
    return np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])


def executed(path, way="own"):
    """The notebook as it comes out of a kernel that computes in this way.

    It runs in an empty folder, so that no run that is kept stands in for a new one.
    """
    with TemporaryDirectory() as folder:
        return asyncio.run(_executed(authoring.read(path), way, folder))


async def _executed(notebook, way, folder):
    client = NotebookClient(
        notebook,
        timeout=None,
        allow_errors=True,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": folder}},
    )
    async with client.async_setup_kernel(env={**os.environ, **environment(way)}):
        for i, cell in enumerate(notebook.cells):
            # Without history, as nbval: what a learner chose and solved stays as it is.
            await client.async_execute_cell(cell, i, store_history=False)
    return notebook


def printed(notebook):
    """The lines that each code cell prints; without pictures, and what nbval skips."""
    cells = [c for c in authoring.normalised(notebook).cells if c.cell_type == "code"]
    return ["".join(_texts(cell)).splitlines() for cell in cells]


def _texts(cell):
    """What is printed, then what is shown: which came first may be chance."""
    skipped = "nbval-ignore-output" in cell.metadata.get("tags", [])
    outputs = [] if skipped else cell.outputs
    yield from (output.get("text", "") for output in outputs)
    yield from (f"{o.ename}: {o.evalue}\n" for o in outputs if "ename" in o)
    for output in outputs:
        kinds = output.get("data", {})
        yield from (f"{v}\n" for k, v in sorted(kinds.items()) if k.startswith("text/"))


def differences(path, way):
    """The cells that print something else than is stored: {number from 1 on: diff}."""
    stored, got = printed(authoring.read(path)), printed(executed(path, way))
    return {
        i: list(unified_diff(old, new, n=0, lineterm=""))[3:]
        for i, (old, new) in enumerate(zip(stored, got), start=1)
        if old != new
    }


def main(chosen, paths):
    """Print what differs, notebook by notebook; returns how many cells do."""
    for way in chosen:
        if reason := cannot(way):
            print(f"{way}: skipped, {reason}.")
    jobs = [(path, way) for path in paths for way in chosen if not cannot(way)]
    count = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (path, way), found in zip(jobs, pool.map(differences, *zip(*jobs))):
            for i, lines in found.items():
                print(f"\n{path.parent.name}/{path.name}, code cell {i}, {way}:")
                print("\n".join(f"    {line}" for line in lines), flush=True)
            count += len(found)
    print(f"\n{len(jobs)} runs; {count} cells print something else than is stored.")
    return count


if __name__ == "__main__":
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--under", nargs="+", metavar="WAY", default=WAYS)
    # The last lessons run longest: begun first, no worker waits for them at the end.
    later_first = sorted(STORED, key=lambda path: path.name, reverse=True)
    parser.add_argument("paths", nargs="*", type=Path, default=later_first)
    given = parser.parse_args()
    try:
        for way in given.under:
            ways(way)
    except ValueError as error:
        parser.error(str(error))
    sys.exit(main(given.under, [path.resolve() for path in given.paths]) > 0)
