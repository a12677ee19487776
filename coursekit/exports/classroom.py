"""For a repository of each student: a check on every push, by whatever host.

    check.sh                       installs the course, checks, writes result.json
    .github/workflows/check.yml    calls it on hosts that know GitHub's workflows
    .gitlab-ci.yml                 calls it on GitLab

`coursekit check` asks what the notebook itself asks, so what students see is what they
have seen at home; marks for a class come from `coursekit grade`, with other numbers.
"""

from __future__ import annotations

from pathlib import Path

import coursekit
from coursekit.exports import NotExported, demand
from coursekit.extras import NAME

CHECK = """\
#!/bin/sh
# Check the notebooks of this repository; the last word stands in result.json.
# COURSE may name another source of the course: a wheel, a folder, a git address.
set -eu
cd "$(dirname "$0")"
python3 -m venv .check
.check/bin/pip install --quiet "${{COURSE:-{name}[course]=={version}}}"
.check/bin/coursekit check --result result.json {pattern}
"""
GITHUB = """\
name: check
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: sh check.sh
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: result
          path: result.json
"""
GITLAB = """\
check:
  image: python:3.12
  timeout: 20 minutes
  script:
    - sh check.sh
  artifacts:
    when: always
    paths:
      - result.json
"""
FILES = {".github/workflows/check.yml": GITHUB, ".gitlab-ci.yml": GITLAB}


def export(lessons: list[str], folder: Path) -> list[Path]:
    """Write the files into a folder; returns them. Raises NotExported, OSError.

    lessons  those to check ("04"); all notebooks if none is named
    Nothing that is there is written over.
    """
    from coursekit.tasks import lessons as known

    demand(lessons, known(), "exercise")
    pattern = " ".join(f"{lesson}-*.ipynb" for lesson in lessons) or "*.ipynb"
    check = CHECK.format(name=NAME, version=coursekit.__version__, pattern=pattern)
    texts = {folder / name: text for name, text in {"check.sh": check, **FILES}.items()}
    if taken := [path for path in texts if path.exists()]:
        raise NotExported(f"{taken[0]} is there already; nothing was written.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "check.sh").chmod(0o755)
    return list(texts)
