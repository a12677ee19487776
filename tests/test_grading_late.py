"""What lateness costs: a teacher's rules, and what stands in tables and pages."""

import json
from datetime import datetime, timedelta

import pytest
from grader import text_of
from recorded import ALL, FIRST, RIGHT, WRONG, handed, table

from coursekit.grading.person.late import NoRules, read
from coursekit.grading.person.overrides import Hand, Overrides
from coursekit.grading.report.reports import reports

ZURICH = 'timezone = "Europe/Zurich"\n'
RULES = """
timezone = "Europe/Zurich"
percent_per_day = 10
cap = 25
grace_minutes = 15
[deadline]
01 = 2026-10-07T23:59:00
[extension.ben]
01 = 2026-10-09
[extension."cas d'Or"]
days = 1
"""


def rules(tmp_path, text=RULES):
    path = tmp_path / "late.toml"
    path.write_text(text, "utf-8")
    return read(path)


def at(day, clock, zone="+02:00"):
    return datetime.fromisoformat(f"2026-10-{day:02}T{clock}:00{zone}").timestamp()


@pytest.mark.parametrize(
    ("time", "days"),
    [
        (at(7, "12:00"), 0),
        (at(8, "00:13"), 0),  # within the grace
        (at(8, "00:15"), 1),
        (at(8, "23:58"), 1),
        (at(9, "00:30"), 2),
        (at(7, "22:05", "+00:00"), 0),  # five past midnight in Zurich
        (at(7, "22:30", "+00:00"), 1),
    ],
)
def test_each_day_that_has_begun_counts_after_the_grace(time, days, tmp_path):
    known = rules(tmp_path)
    assert known.days(known.due("ada", "01"), time) == days


def test_an_extension_is_one_students_own(tmp_path):
    known = rules(tmp_path)
    due = {name: known.due(name, "01") for name in ("ada", "ben", "cas d'Or")}
    assert f"{due['ada']:%d %H:%M}" == "07 23:59"
    assert f"{due['ben']:%d %H:%M}" == "09 23:59"  # a date lasts until its midnight
    assert format(due["cas d'Or"], "%d %H:%M") == "08 23:59"
    assert known.due("ben", "02") is None


@pytest.mark.parametrize(
    ("text", "days", "earned", "taken"),
    [
        ("percent_per_day = 10", 2, 8, 1.6),
        ("percent_per_day = 10\ncap = 15", 2, 8, 1.2),
        ("percent_per_day = 60", 2, 8, 8),
        ("points_per_day = 1.5", 2, 8, 3),
        ("points_per_day = 1.5\ncap = 2", 2, 8, 2),
        ("points_per_day = 1.5", 9, 8, 8),
        ("", 9, 8, 0),
    ],
)
def test_what_is_taken_is_capped_and_never_more_than_was_earned(
    text, days, earned, taken, tmp_path
):
    known = rules(tmp_path, f"{text}\n{ZURICH}[deadline]\n01 = 2026-10-07")
    assert known.taken(days, earned) == pytest.approx(taken)


def test_the_marks_before_and_after_stand_in_every_table_and_page(tmp_path):
    class_ = [
        (handed("ada", time=at(9, "12:00")), RIGHT),
        (handed("ben", time=at(9, "12:00"), late=True), RIGHT),
        (handed("eve", time=at(7, "12:00"), late=True), RIGHT),
    ]
    reports(tmp_path, lambda: iter(class_), rules=rules(tmp_path))
    off = ALL / 5
    rows = {(r["student"], r["question"]): r for r in table(tmp_path / "marks.csv")}
    row = rows["ada", "01.late"]
    says = (
        f"2 days after 2026-10-07 23:59 CEST: {ALL:g} − {off:g} = {ALL - off:g} points."
    )
    assert (row["points"], row["of"], row["reason"]) == (f"-{off:g}", "0", says)
    assert row["before"] == "0"
    assert [key for key in rows if key[1] == "01.late"] == [("ada", "01.late")]
    assert {row["note"] for row in rows.values()} == {""}
    totals = {r["student"]: r for r in table(tmp_path / "totals.csv")}
    ada, ben = totals["ada"], totals["ben"]
    assert (ada["points"], ada["before"]) == (f"{ALL - off:g}", f"{ALL:g}")
    assert (ada["late"], ben["late"], totals["eve"]["late"]) == ("01", "", "")
    assert ben["points"] == f"{ALL:g}"
    page = text_of(tmp_path / "feedback" / "ada" / "01.html")
    assert f"{ALL - off:g} of {ALL:g} points" in page and says in page
    assert "late 01" in text_of(tmp_path / "class.html")
    listed = json.loads((tmp_path / "results.json").read_text())
    assert [e["points"] for e in listed] == pytest.approx([ALL - off, ALL, ALL])


def test_lateness_takes_from_what_a_person_gave(tmp_path):
    mark = Hand("ada", "01", "01.1", points=FIRST)
    said = Overrides("", {mark.place: mark})
    class_ = [(handed("ada", time=at(8, "12:00")), WRONG)]
    reports(tmp_path, lambda: iter(class_), overrides=said, rules=rules(tmp_path))
    (row,) = table(tmp_path / "totals.csv")
    assert row["points"] == f"{0.9 * ALL:g}"
    assert row["before"] == f"{ALL - FIRST:g}"


