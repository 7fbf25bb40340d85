r"""JSON Schema (draft 2020-12) for editors and other programs: of a person, and of every file of a pack.

The definitions are the pydantic models. Two things are made good here. Editors read YAML themselves, so a number, a
date or a ``true`` arrives with its type where our own reader keeps the text that was written; both must be right.
And Python's ``\w`` knows Chinese letters where JavaScript's does not, so patterns are spelt out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from eligibility.pack.schema import CLAIM_KINDS, FILES, FORMAT

if TYPE_CHECKING:
    from eligibility.pack.model import Pack
    from eligibility.pack.vocabulary import Person

__all__ = ["DIALECT", "pack_schemas", "person_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_LETTERS: Final = r"A-Za-z_\u0080-\uffff"
_SPELT_OUT: Final = (
    (r"[^\W\d_]", f"[{_LETTERS.replace('_', '')}]"),
    (r"[^\W\d]", f"[{_LETTERS}]"),
    (r"[\w.]", f"[{_LETTERS}0-9.]"),
    (r"\w", f"[{_LETTERS}0-9]"),
    (r"[a-z0-9_\-]", "[a-z0-9_-]"),
)
_ONE_LIMB: Final = {
    "Node": ("test", "open", "all", "any", "not", "at_least"),
    "TermModel": ("test", "all", "any"),
    "ClaimModel": CLAIM_KINDS,
}
_SIX_DIGITS: Final = "[0-9]{6}"
_Schema = dict[str, Any]


def person_schema(pack: Pack, model: type[Person]) -> _Schema:
    """The JSON Schema of a person in the words of a pack.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> sorted(person_schema(rules.pack, rules.Person)["properties"]["loan"]["anyOf"][0])
    ['$ref']
    """
    made = _walked(model.model_json_schema(), _person_part)
    head = {
        "$schema": DIALECT,
        "$id": f"urn:eligibility:person:{pack.id}:{pack.version}",
        "title": f"{pack.title.zh} / {pack.title.en}",
        "description": "一个人的情况：所有事实都可以缺失 / What is known about one person; every fact may be missing",
    }
    return {**head, **{name: part for name, part in made.items() if name not in head}}


def pack_schemas() -> dict[str, _Schema]:
    """The JSON Schema of every file of a pack, by the file's name; ``*`` stands for any name.

    >>> list(pack_schemas())[:2]
    ['pack.yaml', 'facts.yaml']
    """
    return {name: _file_schema(name) for name in FILES}


def _file_schema(name: str) -> _Schema:
    made = _walked(FILES[name].model_json_schema(), _pack_part)
    for title, limbs in _ONE_LIMB.items():
        if title in made.get("$defs", {}):
            made["$defs"][title]["oneOf"] = [{"required": [limb]} for limb in limbs]
    identity = name.removesuffix(".yaml").removesuffix("/*")
    return {"$schema": DIALECT, "$id": f"urn:eligibility:pack-format:{FORMAT}:{identity}", **made}


def _walked(node: Any, change: Callable[[_Schema], _Schema]) -> Any:
    """A schema with every part of it changed, the innermost first."""
    if isinstance(node, list):
        return [_walked(one, change) for one in node]
    if not isinstance(node, dict):
        return node
    return change({name: _walked(part, change) for name, part in node.items()})


def _pack_part(part: _Schema) -> _Schema:
    part = _widened(part)
    if isinstance(part.get("title"), str):
        del part["title"]
    if "default" in part and part["default"] in (None, [], ()):
        del part["default"]
    if isinstance(part.get("description"), str):
        part["description"] = part["description"].replace("``", "")
    if "patternProperties" in part:
        patterns = {_spelt_out(pattern): one for pattern, one in part["patternProperties"].items()}
        return {**part, "patternProperties": patterns, "additionalProperties": False}
    if "dossier" in part and isinstance(part["dossier"], dict):
        many = part["dossier"]
        return {**part, "dossier": {"anyOf": [many["items"], many]}}
    return part


def _person_part(part: _Schema) -> _Schema:
    if part.get("type") == "integer":
        digits = {"type": "string", "pattern": "^[0-9]{1,15}$"}
        return {"anyOf": [part, digits]}
    if part.get("type") == "number":
        return {name: one for name, one in part.items() if name != "multipleOf"}
    if "$ref" in part and "default" in part:
        return {"anyOf": [{"$ref": part["$ref"]}, {"type": "null"}]}
    if "default" in part and part["default"] is None:
        del part["default"]
    if _SIX_DIGITS in str(part.get("pattern")):
        return {"anyOf": [part, {"type": "integer", "minimum": 100_000, "maximum": 999_999}]}
    return part


def _widened(part: _Schema) -> _Schema:
    """Text that may look like a number or like ``true`` may be one, in an editor's eyes."""
    pattern = part.get("pattern")
    if part.get("type") != "string" or not isinstance(pattern, str):
        return part
    kinds = ["string"]
    if any(re.fullmatch(pattern, text) for text in ("1", "371002")):
        kinds.append("number" if re.fullmatch(pattern, "1.5") else "integer")
    if re.fullmatch(pattern, "true"):
        kinds.append("boolean")
    return {**part, "type": kinds if len(kinds) > 1 else "string", "pattern": _spelt_out(pattern)}


def _spelt_out(pattern: str) -> str:
    for shorthand, classes in _SPELT_OUT:
        pattern = pattern.replace(shorthand, classes)
    return pattern
