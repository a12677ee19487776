"""Which columns of a table say who somebody is, in the languages of platforms."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coursekit.names import squeezed

# What columns are called, without spaces and signs, in the languages of platforms.
NAMES = (
    "student", "fullname", "name", "studentname", "displayname", "vollständigername",
    "nomcomplet", "nombrecompleto", "nomecompleto", "volledigenaam", "fuldenavn",
    "fulltnavn", "fullständigtnamn", "kokonimi", "imięinazwisko", "полноеимя",
    "celéjméno", "teljesnév", "fullnafn", "teilnehmer", "studierende", "étudiant",
    "estudiante", "studente", "氏名", "姓名", "이름", "성명",
)  # fmt: skip
FIRST = (
    "firstname", "first", "givenname", "forename", "vorname", "prénom", "nombre",
    "nome", "voornaam", "förnamn", "fornavn", "imię", "имя", "jméno", "etunimi",
)  # fmt: skip
LAST = (
    "lastname", "last", "surname", "familyname", "nachname", "familienname", "nom",
    "nomdefamille", "apellidos", "apellido", "apellidosnombre",
    "cognome", "sobrenome", "apelido", "achternaam", "efternamn", "etternavn",
    "efternavn", "nazwisko", "фамилия", "příjmení", "sukunimi",
)  # fmt: skip
IDS = (
    "id", "identifier", "studentid", "userid", "idnumber", "sisuserid", "sisloginid",
    "username", "login", "loginid", "email", "emailaddress", "orgdefinedid", "sid",
    "studentnumber", "number", "matriculationnumber", "matrikelnummer", "anonymousid",
    "benutzername", "emailadresse", "idnummer", "kennung", "identifiant",
    "adressedecourriel", "nombredeusuario", "númerodeid", "direccióndecorreo",
    "nomeutente", "gebruikersnaam",
)  # fmt: skip
# Columns that hold no marks: what platforms tell of a student besides.
ABOUT = (
    "section", "group", "groups", "status", "rootaccount", "lastaccess",
    "availability", "endoflineindicator", "integrationid", "childcourseid",
)  # fmt: skip
KNOWN = {*NAMES, *FIRST, *LAST, *IDS}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WORD_AND_NUMBER = re.compile(r"([^\W\d][^\d]*?) ?(\d+)")
PERSON = re.compile(r"[^\W\d_]+(?:[ ,.'’-]+[^\W\d_]+)+\.?")


@dataclass(frozen=True)
class Columns:
    """Indices: of the name, or first and last name, and of what else names one.

    numbers    of those that are no addresses
    are_known  whether the header calls any by a name that is known here
    """

    name: int | None
    first: int | None
    last: int | None
    ids: tuple
    numbers: tuple
    are_known: bool


def columns_of(header: Sequence[str], lines: Sequence[Sequence[str]]) -> Columns:
    """Which columns say who it is: by their names, else by what stands in them."""
    known: dict[str, int] = {}
    for place, column in enumerate(header):
        known.setdefault(squeezed(column), place)
    first, last = _known(FIRST, known), _known(LAST, known)
    split = first is not None and last is not None
    name = _known(NAMES, known)
    ids = {known[key] for key in IDS if key in known}
    cells = [[at(line, place) for line in lines] for place in range(len(header))]
    addresses = {n for n, own in enumerate(cells) if _most(own, ADDRESS)}
    numbered = {n for n, own in enumerate(cells) if _are_numbered(own)}
    if name is None and not split:
        taken = ids | addresses | numbered
        name = next((n for n, own in enumerate(cells)
                     if n not in taken and _are_people(own)), None)  # fmt: skip
    ids |= addresses | (numbered - {name, first, last})
    addresses |= {known[key] for key in ("email", "emailaddress") if key in known}
    return Columns(
        name if name not in ids else None,
        first if split else None,
        last if split else None,
        tuple(sorted(ids)),
        tuple(sorted(ids - addresses)),
        bool(known.keys() & KNOWN),
    )


def _known(names, known):
    return next((known[name] for name in names if name in known), None)


def at(line: Sequence[str], place: int | None) -> str:
    """What stands there, without the spaces around it."""
    return line[place].strip() if place is not None and place < len(line) else ""


def _most(cells, pattern):
    full = [cell for cell in cells if cell]
    fits = [cell for cell in full if pattern.fullmatch(cell)]
    return bool(full) and 2 * len(fits) > len(full)


def _are_numbered(cells):
    """Whether these are one word and a number each, as in "Participant 771"."""
    found = [m for cell in cells if (m := WORD_AND_NUMBER.fullmatch(cell))]
    words = Counter(match[1] for match in found)
    numbers = {match[2] for match in found}
    return len(words) == 1 and len(numbers) == len(found) == len(
        list(filter(None, cells))
    )


def _are_people(cells):
    full = [cell for cell in cells if cell]
    return _most(cells, PERSON) and 2 * len(set(full)) > len(full)