def test_an_extension_for_nobody_is_named(tmp_path):
    class_ = [(handed("ben", time=0), RIGHT)]
    written = reports(tmp_path, lambda: iter(class_), rules=rules(tmp_path))
    assert written.strangers == ["cas d'Or"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("percent_per_day = ", "is no TOML"),
        ("percent = 10", "there is no 'percent'; there are cap, deadline"),
        ("percent_per_day = 1\npoints_per_day = 1", "take either"),
        ("percent_per_day = 120", "more than 100 per cent"),
        ("percent_per_day = 10\ncap = 120", "more than 100 per cent"),
        ("cap = 20", "it has a cap, but no percent_per_day or points_per_day to cap"),
        ("", "names no [deadline], so nothing could be late"),
        ("percent_per_day = 10", "names no [deadline], so nothing could be late"),
        ("points_per_day = -1", "points_per_day is -1; write a number from 0"),
        ('cap = "5"', "cap is '5'; write a number"),
        ("grace_minutes = true", "grace_minutes is True; write a number"),
        ("cap = nan", "cap is nan; write a number"),
        ("points_per_day = 1" + 400 * "0", "write a number from 0 to 100,000"),
        ("points_per_day = 1" + 5000 * "0", "is no TOML"),
        ("x = " + 9999 * "[", "is no TOML"),
        ("[extension.ada]\ndays = 1e9", "write a number from 0 to 100,000"),
        ('timezone = "Zurich"', "there is no time zone 'Zurich'"),
        ("timezone = 3", "there is no time zone 3"),
        ("deadline = 3", "[deadline] is to be a table"),
        ("[deadline]\n77 = 2026-10-07", "[deadline] has lesson '77'; there are"),
        ("[deadline]\n01 = 2026-10-07", "01 of [deadline] has no time zone; write"),
        ("[deadline]\n01 = 10:00:00", "01 of [deadline] is 10:00:00; write a date"),
        ("[deadline]\n01 = 0026-10-07", "01 of [deadline] is in the year 26"),
        ("[deadline]\n01 = 9999-12-31", "01 of [deadline] is in the year 9999"),
        (
            f"{ZURICH}[deadline]\n01 = 2026-03-29T02:30:00",
            "is 2026-03-29 02:30, which never is: clocks in Europe/Zurich are put",
        ),
        (
            f"{ZURICH}[deadline]\n01 = 2026-10-07\n1 = 2026-10-08",
            "[deadline] has lesson 01 twice",
        ),
        ('[deadline]\n01 = "soon"', "01 of [deadline] is 'soon'; write a date"),
        ("[deadline]\n01 = 2026-13-07", "is no TOML"),
        ("extension = 3", '[extension."NAME"] is to be a table'),
        ("[extension]\nada = 3", '[extension."ada"] is to be a table'),
        ('[extension.ada]\ndays = "two"', "days of [extension"),
        ("[extension.ada]\nall = 2", "has lesson 'all'"),
    ],
)
def test_rules_that_make_no_sense_are_one_sentence(text, why, tmp_path):
    with pytest.raises(NoRules) as refused:
        rules(tmp_path, text)
    assert why in str(refused.value)
    assert str(tmp_path / "late.toml") in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("coding", ["utf-16", "utf-8-sig", "latin-1"])
def test_rules_in_another_coding_are_read_or_refused(coding, tmp_path):
    path = tmp_path / "late.toml"
    path.write_bytes(f"{ZURICH}[deadline]\n01 = 2026-10-07  # für alle".encode(coding))
    if coding == "utf-8-sig":  # as an editor of Windows saves it
        assert read(path).due("ada", "01")
    else:
        with pytest.raises(NoRules, match="is no text in UTF-8"):
            read(path)


def test_a_time_that_comes_twice_is_the_later_one(tmp_path):
    due = rules(tmp_path, f"{ZURICH}[deadline]\n01 = 2026-10-25T02:30:00")
    assert due.due("ada", "01").utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ({"lesson": "01", "unreadable": "It is no notebook."}, "nothing to take off"),
        (RIGHT, "nothing is taken off"),
    ],
)
def test_where_nothing_is_taken_no_sum_is_shown(result, says, tmp_path):
    free = rules(tmp_path, f"{ZURICH}[deadline]\n01 = 2026-10-07")
    class_ = [(handed("ada", time=at(8, "12:00")), result)]
    reports(tmp_path, lambda: iter(class_), rules=free)
    page = text_of(tmp_path / "feedback" / "ada" / "01.html")
    assert says in page and "= 0" not in page


def test_points_that_are_taken_have_a_minus_sign_on_the_page(tmp_path):
    class_ = [(handed("ada", time=at(9, "12:00")), RIGHT)]
    reports(tmp_path, lambda: iter(class_), rules=rules(tmp_path))
    page = text_of(tmp_path / "feedback" / "ada" / "01.html")
    assert f"late, −{ALL / 5:g} points" in page
    assert f",-{ALL / 5:g},0," in text_of(tmp_path / "marks.csv")


def test_rules_that_are_not_there_are_one_sentence(tmp_path):
    with pytest.raises(NoRules, match="cannot be read: No such file"):
        read(tmp_path / "late.toml")
