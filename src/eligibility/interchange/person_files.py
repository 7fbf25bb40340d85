"""A person from a JSON or YAML file: numbers exactly as written, every error with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from eligibility.errors import EligibilityError, InputError, Location, Problem, cut, problem
from eligibility.pack.yaml_source import DEEPEST, Source, plain_data, read_yaml

__all__ = ["LARGEST_INPUT", "PersonSource", "read_input_yaml", "read_person_file", "read_person_text"]

LARGEST_INPUT: Final = 8 * 1024 * 1024
_CODES: Final = {"P003": "I005", "P005": "I007", "P006": "I004"}
_Path = tuple[Any, ...]


class PersonSource:
    """What a file says about a person, as plain data, and where each thing stood."""

    def __init__(self, data: Any, where: Callable[[_Path], Location | None]) -> None:
        self.data = data
        self.where = where


def read_person_file(path: Path, shown: str | None = None) -> PersonSource:
    """Read one file; a name ending in ``.json`` is JSON, ``.yaml`` or ``.yml`` YAML, others are judged by content.

    Raises:
        InputError: I001 to I006.
    """
    name = shown or str(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_INPUT + 1)
    except OSError as error:
        raise InputError(problem("I001", file=cut(name), reason=error.strerror or "–")) from None
    return read_person_bytes(content, name, {".json": "json", ".yaml": "yaml", ".yml": "yaml"}.get(path.suffix.lower()))


def read_person_bytes(content: bytes, name: str, format_: str | None = None) -> PersonSource:
    """Read what a file or standard input held; see :func:`read_person_file`."""
    if len(content) > LARGEST_INPUT:
        raise InputError(problem("I003", Location(name), limit=str(LARGEST_INPUT)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}"
        raise InputError(problem("I002", Location(name), file=cut(name), format="UTF-8", reason=reason)) from None
    return read_person_text(text, name, format_)


def read_person_text(text: str, name: str, format_: str | None = None) -> PersonSource:
    """Read JSON or YAML text.

    Args:
        text: the text; numbers in it are kept as they are written, so that no amount is rounded.
        name: the name that errors give it.
        format_: ``"json"``, ``"yaml"``, or ``None`` to judge by the first character.

    Raises:
        InputError: I002 to I006.

    >>> read_person_text('{"loan": {"amount": 80000.10}}', "x.json").data
    {'loan': {'amount': '80000.10'}}
    """
    if not text.strip():
        raise InputError(problem("I006", Location(name)))
    if format_ == "json" or (format_ is None and text.lstrip()[0] in "{["):
        return PersonSource(_read_json(text, name), _places_in_json(text, name))
    source = read_input_yaml(text, name)
    return PersonSource(plain_data(source.data), source.where)


def read_input_yaml(text: str, name: str) -> Source:
    """Read YAML that somebody gives, whose errors are those of input and not of a pack.

    Raises:
        InputError: I002, I004 to I007.
    """
    try:
        source = read_yaml(text, name, InputError)
    except InputError as error:
        raise InputError(_as_input(found, name) for found in error.problems) from None
    if source.data is None:
        raise InputError(problem("I006", Location(name)))
    return source


def _as_input(found: Problem, name: str) -> Problem:
    code = _CODES.get(found.code)
    if code is not None:
        return Problem(code, found.where, found.details)
    reason = found.message("en")
    return problem("I002", found.where, file=cut(name), format="YAML", reason=reason)


def _read_json(text: str, name: str) -> Any:
    _refuse_depth(text, name)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError(problem("I005", Location(name), key=cut(twice)))
        return found

    def refuse(token: str) -> NoReturn:
        raise InputError(problem("I002", Location(name), file=cut(name), format="JSON", reason=token))

    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=refuse, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = Location(name, error.lineno, error.colno)
        raise InputError(problem("I002", where, file=cut(name), format="JSON", reason=error.msg)) from None


def _refuse_depth(text: str, name: str) -> None:
    """Refuse deep nesting before the parser recurses into it; brackets inside strings do not count."""
    depth, quoted, escaped = 0, False, False
    for char in text:
        if quoted:
            quoted, escaped = (escaped or char != '"'), (char == "\\" and not escaped)
        elif char == '"':
            quoted = True
        elif char in "[{":
            depth += 1
            if depth > DEEPEST:
                raise InputError(problem("I004", Location(name), limit=str(DEEPEST)))
        elif char in "]}":
            depth -= 1


def _places_in_json(text: str, name: str) -> Callable[[_Path], Location | None]:
    """JSON read as YAML gives places; it is only done when an error needs one."""

    def where(path: _Path) -> Location | None:
        try:
            return read_yaml(text.replace("\t", " "), name).where(path)
        except EligibilityError:
            return Location(name)

    return where
