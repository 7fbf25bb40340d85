"""The vocabulary as a pydantic model: one class ``Person`` for each pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, ClassVar, NoReturn, Self, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from eligibility.errors import InputError, Location, Problem, UsageError, closest, cut, problem
from eligibility.language.types import Kind
from eligibility.pack.convert import MOST_ENTRIES, converter
from eligibility.pack.model import FactDefinition

__all__ = ["Person", "UnknownReason", "Vocabulary", "facts_of", "input_error", "person_model"]

_ITEM = "[]."


class UnknownReason(Enum):
    """Why a fact is not known."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    REFUSED = "refused"
    CONFLICTING = "conflicting"

    def label(self, language: str = "en") -> str:
        """The words for it in ``"zh"`` or ``"en"``."""
        return _REASON_LABELS[self][language == "en"]


_REASON_LABELS = {
    UnknownReason.NOT_ASKED: ("未询问", "not asked"),
    UnknownReason.NOT_KNOWN: ("本人不清楚", "not known"),
    UnknownReason.REFUSED: ("拒绝提供", "refused"),
    UnknownReason.CONFLICTING: ("来源不一致", "conflicting"),
}


class _Quiet(BaseModel):
    """Frozen, closed, and silent about its values when printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object = None) -> Self:
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002 - pydantic's signature
        """Copy; an ``update`` would go past the door and is refused (U011)."""
        if update:
            raise UsageError(problem("U011", got="model_copy"))
        return self

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> NoReturn:  # noqa: ARG003 - pydantic's signature
        """Refused (U011): nothing goes past the door."""
        raise UsageError(problem("U011", got="model_construct"))


class Person(_Quiet):
    """What is known about one person, in the words of a pack's vocabulary.

    Made by ``Rulebook.person``. Every fact is optional; ``None`` is missing. ``unknown`` may say why.
    """

    __slots__ = ("_facts", "_latest")

    vocabulary: ClassVar[Vocabulary]
    unknown: Annotated[dict[str, UnknownReason], Field(default_factory=dict)]

    def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002 - pydantic's signature
        """Lay the facts out flat, once, in the order of the vocabulary."""
        vocabulary = type(self).vocabulary
        facts = vocabulary.flatten(self)
        object.__setattr__(self, "_facts", facts)
        object.__setattr__(self, "_latest", vocabulary.latest(facts))
        if self.unknown:
            vocabulary.refuse_wrong_reasons(self, facts)

    def __reduce__(self) -> tuple[Any, ...]:
        vocabulary = type(self).vocabulary
        return (_again, (vocabulary.facts, vocabulary.region_words, vocabulary.plain(self)))

    def __hash__(self) -> int:
        return hash(facts_of(self))


@dataclass(frozen=True)
class Vocabulary:
    """The facts of a pack, laid out flat: slot by slot, records as tuples of tuples."""

    facts: tuple[FactDefinition, ...]
    region_words: tuple[str, ...]
    slots: dict[str, int] = field(init=False, compare=False, hash=False)
    item_slots: dict[str, dict[str, int]] = field(init=False, compare=False, hash=False)
    flatten: Callable[[Any], tuple[Any, ...]] = field(init=False, compare=False, hash=False, repr=False)
    _dated: tuple[tuple[int, str], ...] = field(init=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        plain = [fact for fact in self.facts if _ITEM not in fact.path]
        slots = {fact.path: place for place, fact in enumerate(plain)}
        items = {
            fact.path: {name: place for place, name in enumerate(_fields_of(fact.path, self.facts))}
            for fact in plain
            if fact.type.kind is Kind.RECORDS
        }
        dated = tuple((slots[fact.path], fact.path) for fact in plain if fact.not_after_decision)
        set_ = object.__setattr__
        set_(self, "slots", slots)
        set_(self, "item_slots", items)
        set_(self, "flatten", _flattener(plain, items))
        set_(self, "_dated", dated)

    def latest(self, facts: tuple[Any, ...]) -> date | None:
        """The latest of the dates that may not lie after the decision, with records' dates included."""
        found = [facts[slot] for slot, _ in self._dated if facts[slot] is not None]
        found += [day for _, day in self._item_dates(facts)]
        return max(found) if found else None

    def refuse_future(self, person: Person, on: date) -> None:
        """Raise I106 for every birth date later than the decision."""
        facts = facts_of(person)
        dates = [(path, facts[slot]) for slot, path in self._dated]
        dates += list(self._item_dates(facts))
        late = [(path, day) for path, day in dates if day is not None and day > on]
        raise InputError(problem("I106", fact=path, got=str(day), expected=str(on)) for path, day in late)

    def _item_dates(self, facts: tuple[Any, ...]) -> Iterator[tuple[str, date]]:
        for fact in self.facts:
            if fact.not_after_decision and _ITEM in fact.path:
                records, _, name = fact.path.partition(_ITEM)
                slot = self.item_slots[records][name]
                for index, record in enumerate(facts[self.slots[records]] or ()):
                    if record[slot] is not None:
                        yield f"{records}[{index}].{name}", record[slot]

    def refuse_wrong_reasons(self, person: Person, facts: tuple[Any, ...]) -> None:
        """Raise I101 or I107 for reasons given to facts that do not exist or have a value."""
        problems: list[Problem] = []
        for path in person.unknown:
            known, value = self._look_up(path, facts)
            if not known:
                found = closest(path, [fact.path for fact in self.facts])
                problems.append(problem("I101", fact=cut(path), suggestion=found))
            elif value is not None:
                problems.append(problem("I107", fact=path))
        if problems:
            raise InputError(problems)

    def _look_up(self, path: str, facts: tuple[Any, ...]) -> tuple[bool, Any]:
        if path in self.slots:
            return True, facts[self.slots[path]]
        head, bracket, rest = path.partition("[")
        index, _, name = rest.partition("].")
        records = facts[self.slots[head]] if bracket and head in self.item_slots else None
        if not records or name not in self.item_slots[head] or not (index.isascii() and index.isdigit()):
            return False, None
        if int(index[:6]) >= len(records):
            return False, None
        return True, records[int(index)][self.item_slots[head][name]]

    def plain_records(self, person: Person, path: str) -> list[dict[str, Any]]:
        """The records of a list as plain data, one for each, without what is missing."""
        facts = facts_of(person)
        names = self.item_slots[path]
        return [
            {name: _plain(record[place]) for name, place in names.items() if record[place] is not None}
            for record in facts[self.slots[path]] or ()
        ]

    def plain(self, person: Person, wanted: frozenset[str] | None = None) -> dict[str, Any]:
        """The person as nested plain data (JSON-ready), without what is missing.

        Args:
            person: the person.
            wanted: only these paths (fields of records as ``list[].field``); ``None`` for all.
        """
        facts = facts_of(person)
        result: dict[str, Any] = {}
        for path, slot in self.slots.items():
            value = facts[slot]
            if value is None or (wanted is not None and path not in wanted):
                continue
            if path in self.item_slots:
                value = [
                    {name: one for name, one in record.items() if wanted is None or f"{path}{_ITEM}{name}" in wanted}
                    for record in self.plain_records(person, path)
                ]
            _put(result, path, _plain(value))
        reasons = {
            path: reason.value for path, reason in person.unknown.items() if wanted is None or _generic(path) in wanted
        }
        return result | ({"unknown": reasons} if reasons else {})


