"""A learner's own copy in real JupyterLab, and explorers where widgets cannot load."""

import json
import shutil
import urllib.request
from pathlib import Path

import pytest

from coursekit.handout import hand_out

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

LESSON = "01-gradient-descent.ipynb"
# True when the kernel has said who it is and JupyterLab has written it down.
UNSAVED = """async () => {
  const { context } = jupyterapp.shell.currentWidget;
  const { kernel } = context.sessionContext.session;
  await kernel.info;
  await kernel.spec;
  await new Promise((done) => setTimeout(done, 500));
  return context.model.dirty;
}"""


def unsaved(lab, name):
    page = lab.turn(name)
    lab.idle(page)
    return page.evaluate(UNSAVED)


@pytest.mark.parametrize("folder", ["notebooks", "exercises"])
def test_nothing_of_a_copy_asks_to_be_saved_when_it_is_opened(lab, folder):
    hand_out(lab.folder / "copy")
    assert unsaved(lab, f"copy/{folder}/{LESSON}") is False


def test_jupyterlab_calls_a_notebook_unsaved_that_names_no_version(lab):
    """Why a copy names one, and the stored lessons cannot be clean on every machine."""
    stored = Path(__file__).parent.parent / "exercises" / LESSON
    shutil.copy(stored, lab.folder / "stored.ipynb")
    assert unsaved(lab, "stored.ipynb") is True


def test_an_explorer_shows_its_still_picture_where_widgets_cannot_load(lab):
    code = (
        "from coursekit import explore, gd, parabola\nexplore(gd(eta=0.03), parabola)"
    )
    lab.write("still.ipynb", code)
    page = lab.page()
    page.route(lambda url: "anywidget" in url, lambda route: route.abort())
    page.goto(f"{lab.base}/doc/tree/still.ipynb?token={lab.token}&reset")
    lab.run_all(page)
    still = page.locator(".jp-OutputArea img")
    still.wait_for()
    assert still.is_visible()
    assert still.evaluate("e => e.naturalWidth") > 500
    assert page.locator(".ck canvas[role=img]").count() == 0
    page.close()


@pytest.mark.slow
def test_the_lab_serves_a_copy_from_a_folder_with_an_odd_name(tmp_path):
    from browser import _served

    here = tmp_path / "à la maison"
    here.mkdir()
    options = ["coursekit", "lab", "mon cours", "--no-browser", "--ip=127.0.0.1"]
    options += ["--ServerApp.port_retries=0", "--IdentityProvider.token=secret"]
    with _served(options, here) as base:
        url = f"{base}/api/contents/notebooks/{LESSON}?token=secret&content=0"
        with urllib.request.urlopen(url) as answer:
            assert json.load(answer)["name"] == LESSON
    assert (here / "mon cours/notebooks" / LESSON).exists()
