"""A strict reader of QTI 1.2.1, of the part that we write, after IMS's binding.

What stands where, which attributes an element needs, and what they may say is a table;
what is not in it is no QTI here.
"""

import re
from dataclasses import dataclass

NAMESPACE = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
# Of each element: its children in order, as a regular expression, and its attributes
# with the values that they may have; those with a star may be absent.
FORMS = {
    "questestinterop": ("assessment", {}),
    "assessment": ("(qtimetadata )*(section )+", {"ident": ".+", "title*": ".*"}),
    "section": ("(item )*", {"ident": ".+", "title*": ".*"}),
    "item": (
        "itemmetadata ?presentation (resprocessing )*(itemfeedback )*",
        {"ident": ".+", "title*": ".*"},
    ),
    "itemmetadata": ("(qtimetadata )*", {}),
    "qtimetadata": ("(qtimetadatafield )+", {}),
    "qtimetadatafield": ("fieldlabel fieldentry", {}),
    "fieldlabel": ("", {}),
    "fieldentry": ("", {}),
    "presentation": ("(material |response_lid )+", {}),
    "response_lid": (
        "(material )?render_choice( material)?",
        {"ident": ".+", "rcardinality*": "Single|Multiple|Ordered"},
    ),
    "render_choice": ("(response_label )+", {"shuffle*": "Yes|No"}),
    "response_label": ("(material )*", {"ident": ".+"}),
    "material": ("(mattext )+", {}),
    "mattext": ("", {"texttype*": "text/(plain|html|rtf)"}),
    "resprocessing": ("outcomes (respcondition )+", {}),
    "outcomes": ("(decvar )+", {}),
    "decvar": (
        "",
        {
            "varname*": ".+",
            "vartype*": "Integer|String|Decimal|Scientific|Boolean|Enumerated|Set",
            "defaultval*": r"-?[\d.]+",
            "minvalue*": r"-?[\d.]+",
            "maxvalue*": r"-?[\d.]+",
        },
    ),
    "respcondition": (
        "conditionvar (setvar )*(displayfeedback )*",
        {"title*": ".*", "continue*": "Yes|No"},
    ),
    "conditionvar": ("(varequal |other )+", {}),
    "varequal": ("", {"respident": ".+", "case*": "Yes|No"}),
    "other": ("", {}),
    "setvar": (
        "",
        {"varname*": ".+", "action*": "Set|Add|Subtract|Multiply|Divide"},
    ),
    "displayfeedback": (
        "",
        {"feedbacktype*": "Response|Solution|Hint", "linkrefid": ".+"},
    ),
    "itemfeedback": (
        "(flow_mat |material )+",
        {"ident": ".+", "view*": "All|Candidate", "title*": ".*"},
    ),
    "flow_mat": ("(material )+", {}),
}


class NotQti(Exception):
    """What is written is no QTI; says where and why."""


@dataclass(frozen=True)
class Came:
    """What came of a choice: the score, and the feedback that is shown."""

    score: float
    shown: tuple[str, ...]


def demand_form(element):
    """Every element is known, stands where it may and says what it may; or NotQti."""
    name = element.tag.removeprefix(NAMESPACE)
    if not element.tag.startswith(NAMESPACE) or name not in FORMS:
        raise NotQti(f"<{element.tag}> is no element that we write")
    children, attributes = FORMS[name]
    inside = " ".join(child.tag.removeprefix(NAMESPACE) for child in element)
    if not re.fullmatch(children.strip().replace(" ", " ?"), inside):
        raise NotQti(f"<{name}> may not hold {inside!r}")
    known = {key.rstrip("*"): value for key, value in attributes.items()}
    for key, value in element.attrib.items():
        if not key.startswith("{") and not re.fullmatch(known.get(key, "(?!)"), value):
            raise NotQti(f"<{name}> may not say {key}={value!r}")
    for key in attributes.keys() - element.keys():
        if not key.endswith("*") and key not in element.attrib:
            raise NotQti(f"<{name}> lacks its {key}")
    for child in element:
        demand_form(child)


def demand_references(tree):
    """Names are unique, and everything that is referred to is there; or NotQti."""
    outer = [e.get("ident") for e in tree.iter() if _is(e, "assessment section item")]
    _demand_unique(outer, "the assessment")
    for item in tree.iterfind(".//{*}item"):
        name = item.get("ident")
        parts = "response_lid response_label itemfeedback"
        _demand_unique([e.get("ident") for e in item.iter() if _is(e, parts)], name)
        asked = {
            e.get("ident"): {*_labels(e)} for e in item.iterfind(".//{*}response_lid")
        }
        feedback = {e.get("ident") for e in item.iterfind("{*}itemfeedback")}
        scores = {e.get("varname", "SCORE") for e in item.iterfind(".//{*}decvar")}
        for equal in item.iterfind(".//{*}varequal"):
            if equal.text not in asked.get(equal.get("respident"), ()):
                raise NotQti(
                    f"{name} waits for {equal.text!r}, which nobody can choose"
                )
        for show in item.iterfind(".//{*}displayfeedback"):
            if show.get("linkrefid") not in feedback:
                raise NotQti(
                    f"{name} shows {show.get('linkrefid')!r}, which is not there"
                )
        for change in item.iterfind(".//{*}setvar"):
            if change.get("varname", "SCORE") not in scores:
                raise NotQti(
                    f"{name} sets {change.get('varname')!r}, which is undeclared"
                )


def choose(item, choice):
    """What Came of a choice, as the item's response processing says, step by step."""
    declared = item.find(".//{*}decvar")
    score, shown = float(declared.get("defaultval", 0)), []
    for condition in item.iterfind(".//{*}respcondition"):
        (test,) = condition.find("{*}conditionvar")
        if not (_is(test, "other") or test.text == choice):
            continue
        for change in condition.iterfind("{*}setvar"):
            amount = float(change.text)
            score = amount if change.get("action", "Set") == "Set" else score + amount
        shown += [f.get("linkrefid") for f in condition.iterfind("{*}displayfeedback")]
        if condition.get("continue", "No") == "No":
            break
    return Came(score, tuple(shown))


def _labels(response):
    return [label.get("ident") for label in response.iterfind(".//{*}response_label")]


def _is(element, names):
    return element.tag.removeprefix(NAMESPACE) in names.split()


def _demand_unique(names, where):
    if len({*names}) != len(names):
        raise NotQti(f"two parts of {where} have one name")