def facts_of(person: Person) -> tuple[Any, ...]:
    """A person's facts, laid out flat in the order of the vocabulary; ``None`` is missing."""
    facts: tuple[Any, ...] = person._facts  # type: ignore[attr-defined]  # noqa: SLF001 - our own slot
    return facts


def person_model(facts: tuple[FactDefinition, ...], region_words: tuple[str, ...]) -> type[Person]:
    """The class of persons that a vocabulary describes; equal vocabularies share one class."""
    return _person_model(facts, region_words)


@lru_cache(maxsize=64)
def _person_model(facts: tuple[FactDefinition, ...], region_words: tuple[str, ...]) -> type[Person]:
    tree: dict[str, Any] = {}
    for fact in facts:
        if _ITEM not in fact.path:
            _put(tree, fact.path, fact)
    fields = _fields(tree, facts, region_words)
    model = create_model("Person", __base__=Person, __doc__=Person.__doc__, **cast("Any", fields))
    model.vocabulary = Vocabulary(facts, region_words)
    return model


def _fields(tree: dict[str, Any], facts: tuple[FactDefinition, ...], words: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: _leaf(entry, facts, words) if isinstance(entry, FactDefinition) else _group(name, entry, facts, words)
        for name, entry in tree.items()
    }


def _group(name: str, tree: dict[str, Any], facts: tuple[FactDefinition, ...], words: tuple[str, ...]) -> Any:
    model = create_model(_class_name(name), __base__=_Quiet, **cast("Any", _fields(tree, facts, words)))
    empty = model()
    return (Annotated[model, BeforeValidator(lambda value: empty if value is None else value)], empty)


def _leaf(fact: FactDefinition, facts: tuple[FactDefinition, ...], words: tuple[str, ...]) -> Any:
    about: dict[str, Any] = {
        "title": fact.label.en,
        "description": f"{fact.label.zh}：{fact.question.zh} / {fact.question.en}",
    }
    about |= {"x-label-zh": fact.label.zh, "x-question-zh": fact.question.zh, "x-question-en": fact.question.en}
    kind: Any
    if fact.type.kind is Kind.RECORDS:
        inner = {one.path.rpartition(".")[2]: _leaf(one, facts, words) for one in _item_facts(fact.path, facts)}
        record = create_model(_class_name(fact.path.rpartition(".")[2]), __base__=_Quiet, **cast("Any", inner))
        kind = Annotated[tuple[record, ...] | None, BeforeValidator(_records)]  # type: ignore[valid-type]
        return (kind, Field(default=None, json_schema_extra=about))
    convert = converter(fact, words)

    def optional(value: Any) -> Any:
        return None if value is None else convert(value)

    schema = {"anyOf": [_json_schema(fact, words), {"type": "null"}]}
    kind = Annotated[Any, PlainValidator(optional), WithJsonSchema(schema)]
    return (kind, Field(default=None, json_schema_extra=about))


