"""Tables in lessons: every value under its head, in text and in HTML."""

from xml.etree import ElementTree

import numpy as np
import pytest

from coursekit.lessons import table

MADE = table(
    {"gd": [3, 0.12345], "ε < δ": [np.int64(20), "0.1 ± 0.2"]}, ["t", 50], ".2f"
)


def test_values_stand_right_aligned_under_their_heads():
    assert repr(MADE).splitlines() == [
        "        t         50",
        "gd      3       0.12",
        "ε < δ  20  0.1 ± 0.2",
    ]


def test_a_screen_reader_finds_the_head_of_each_column_and_row():
    root = ElementTree.fromstring(MADE._repr_html_())
    assert [th.text for th in root.iterfind(".//th[@scope='col']")] == ["t", "50"]
    assert [th.text for th in root.iterfind(".//th[@scope='row']")] == ["gd", "ε < δ"]
    assert [td.text for td in root.iterfind(".//tbody//td")] == [
        *("3", "0.12"), *("20", "0.1 ± 0.2"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [float, np.float32, np.float64])
def test_whole_numbers_stay_whole_and_others_take_the_form(kind):
    assert table({"a": [kind(1.25), 7]}, "xy", ".1f").rows == (("a", "1.2", "7"),)


def test_a_row_of_another_length_is_refused_by_its_name():
    said = "A row needs a value for each of the 2 heads; 'gd' has 1."
    with pytest.raises(ValueError, match=said):
        table({"adam": [1, 2], "gd": [1]}, ["a", "b"])
