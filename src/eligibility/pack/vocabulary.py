"""The vocabulary as a pydantic model: one class ``Person`` for each pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, NoReturn, Self, cast
from weakref import WeakValueDictionary

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from eligibility._locks import Lock
from eligibility.errors import InputError, Location, Problem, UsageError, closest, cut, problem
from eligibility.language.types import Kind
from eligibility.pack.convert import MOST_ENTRIES, converter, shape_of, shown_safely
from eligibility.pack.layout import ITEM, UnknownReason, Vocabulary, facts_of, fields_of_records, generic_path
from eligibility.pack.model import FactDefinition
from eligibility.pack.paths import set_path

__all__ = ["Person", "input_error", "person_model"]


class _Reasons(dict[str, UnknownReason]):
    """Reasons that nobody can change."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a person is frozen")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def _reasons(value: Any) -> Any:
    if not isinstance(value, dict):
        return {} if value is None else value
    # a value of no known kind stands for its type's name: nothing asks it how it looks
    return {key: one if isinstance(one, str | UnknownReason) else type(one).__name__ for key, one in value.items()}


class _Quiet(BaseModel):
    """Frozen, closed, and silent about its values when printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

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

    def copy(self, **changes: Any) -> Self:
        """Copy, by pydantic's old name; changes would go past the door and are refused (U011)."""
        if changes:
            raise UsageError(problem("U011", got="copy"))
        return self

    @classmethod
    def construct(cls, *_: Any, **__: Any) -> NoReturn:
        """Refused (U011), like ``model_construct``."""
        raise UsageError(problem("U011", got="construct"))

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
    unknown: Annotated[dict[str, UnknownReason], BeforeValidator(_reasons), AfterValidator(_Reasons)] = Field(
        default_factory=_Reasons
    )

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


_one_at_a_time: Final = Lock()
_in_use: Final[WeakValueDictionary[Any, type[Person]]] = WeakValueDictionary()


def person_model(facts: tuple[FactDefinition, ...], region_words: tuple[str, ...]) -> type[Person]:
    """The class of persons that a vocabulary describes; equal vocabularies share one class.

    Two threads that ask at once get the same one, and so does who asks while a person or a rulebook of it is about:
    a person who was made with one rulebook is then understood by every other of the same vocabulary.
    """
    with _one_at_a_time:
        return _person_model(facts, region_words)


@lru_cache(maxsize=64)
def _person_model(facts: tuple[FactDefinition, ...], region_words: tuple[str, ...]) -> type[Person]:
    found = _in_use.get((facts, region_words))
    if found is None:
        found = _in_use[facts, region_words] = _new_model(facts, region_words)
    return found


def _new_model(facts: tuple[FactDefinition, ...], region_words: tuple[str, ...]) -> type[Person]:
    tree: dict[str, Any] = {}
    for fact in facts:
        if ITEM not in fact.path:
            set_path(tree, fact.path, fact)
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
        inner = {one.path.rpartition(".")[2]: _leaf(one, facts, words) for one in fields_of_records(fact.path, facts)}
        record = create_model(_class_name(fact.path.rpartition(".")[2]), __base__=_Quiet, **cast("Any", inner))
        kind = Annotated[tuple[record, ...] | None, BeforeValidator(_records)]  # type: ignore[valid-type]
        return (kind, Field(default=None, json_schema_extra=about))
    if fact.type.kind is Kind.BOOLEAN:  # pydantic's own strict bool takes the same values and is three times as quick
        return (Annotated[bool, Strict()] | None, Field(default=None, json_schema_extra=about))
    kind = Annotated[Any, PlainValidator(converter(fact, words)), WithJsonSchema(_json_schema(fact, words))]
    return (kind | None, Field(default=None, json_schema_extra=about))


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
        raise PydanticCustomError("I102", "", {"expected": "a list", "got": shape_of(value)})
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
        dotted = str(path[-1])
        if dotted in known and "." in dotted:
            group, _, rest = dotted.partition(".")
            return problem("I101", place, fact=shown, suggestion=f"{group}: {{{rest}: …}}")
        return problem("I101", place, fact=shown, suggestion=closest(generic_path(shown), known))
    if found["type"].startswith("I1"):
        return problem(found["type"], place, fact=shown, **{"got": "", **context})
    if found["type"] == "bool_type":
        return problem("I102", place, fact=shown, expected="true or false", got=shown_safely(found["input"]))
    if found["type"] == "enum":
        expected = ", ".join(reason.value for reason in UnknownReason)
        return problem("I104", place, fact=shown, expected=expected, got=shown_safely(found["input"]))
    return problem("I102", place, fact=shown, expected="a group of facts", got=shape_of(found["input"]))


def _again(facts: tuple[FactDefinition, ...], words: tuple[str, ...], data: dict[str, Any]) -> Person:
    return person_model(facts, words).model_validate(data)


def _class_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _path(parts: tuple[Any, ...]) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
