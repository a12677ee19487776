"""A rule defined in a string is drawn, has sliders and races, without registration."""

import pytest
from test_optimizers_own import SIGNS, defined

from coursekit import descend, momentum, plots, rosenbrock
from coursekit.explorers import explore
from coursekit.explorers.sliders import sliders


@pytest.fixture
def signs():
    return defined(SIGNS)


def test_it_is_drawn_with_its_own_look_and_name(signs):
    runs = [descend(rule(eta=1e-3), rosenbrock, steps=20) for rule in (signs, momentum)]
    ax = plots.paths(*runs)
    lines, labels = ax.get_legend_handles_labels()
    assert [label.split("(")[0] for label in labels] == ["signs", "momentum"]
    assert lines[0].get_color() != lines[1].get_color()


def test_it_has_sliders_in_the_explorer_and_races_there(signs):
    assert list(sliders(signs, rosenbrock)) == ["eta", "beta"]
    race = explore([signs, momentum], rosenbrock, steps=30)
    scene, _ = race.answer({"want": "scene", "seq": 1})
    assert [runner["name"] for runner in scene["runners"]] == ["signs", "momentum"]
    assert "signs" in repr(race.figure(steps=30))
