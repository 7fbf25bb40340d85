"""YAML to plain data that remembers where each piece stood.

PyYAML's C parser gives events; we build from them ourselves, so that a file can do no harm: no tags, no objects,
bounded size, depth and alias expansion, duplicate keys refused. Every scalar stays the text that was written;
what it means is for whoever knows its type.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

import yaml

from eligibility.errors import EligibilityError, Location, PackError, cut, problem

__all__ = ["LARGEST_FILE", "LocatedText", "Source", "plain_data", "read_yaml", "read_yaml_file", "where_of"]

LARGEST_FILE: Final = 4 * 1024 * 1024
DEEPEST: Final = 60
_MOST_ALIASED_NODES: Final = 10_000
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LocatedText(str):  # noqa: SLOT000 - it carries a place
    """The text of a scalar, with its place and whether it stood there without quotes."""

    place: tuple[str, int, int] | None
    plain: bool

    def __new__(cls, text: str, where: Location | None = None, plain: bool = False) -> Self:
        """Attach a place to a text."""
        place = None if where is None else (where.file, where.line, where.column)
        return cls.at(text, place, plain)

    @classmethod
    def at(cls, text: str, place: tuple[str, int, int] | None, plain: bool) -> Self:
        """The same, from file, line and column: a :class:`Location` is only made when an error needs one."""
        made = super().__new__(cls, text)
        made.place = place
        made.plain = plain
        return made

    @property
    def where(self) -> Location | None:
        """Where it stood, if it came from a file."""
        return None if self.place is None else Location(*self.place)

    def __reduce__(self) -> tuple[Any, ...]:
        return (LocatedText, (str(self), self.where, self.plain))

    def __repr__(self) -> str:
        return str.__repr__(str(self))


def where_of(text: object) -> Location | None:
    """The place of a piece of text that came from a file."""
    return text.where if isinstance(text, LocatedText) else None


def plain_data(data: Any) -> Any:
    """What a file says about a person: plain ``true`` and ``false`` are booleans, all else stays text.

    >>> plain_data({"a": LocatedText("true", None, True), "b": LocatedText("true")})
    {'a': True, 'b': 'true'}
    """
    if isinstance(data, dict):
        return {str(key): plain_data(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain_data(value) for value in data]
    if isinstance(data, LocatedText):
        return str(data) == "true" if data.plain and str(data) in ("true", "false") else str(data)
    return data


class Source:
    """The data of one file, and the place of everything in it.

    ``data`` holds dicts, lists, :class:`LocatedText` and ``None`` (an empty plain scalar, ``null`` or ``~``).
    """

    def __init__(self, data: Any, file: str, places: dict[tuple[str | int, ...], tuple[int, int]]) -> None:
        self.data = data
        self.file = file
        self._places = places

    def where(self, path: tuple[str | int, ...]) -> Location:
        """The place of a path, or of the nearest thing above it."""
        for length in range(len(path), -1, -1):
            found = self._places.get(path[:length])
            if found is not None:
                return Location(self.file, *found)
        return Location(self.file)


def read_yaml_file(path: Path, shown: str, error: type[EligibilityError] = PackError) -> Source:
    """Read one YAML file; ``shown`` is the name that errors give it."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise error(problem("P007", Location(shown), limit=str(LARGEST_FILE)))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as failure:
        raise error(problem("P001", Location(shown), reason=cut(failure.strerror or str(failure)))) from None
    except UnicodeDecodeError as failure:
        raise error(problem("P002", Location(shown), reason=f"not UTF-8 at byte {failure.start}")) from None
    return read_yaml(text, shown, error)


def read_yaml(text: str, file: str, error: type[EligibilityError] = PackError) -> Source:
    """Read YAML text.

    Args:
        text: the text; one document.
        file: the name that errors give it.
        error: the class of error to raise.

    Raises:
        EligibilityError: P002 to P007, P010, of the class asked for.

    >>> read_yaml("a: [1, no]", "x.yaml").data
    {'a': ['1', 'no']}
    """
    builder = _Builder(file, error)
    try:
        return Source(builder.document(yaml.parse(text, Loader=_Loader)), file, builder.places)
    except UnicodeEncodeError:
        raise error(problem("P002", Location(file), reason="a character that is half of a pair")) from None
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        where = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        reason = getattr(failure, "problem", None) or getattr(failure, "reason", None) or "unreadable"
        if "nesting depth" in str(reason):  # a newer parser's own limit, reached before it gives us the events
            raise error(problem("P006", where, limit=str(DEEPEST))) from None
        raise error(problem("P002", where, reason=cut(str(reason)))) from None


class _Builder:
    def __init__(self, file: str, error: type[EligibilityError]) -> None:
        self.file = file
        self.places: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self._error = error
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._aliased = 0
        self._count = 0

    def document(self, events: Iterator[Any]) -> Any:
        result: Any = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self._fail("P002", event, reason="more than one document")
                seen = True
            elif isinstance(event, yaml.NodeEvent):
                result = self._node(event, events, ())
        return result

    def _node(self, event: Any, events: Iterator[Any], path: tuple[str | int, ...]) -> Any:
        self._count += 1
        if len(path) > DEEPEST:
            raise self._fail("P006", event, limit=str(DEEPEST))
        if path not in self.places:
            self.places[path] = _position(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            raise self._fail("P004", event, tag=cut(str(event.tag)))
        before = self._count
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(events, path)
        else:
            value = self._mapping(events, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._count - before + 1)
        return value

    def _scalar(self, event: Any) -> LocatedText | None:
        plain = event.style in (None, "")
        if plain and event.value in ("", "~", "null"):
            return None
        return LocatedText.at(event.value, (self.file, *_position(event)), plain)

    def _sequence(self, events: Iterator[Any], path: tuple[str | int, ...]) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent) or event.tag not in (None, "!"):
                raise self._fail("P010", event)
            key = str(event.value)
            if key in items:
                raise self._fail("P003", event, key=cut(key))
            self.places[*path, key] = _position(event)
            items[key] = self._node(next(events), events, (*path, key))
        return items

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            raise self._fail("P002", event, reason=f"no anchor {cut(event.anchor)}")
        value, size = self._anchors[event.anchor]
        self._aliased += size
        self._count += size
        if self._aliased > _MOST_ALIASED_NODES:
            raise self._fail("P005", event, limit=str(_MOST_ALIASED_NODES))
        return value

    def _place(self, event: Any) -> Location:
        return Location(self.file, *_position(event))

    def _fail(self, code: str, event: Any, **details: Any) -> EligibilityError:
        return self._error(problem(code, self._place(event), **details))


def _position(event: Any) -> tuple[int, int]:
    """Line and column of an event, counted from 1."""
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