def _json_schema(fact: FactDefinition, words: tuple[str, ...]) -> dict[str, Any]:
    choices = {"type": "string", "enum": list(fact.type.choices)}
    match fact.type.kind:
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.INTEGER:
            return {"type": "integer", **_json_bounds(fact)}
        case Kind.MONEY:
            number = {"type": "number", "multipleOf": 0.01, **_json_bounds(fact)}
            return {"anyOf": [number, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}]}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.REGION:
            return {"type": "string", "pattern": "^(" + "|".join(["[0-9]{6}", *words]) + ")$"}
        case Kind.CHOICES:
            return {"type": "array", "items": choices, "uniqueItems": True, "maxItems": MOST_ENTRIES}
        case _:
            return choices


def _json_bounds(fact: FactDefinition) -> dict[str, float]:
    names = {"exclusiveMinimum": fact.above, "minimum": fact.minimum, "maximum": fact.maximum}
    return {name: float(bound) for name, bound in names.items() if bound is not None}


def _records(value: Any) -> Any:
    if value is None:
        return None
    if type(value) not in (list, tuple):
        raise PydanticCustomError("I102", "", {"expected": "a list", "got": type(value).__name__})
    if len(value) > MOST_ENTRIES:
        raise PydanticCustomError("I108", "", {"expected": str(MOST_ENTRIES), "got": str(len(value))})
    return value


def input_error(
    error: ValidationError, model: type[Person], where: Callable[[tuple[Any, ...]], Location | None]
) -> InputError:
    """Pydantic's complaint in our words; ``where`` gives the place of a path in a file, if there is one."""
    problems = [_input_problem(cast("dict[str, Any]", found), model, where) for found in error.errors()]
    return InputError(dict.fromkeys(problems))


def _input_problem(
    found: dict[str, Any], model: type[Person], where: Callable[[tuple[Any, ...]], Location | None]
) -> Problem:
    path = tuple(part for part in found["loc"] if not str(part).startswith("tuple["))
    shown = cut(_path(path)) or "person"
    place = where(path)
    context = found.get("ctx", {})
    if found["type"] == "extra_forbidden":
        known = [fact.path for fact in model.vocabulary.facts]
        return problem("I101", place, fact=shown, suggestion=closest(_generic(shown), known))
    if found["type"].startswith("I1"):
        return problem(found["type"], place, fact=shown, **{"got": "", **context})
    if found["type"] == "enum":
        expected = ", ".join(reason.value for reason in UnknownReason)
        return problem("I104", place, fact=shown, expected=expected, got=cut(repr(found["input"])))
    return problem("I102", place, fact=shown, expected="a group of facts", got=type(found["input"]).__name__)


def _again(facts: tuple[FactDefinition, ...], words: tuple[str, ...], data: dict[str, Any]) -> Person:
    return person_model(facts, words).model_validate(data)


def _flattener(plain: list[FactDefinition], items: dict[str, dict[str, int]]) -> Callable[[Any], tuple[Any, ...]]:
    """A fast way from the nested model to the flat tuple."""
    if len(plain) == 1:
        first = attrgetter(plain[0].path)
        every: Callable[[Any], tuple[Any, ...]] = lambda person: (first(person),)  # noqa: E731
    else:
        every = attrgetter(*(fact.path for fact in plain))
    lists = [(place, _record_reader(items[fact.path])) for place, fact in enumerate(plain) if fact.path in items]
    if not lists:
        return every

    def flatten(person: Any) -> tuple[Any, ...]:
        facts = every(person)
        for place, read in lists:
            records = facts[place]
            if records is not None:
                facts = (*facts[:place], tuple(read(record) for record in records), *facts[place + 1 :])
        return facts

    return flatten


def _record_reader(names: dict[str, int]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda record: tuple(getattr(record, name) for name in names)


def _item_facts(records: str, facts: tuple[FactDefinition, ...]) -> list[FactDefinition]:
    return [fact for fact in facts if fact.path.startswith(records + _ITEM)]


def _fields_of(records: str, facts: tuple[FactDefinition, ...]) -> list[str]:
    return [fact.path.rpartition(".")[2] for fact in _item_facts(records, facts)]


def _put(tree: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for group in groups:
        tree = tree.setdefault(group, {})
    tree[last] = value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value == value.to_integral_value() else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _class_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _path(parts: tuple[Any, ...]) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _generic(path: str) -> str:
    """A path with indices taken out: ``family.children[2].x`` is ``family.children[].x``."""
    head, bracket, rest = path.partition("[")
    return f"{head}[{rest[rest.find(']') :]}" if bracket else path
