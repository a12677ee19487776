"""Tables of students from anywhere are read, and platforms get theirs back."""

import csv

import pytest
from test_grading_submissions import LESSON, MOODLE, TEXT, found, laid_out, submissions

from coursekit.grading.collect import platforms
from coursekit.grading.collect.columns import PERSON
from coursekit.grading.collect.platforms import NoColumn
from coursekit.grading.collect.roster import NoRoster, roster
from coursekit.grading.collect.submissions import collect
from coursekit.grading.report import tables

TABLES = {
    "names": "student\nAda Lovelace\nBen Benson\n",
    "numbers": "Student,ID\nAda Lovelace,12\nBen Benson,13\n",
    "family names first": 'Student,ID\n"Lovelace, Ada",12\n"Benson, Ben",13\n',
    "Moodle's worksheet": "Identifier,Full name,Email address,Grade\n"
    "Participant 12,Ada Lovelace,ada@x.org,\nParticipant 13,Ben Benson,ben@x.org,\n",
    "Canvas's gradebook": "Student,ID,SIS User ID,SIS Login ID,Section,Ex 01 (5)\n"
    '    Points Possible,,,,,10\n"Lovelace, Ada",12,,ada,,\n"Benson, Ben",13,,ben,,\n',
    "semicolons, BOM": "\ufeffid;first name;last name\r\nada;Ada;Lovelace\r\n"
    "ben;Ben;Benson\r\n",
    "the line of a spreadsheet": "sep=;\nName;Email\nAda Lovelace;ada@x.org\n"
    "Ben Benson;ben@x.org\n",
    "one word without a space": "LastName,FirstName,ID\nLovelace,Ada,12\n"
    "Benson,Ben,13\nStudent,Test,99\n",
    "Brightspace's grades": "OrgDefinedId,Last Name,First Name,01 Points Grade <x>\n"
    "#12,Lovelace,Ada,\n#13,Benson,Ben,\n",
    "a German Moodle": 'ID,"Vollständiger Name",E-Mail-Adresse,Bewertung\n'
    'Teilnehmer/in12,"Ada Lovelace",a@x.org,\nTeilnehmer/in13,"Ben Benson",b@x.org,\n',
    "an unknown language": "Nro,Kuka,Osoite\nOsallistuja 12,Ada Lovelace,ada@x.org\n"
    "Osallistuja 13,Ben Benson,ben@x.org\n",
    "Google Classroom's": "Last Name,First Name,Email Address,Exercise 01\n"
    "Date,,,2026-11-20\nPoints,,,19\nLovelace,Ada,ada@x.org,\nBenson,Ben,ben@x.org,\n",
    "numbers that a spreadsheet keeps": "Name;ID;Email\n"
    '="Ada Lovelace";="0012";ada@x.org\n'
    '"=""Ben Benson""";"=""0013""";ben@x.org\n',
    "a gradebook with its lines on columns": "Student,ID,SIS Login ID,Ex 1 (5)\n"
    ',,,Manual Posting\n    Puntos posibles,,,10\n"Lovelace, Ada",12,ada,\n'
    '"Benson, Ben",13,ben,\n"Student, Test",99,,\n',
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.fixture
def read(tmp_path):
    def read(text):
        (tmp_path / "class.csv").write_text(text, encoding="utf-8", newline="")
        return roster(tmp_path / "class.csv")

    return read


@pytest.mark.parametrize("kind", TABLES)
def test_a_roster_is_read_from(kind, read):
    students = [name.replace(",", "").split() for name in read(TABLES[kind]).rows]
    names = [sorted(name) for name in students]
    assert names == [["Ada", "Lovelace"], ["Ben", "Benson"]]


@pytest.mark.parametrize("kind", TABLES)
def test_a_roster_says_whose_files_these_are(kind, read, tmp_path):
    table = read(TABLES[kind])
    names = {
        f"Ada Lovelace{MOODLE}": "Ada", f"lovelaceada_12_345_{LESSON}": "Ada",
        f"bensonben_13_346_{LESSON}": "Ben", f"{LESSON[:-6]}-ben-benson.ipynb": "Ben",
        f"Ada_Lovelace-{LESSON}": "Ada",
    }  # fmt: skip
    for number, (name, first) in enumerate(names.items()):
        place = tmp_path / str(number)
        inside = name if name.endswith(".ipynb") else f"{name}/{LESSON}"
        laid_out(place, {inside: TEXT})
        ((only,), nameless) = submissions(place, roster=table)
        assert first in only.student and only.student in table.rows
        assert (only.lesson, nameless) == ("01", [])


def test_a_number_that_a_spreadsheet_keeps_is_the_number_alone(read):
    table = read('Name;ID\n="Ada L";="0012"\n"=""Ben B""";"=""0013"""\n')
    assert table.ids == {"0012": "Ada L", "0013": "Ben B"}
    assert table.lines == [["Ada L", "0012"], ["Ben B", "0013"]]


def test_two_of_one_name_are_told_apart_by_their_numbers_only(read, tmp_path):
    table = read("student,id\nAda L,1\nAda L.,2\n")
    laid_out(tmp_path / "c", {f"2/{LESSON}": TEXT, f"AdaL/{LESSON}": TEXT})
    assert list(table.rows) == ["Ada L (1)", "Ada L. (2)"]
    names = [name for name, _ in found(tmp_path / "c", roster=table)]
    assert names == ["Ada L. (2)", "AdaL"]


@pytest.mark.parametrize(
    "above", ["Class of 2026;;\n", "Class of 2026\n\n;;\n", "\n", "Name;ID;Group\n"]
)
def test_titles_above_a_header_and_a_second_one_are_no_students(above, read):
    table = read(f"{above}Name;ID;Group\nAda L;1;a\nBen B;2;;;\n;;\nName;ID;Group\n")
    assert table.ids == {"1": "Ada L", "2": "Ben B"}
    assert list(table.rows) == ["Ada L", "Ben B"]


def test_who_stands_there_twice_with_one_number_is_one_and_by_names_they_are_two(read):
    assert list(read("name,id\nJ S,1\nAda L,2\nJ S,1\n").rows) == ["J S", "Ada L"]
    assert list(read("name\nJ S\nJ S\n").rows) == ["J S", "J S (2)"]


@pytest.mark.parametrize(
    ("listed", "folders"),
    [
        ("Blake Jordan,1\nJordan Blake,2\n", ["Blake Jordan", "Jordan Blake"]),
        ("Pat Smith_Jones,1\nPat Smith-Jones,2\n", ["Pat Smith-Jones"]),
        ("Işık Ğ,1\nSøren Ł,2\n", ["isik g", "soren l"]),
    ],
)
def test_names_that_are_nearly_anothers_find_their_own_row(
    listed, folders, read, tmp_path
):
    laid_out(tmp_path / "c", {f"{name}/{LESSON}": TEXT for name in folders})
    collected = collect(tmp_path / "c", read(f"name,id\n{listed}"))
    assert len(collected.people) == len(folders)
    assert collected.says == ()


def test_a_login_that_is_anothers_name_is_in_doubt_and_said(read, tmp_path):
    laid_out(tmp_path / "c", {f"ben/{LESSON}": TEXT})
    table = read("name,login\nAda L,ben\nBen,bb\n")
    assert collect(tmp_path / "c", table).says == ("Not in the roster: ben (2).",)


REFUSED = {
    "no header": (b"Ada L,ada@x.org\nBen B,ben@x.org\n", "has no header: its first"),
    "one column": (b"Ada Love\nBen Bit\nCyd Cat\n", "has no header: its first"),
    "half a quote": (b'name,id\nAda L,1\n"Ben B,2\nCyd C,3\n', "no table: line 4"),
    "a workbook": (b"PK\3\4\0\0", "it is no text; save it as CSV"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_table_that_would_hide_a_student_is_refused(kind, tmp_path):
    raw, reason = REFUSED[kind]
    (tmp_path / "class.csv").write_bytes(raw)
    with pytest.raises(NoRoster, match=reason):
        roster(tmp_path / "class.csv")


def test_a_name_of_many_dots_is_compared_without_end_of_patience():
    assert PERSON.fullmatch("J. R. O'Neill-Smith, Jr.")
    assert not PERSON.fullmatch("a.." * 60 + "1")


@pytest.mark.parametrize("text", ["", "colour\nred\n", "student\n\n"])
def test_what_is_no_table_of_students_is_refused(text, read):
    with pytest.raises(NoRoster, match="has no student in a column called"):
        read(text)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_roster_is_read_however_it_was_saved(encoding, tmp_path):
    text = "Student\tEmail\nJürgen Müller\tjm@x.org\nZoë Ångström\tz@x.org\n"
    (tmp_path / "class.csv").write_bytes(text.encode(encoding))
    assert list(roster(tmp_path / "class.csv").rows) == [
        "Jürgen Müller",
        "Zoë Ångström",
    ]


def test_what_is_no_text_is_refused_with_advice(tmp_path):
    (tmp_path / "class.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(NoRoster, match=r"cannot be read: .*save it as CSV UTF-8"):
        roster(tmp_path / "class.csv")


def test_the_columns_of_a_table_without_students_are_named(read):
    with pytest.raises(NoRoster, match="its columns are: shade, 12"):
        read("shade,12\nred,\n")


NFD = "Ju\u0308rgen Mu\u0308ller"


@pytest.mark.parametrize("written", ["Jürgen Müller", NFD])
@pytest.mark.parametrize("listed", ["Jürgen Müller", NFD, "MÜLLER,  Jürgen"])
def test_accents_are_compared_in_one_form(listed, written, read, tmp_path):
    table = read(f'student\n"{listed}"\n')
    laid_out(tmp_path / "c", {f"{written}/{LESSON}": TEXT})
    assert found(tmp_path / "c", roster=table) == [(listed, "01")]


def test_letters_without_their_accents_are_those_of_a_platforms_file_name(
    read, tmp_path
):
    table = read('Student,ID\n"Müller, Jürgen",7\n"Ångström, Zoë",8\n')
    laid_out(tmp_path / "c", {f"mullerjurgen_55_1_{LESSON}": TEXT})
    assert found(tmp_path / "c", roster=table) == [("Müller, Jürgen", "01")]


def test_namesakes_in_a_roster_are_two_and_are_found_by_their_numbers(read, tmp_path):
    table = read('Student,ID\n"Smith, John",4508\n"Smith, John",4509\n')
    names = [f"smithjohn_{number}_1_{LESSON}" for number in (4508, 4509)]
    laid_out(tmp_path / "c", dict.fromkeys(names, TEXT))
    both = ["Smith, John (4508)", "Smith, John (4509)"]
    assert list(table.rows) == both
    assert [name for name, _ in found(tmp_path / "c", roster=table)] == both


def test_two_numbers_of_one_listed_name_are_no_listed_student(read, tmp_path):
    table = read("Student\nJohn Smith\n")
    names = [f"smithjohn_{number}_1_{LESSON}" for number in (4508, 4509)]
    laid_out(tmp_path / "c", dict.fromkeys(names, TEXT))
    collected = collect(tmp_path / "c", roster=table)
    names = ["smithjohn (4508)", "smithjohn (4509)"]
    assert [person.name for person in collected.people] == names
    assert f"Not in the roster: {', '.join(names)}." in collected.says


def test_a_login_of_letters_and_a_number_lends_nobody_its_number(read, tmp_path):
    table = read("name,username\nAda L,jm1\nBen B,jm2\n")
    laid_out(tmp_path / "c", {f"1/{LESSON}": TEXT})
    assert found(tmp_path / "c", roster=table) == [("1", "01")]


# What platforms take back


def totals(table, points, lesson="01", of=10):
    """The Totals of a class with these points: {student: points}."""
    told = tables.Totals(table)
    for student, got in points.items():
        entry = {"student": student, "id": "", "lesson": lesson, "points": got}
        late = student.startswith("Late")
        more = {"of": of, "late": late, "before": got, "questions": ()}
        told.add(entry | more)
    return told


def written(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


WORKSHEET = (
    "\ufeffIdentifier,Full name,Email address,Status,Group,Grade,Maximum Grade,"
    "Last modified (grade),Online text,Feedback comments\n"
    'Participant 772,Late Ben,ben@x.org,"Submitted for grading - ",,,10.00,-,,\n'
    "Participant 771,Ada Lovelace,ada@x.org,No submission,B,3.00,10.00,-,<p>,old\n"
)


def test_moodles_worksheet_comes_back_with_its_own_columns_order_and_rows(
    read, tmp_path
):
    table = read(WORKSHEET)
    tables.uploads(tmp_path, "moodle", totals(table, {"Late Ben": 7.5}), table, {})
    header, ben, ada = written(tmp_path, "moodle-01.csv")
    assert header == WORKSHEET[1:].partition("\n")[0].split(",")
    said = "7.5 of 10 points. Handed in late."
    assert ben == ["Participant 772", "Late Ben", "ben@x.org",
                   "Submitted for grading - ", "", "7.5", "10.00", "-", "",
                   said]  # fmt: skip
    assert ada[5:] == ["0", "10.00", "-", "<p>", "Not handed in."]


def test_another_maximum_than_the_lessons_is_said_before_the_upload(read, tmp_path):
    table = read(WORKSHEET)
    told = totals(table, {"Late Ben": 7.5})
    (same,) = tables.uploads(tmp_path, "moodle", told, table, {})
    assert "maximum" not in same
    told.lessons["01"] = 18
    (said,) = tables.uploads(tmp_path, "moodle", told, table, {})
    assert "its maximum grade in Moodle is 10: set it to 18 before you upload" in said


def test_a_worksheet_in_another_language_keeps_its_words_and_its_decimal_comma(
    read, tmp_path
):
    table = read(
        'ID,"Vollständiger Name",E-Mail-Adresse,Bewertung,Bestwertung,'
        '"Feedback als Kommentar"\nTeilnehmer/in77,Ada L,a@x.org,,"10,00",\n'
    )
    tables.uploads(tmp_path, "moodle", totals(table, {"Ada L": 7.5}), table, {})
    header, ada = written(tmp_path, "moodle-01.csv")
    assert header[3:] == ["Bewertung", "Bestwertung", "Feedback als Kommentar"]
    assert ada[:5] == ["Teilnehmer/in77", "Ada L", "a@x.org", "7,5", "10,00"]


def test_a_worksheet_whose_columns_nobody_knows_is_refused_and_an_option_names_one(
    read, tmp_path
):
    table = read("Osallistuja,Nimi,Pisteet\nOsallistuja 77,Ada Lovelace,\n")
    told = totals(table, {"Ada Lovelace": 7})
    with pytest.raises(NoColumn, match="it has Osallistuja, Nimi, Pisteet; name one"):
        tables.uploads(tmp_path, "moodle", told, table, {})
    tables.uploads(tmp_path, "moodle", told, table, {"01": "Pisteet"})
    assert written(tmp_path, "moodle-01.csv")[1][:3] == [
        "Osallistuja 77",
        "Ada Lovelace",
        "7",
    ]


def gradebook(*columns):
    """The text of a Canvas gradebook with these columns for marks."""
    more = ",".join(columns)
    commas = "," * (len(columns) - 1)
    return (
        f"Student,ID,SIS User ID,SIS Login ID,Section,{more}\n"
        f"    Points Possible,,,,,10{commas}\n"
        f'"L, Ada",70,u1,ada,A,{commas}\n"B, Ben",80,u2,ben,A,{commas}\n'
    )


TAKEN = {
    "the one called so": (
        ["Reading quiz 01 (50)", "Exercise 01 (51)"],
        "Exercise 01 (51)",
    ),
    "without a zero": (["Exercise 1 (51)", "Exercise 11 (52)"], "Exercise 1 (51)"),
    "the only one": (["HW 1: descent (51)", "Current Score"], "HW 1: descent (51)"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_canvas_gets_the_column_of_the_lesson_and_the_teacher_hears_which(
    case, read, tmp_path
):
    columns, taken = TAKEN[case]
    table = read(gradebook(*columns))
    (said,) = tables.uploads(
        tmp_path, "canvas", totals(table, {"L, Ada": 7}), table, {}
    )
    header, possible, ada, ben = written(tmp_path, "canvas.csv")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", taken]
    assert possible == ["    Points Possible", "", "", "", "", "10"]
    assert ada == ["L, Ada", "70", "u1", "ada", "A", "7"]
    assert (ben[0], ben[-1]) == ("B, Ben", "")
    assert f"“{taken}”" in said


def test_canvas_is_refused_where_several_columns_fit_or_none_and_an_option_helps(
    read, tmp_path
):
    table = read(gradebook("Quiz 1 (50)", "Lab 1 (51)"))
    told = totals(table, {"L, Ada": 7})
    with pytest.raises(NoColumn, match=r"Several columns .* “Quiz 1 \(50\)”, “Lab 1"):
        tables.uploads(tmp_path, "canvas", told, table, {})
    with pytest.raises(NoColumn, match=r"no column “Lab 2”; it has Student, ID"):
        tables.uploads(tmp_path, "canvas", told, table, {"01": "Lab 2"})
    tables.uploads(tmp_path, "canvas", told, table, {"01": "Lab 1"})
    assert written(tmp_path, "canvas.csv")[0][-1] == "Lab 1 (51)"
    none = read(gradebook("Quiz 10 (50)", "Essay (51)"))
    with pytest.raises(NoColumn, match="called after lesson 01: there are Quiz 10"):
        tables.uploads(tmp_path, "canvas", totals(none, {"L, Ada": 7}), none, {})


def test_who_is_not_in_the_gradebook_has_no_row_in_it(read, tmp_path):
    table = read(gradebook("Exercise 01 (51)"))
    tables.uploads(tmp_path, "canvas", totals(table, {"Zoë": 7}), table, {})
    assert [row[0].strip() for row in written(tmp_path, "canvas.csv")] == [
        "Student", "Points Possible", "L, Ada", "B, Ben"
    ]  # fmt: skip


def test_brightspace_and_blackboard_get_the_column_that_they_exported(read, tmp_path):
    column = "Exercise 01 Points Grade <Numeric MaxPoints:10>"
    table = read(f"OrgDefinedId,Last Name,First Name,{column},End-of-Line Indicator\n"
                 "#12,Lovelace,Ada,,#\n")  # fmt: skip
    told = totals(table, {"Ada Lovelace": 7})
    tables.uploads(tmp_path, "brightspace", told, table, {})
    header, ada = written(tmp_path, "brightspace.csv")
    assert header[-2:] == [column, "End-of-Line Indicator"]
    assert ada == ["#12", "Lovelace", "Ada", "7", "#"]
    column = "Exercise 01 [Total Pts: 10 Score] |5501"
    table = read(f"Last Name\tFirst Name\tUsername\t{column}\nLovelace\tAda\tal1\t\n")
    told = totals(table, {"Ada Lovelace": 7})
    tables.uploads(tmp_path, "blackboard", told, table, {})
    assert written(tmp_path, "blackboard.csv") == [
        ["Last Name", "First Name", "Username", column], ["Lovelace", "Ada", "al1", "7"]
    ]  # fmt: skip


def test_what_a_roster_has_of_control_characters_is_not_passed_on(read, tmp_path):
    table = read("Identifier,Full name,Grade\nParticipant 7,Ada\x1b[2J L,\n")
    (name,) = table.rows
    assert name.isprintable()
    tables.uploads(tmp_path, "moodle", totals(table, {name: 7}), table, {})
    assert "\x1b" not in (tmp_path / "moodle-01.csv").read_text("utf-8")


@pytest.mark.parametrize("kind", platforms.uploads())
def test_without_a_roster_every_platform_gets_a_table_of_its_own(kind, tmp_path):
    tables.uploads(tmp_path, kind, totals(None, {"Ada": 7}), None, {})
    (path,) = tmp_path.iterdir()
    assert any("7" in row for row in written(tmp_path, path.name))


def test_a_platform_that_nobody_knows_is_an_error_and_not_moodle(tmp_path):
    with pytest.raises(KeyError):
        tables.uploads(tmp_path, "moodel", totals(None, {"Ada": 7}), None, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "encoding, name", [("cp932", "山田太郎"), ("gbk", "王小明"), ("cp949", "김철수")]
)
def test_a_roster_of_an_eastern_spreadsheet_is_read(encoding, name, tmp_path):
    path = tmp_path / "students.csv"
    path.write_bytes(f"Name,ID\n{name},12\n".encode(encoding))
    assert [*roster(path).rows] == [name]
