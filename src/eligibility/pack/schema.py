"""What each file of a pack may hold: the one definition, for loading and for the editors' JSON Schema.

Values arrive as text (see ``yaml_source``), and only these models say what a text means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from eligibility.language.scalars import parse_date
from eligibility.pack.yaml_source import LocatedText

__all__ = [
    "CLAIM_KINDS",
    "FILES",
    "CasesFile",
    "ClaimsFile",
    "ClausesFile",
    "FactsFile",
    "OverlayFile",
    "PackFile",
    "ParametersFile",
    "ProgrammeFile",
    "ReadingsFile",
    "TargetsFile",
    "TermsFile",
]

FORMAT: Final = 1
CLAIM_KINDS: Final = (
    "independent_of",
    "depends_only_on",
    "items_depend_only_on",
    "at_best",
    "outcome_in",
    "only_if",
    "boundary",
    "monotone",
    "adding_never_worsens",
    "same_for",
    "never_together",
    "knowledge_never_flips",
    "constant_from",
)
"""What a claim can say, each under a key of its own."""


# --- scalars ------------------------------------------------------------------------------------------------


class _Located:
    """Pydantic keeps the :class:`LocatedText` as it is, place and all."""

    def __init__(self, pattern: str, shown: str) -> None:
        self._pattern = re.compile(pattern)
        self._shown = shown

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._judge)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self._pattern.pattern}$"}

    def _judge(self, value: object) -> LocatedText:
        if not isinstance(value, str):
            raise PydanticCustomError("shape", "{expected}", {"expected": self._shown})
        normal = unicodedata.normalize("NFKC", value) == value or self._shown == "text"
        if not normal or not self._pattern.fullmatch(value):
            raise PydanticCustomError("shape", "{expected}", {"expected": self._shown})
        return value if isinstance(value, LocatedText) else LocatedText(value)


def _flag(value: object) -> object:
    if isinstance(value, str) and str(value) in ("true", "false"):
        return str(value) == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("shape", "{expected}", {"expected": "true or false"})


def _whole(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("shape", "{expected}", {"expected": "a whole number"})


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    parsed = parse_date(value) if isinstance(value, str) else None
    if parsed is None:
        raise PydanticCustomError("shape", "{expected}", {"expected": "a date such as 2023-04-10"})
    return parsed


def _one_or_many(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Id = Annotated[LocatedText, _Located(r"[a-z0-9]+(-[a-z0-9]+)*", "an id such as in-force")]
ReadingId = Annotated[LocatedText, _Located(r"[A-Za-z][A-Za-z0-9_]*", "an id such as D5")]
Identifier = Annotated[LocatedText, _Located(r"[^\W\d]\w*", "a name such as in_weihai")]
Path = Annotated[
    LocatedText,
    _Located(r"[^\W\d_]\w*(\.[^\W\d_]\w*){0,3}(\[\](\.[^\W\d_]\w*))?", "a path such as loan.amount"),
]
ItemPath = Annotated[LocatedText, _Located(r"[^\W\d][\w.]*(\[[0-9]*\](\.[^\W\d]\w*)?)?", "a path such as loan.amount")]
Choice = Annotated[LocatedText, _Located(r"[a-z0-9][a-z0-9_\-]*", "a choice such as individual")]
Test = Annotated[LocatedText, _Located(r"[\s\S]+", "text")]
Reference = Annotated[LocatedText, _Located(r"[\s\S]{1,80}", "text")]
Plain = Annotated[LocatedText, _Located(r"[\s\S]{1,4000}", "text")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_day)]
OutcomeName = Literal["not_applicable", "not_eligible", "undetermined", "refer", "eligible_in_principle", "eligible"]
FactKind = Literal["boolean", "integer", "money", "date", "choice", "choices", "region", "records"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


class _Deferred(_Model):
    """A part of files that loading a pack does not read: pydantic makes its validator when somebody needs it."""

    model_config = ConfigDict(defer_build=True)


class Wording(_Model):
    """Wording in both languages."""

    zh: Plain
    en: Plain


# --- pack.yaml ----------------------------------------------------------------------------------------------


class Body(_Model):
    """A public body, known by its Chinese name."""

    zh: Reference
    en: Plain


class ParentDocument(_Model):
    """A document that this one rests on."""

    number: Plain
    note: Wording | None = None


class Document(_Model):
    """The document that a pack encodes."""

    number: Plain
    date: Day
    title: Wording
    issuers: tuple[Reference, ...] = Field(min_length=1)
    parents: tuple[ParentDocument, ...] = ()


class Unit(_Model):
    """A unit of the territory, with every code it has had."""

    code: Annotated[LocatedText, _Located(r"[0-9]{6}|[a-z][a-z0-9_]*", "a code such as 371002")]
    name: Wording
    kind: Literal["city", "district", "county_level_city", "development_zone", "functional_area"]
    former: tuple[Annotated[LocatedText, _Located(r"[0-9]{6}", "a code such as 371081")], ...] = ()
    note: Wording | None = None


class Territory(_Model):
    """Where the document holds."""

    name: Wording
    units: tuple[Unit, ...] = Field(min_length=1)


class Node(_Model):
    """A condition: exactly one of test, open, all, any, not, at_least."""

    id: Id | None = None
    says: Wording | None = None
    clause: Reference | None = None
    reading: ReadingId | None = None
    test: Test | None = None
    open: Wording | None = None
    who_decides: tuple[Reference, ...] = ()
    all: tuple[Node, ...] | None = Field(default=None, min_length=1)
    any: tuple[Node, ...] | None = Field(default=None, min_length=1)
    not_: Node | None = Field(default=None, alias="not")
    at_least: AtLeastNode | None = None

    def walk(self) -> Iterator[Node]:
        """This condition and every one under it, parents first."""
        yield self
        parts = (*(self.all or ()), *(self.any or ()), *(self.at_least.of if self.at_least else ()))
        for part in (*parts, *((self.not_,) if self.not_ else ())):
            yield from part.walk()

    @model_validator(mode="after")
    def _exactly_one(self) -> Node:
        limbs: dict[str, object] = {"test": self.test, "open": self.open, "all": self.all, "any": self.any}
        limbs |= {"not": self.not_, "at_least": self.at_least}
        given = [name for name, limb in limbs.items() if limb is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_limb", "{got}", {"got": ", ".join(given) or "–"})
        if given[0] in ("test", "open") and self.id is None:
            raise PydanticCustomError("missing", "id")
        if given[0] == "open" and not self.who_decides:
            raise PydanticCustomError("missing", "who_decides")
        if given[0] != "open" and self.who_decides:
            raise PydanticCustomError("shape", "{expected}", {"expected": "who_decides only beside open"})
        return self


class AtLeastNode(_Model):
    """So many of the conditions."""

    count: Annotated[Whole, Field(ge=1)]
    of: tuple[Node, ...] = Field(min_length=1)


class Note(_Model):
    """A remark that shows when its test is true."""

    id: Id
    when: Test | None = None
    zh: Plain
    en: Plain
    clause: Reference | None = None


class Check(_Model):
    """A warning about the input."""

    id: Id
    when: Test
    zh: Plain
    en: Plain


class PackFile(_Model):
    """``pack.yaml``: the document and what all programmes share."""

    pack: Id
    version: Annotated[LocatedText, _Located(r"[0-9]+\.[0-9]+\.[0-9]+", "a version such as 1.0.0")]
    format: Whole
    title: Wording
    maintainer: Wording
    document: Document
    bodies: tuple[Body, ...] = Field(min_length=1)
    territory: Territory | None = None
    leap_day_birthday: ReadingId
    applies: tuple[Node, ...] = ()
    notes: tuple[Note, ...] = ()
    checks: tuple[Check, ...] = ()


# --- the vocabulary -----------------------------------------------------------------------------------------


class ChoiceModel(_Model):
    """One allowed value, with its label."""

    is_: Choice = Field(alias="is")
    zh: Plain
    en: Plain


_number = Annotated[LocatedText, _Located(r"[0-9]{1,15}(\.[0-9]{1,2})?", "a number such as 100000")]


class FactModel(_Model):
    """One fact of the vocabulary."""

    fact: Path
    type: FactKind
    choices: tuple[ChoiceModel, ...] | None = Field(default=None, min_length=1)
    above: _number | None = None
    minimum: _number | None = None
    maximum: _number | None = None
    not_after_decision: Flag = False
    unit: Wording | None = None
    label: Wording
    question: Wording
    supplied_by: tuple[Literal["applicant", "register", "authority"], ...] = Field(min_length=1)
    who: Wording | None = None
    evidence: Wording | None = None
    changeable: Flag
    dossier: Annotated[tuple[Plain, ...], BeforeValidator(_one_or_many)] = ()
    decides: Literal["never"] | None = None
    reason: Wording | None = None
    source: Wording | None = None
    help: Wording | None = None

    @model_validator(mode="after")
    def _consistent(self) -> FactModel:
        if (self.choices is not None) != (self.type in ("choice", "choices")):
            raise PydanticCustomError("shape", "{expected}", {"expected": "choices exactly for choice and choices"})
        if (self.reason is not None) != (self.decides is not None):
            raise PydanticCustomError("shape", "{expected}", {"expected": "reason exactly beside decides: never"})
        bounds = (self.above, self.minimum, self.maximum)
        if any(bound is not None for bound in bounds) and self.type not in ("integer", "money"):
            raise PydanticCustomError("shape", "{expected}", {"expected": "bounds only for integer and money"})
        if not self._some_value_fits():
            raise PydanticCustomError("shape", "{expected}", {"expected": "bounds that some value can keep"})
        if self.not_after_decision and self.type != "date":
            raise PydanticCustomError("shape", "{expected}", {"expected": "not_after_decision only for date"})
        return self

    def _some_value_fits(self) -> bool:
        if self.maximum is None:
            return True
        most = Decimal(str(self.maximum))
        step = Decimal(1) if self.type == "integer" else Decimal("0.01")
        least = [Decimal(str(self.minimum))] if self.minimum is not None else []
        least += [Decimal(str(self.above)) + step] if self.above is not None else []
        return all(bound <= most for bound in least)


class GroupModel(_Model):
    """What the facts are called together whose paths begin with one name."""

    group: Identifier
    zh: Plain
    en: Plain


class FactsFile(_Model):
    """``facts.yaml``: the vocabulary."""

    groups: tuple[GroupModel, ...] = ()
    facts: tuple[FactModel, ...] = Field(min_length=1)


# --- terms, parameters, readings ----------------------------------------------------------------------------


class TermModel(_Model):
    """A defined term: a test, or a tree of conditions."""

    term: Identifier
    label: Wording
    of: dict[Identifier, Reference] = Field(default_factory=dict, max_length=1)
    says: Wording | None = None
    source: Wording | None = None
    clause: Reference | None = None
    reading: ReadingId | None = None
    test: Test | None = None
    all: tuple[Node, ...] | None = Field(default=None, min_length=1)
    any: tuple[Node, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _exactly_one(self) -> TermModel:
        limbs = {"test": self.test, "all": self.all, "any": self.any}
        given = [name for name, limb in limbs.items() if limb is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_limb", "{got}", {"got": ", ".join(given) or "–"})
        return self


class TermsFile(_Model):
    """``terms.yaml``: defined terms."""

    terms: tuple[TermModel, ...] = ()


class ParameterValue(_Model):
    """A value and the day from which it holds."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    value: Reference
    clause: Reference | None = None
    source: Wording | None = None


class ParameterModel(_Model):
    """A dated threshold."""

    parameter: Identifier
    type: Literal["boolean", "integer", "money", "date"]
    unit: Wording | None = None
    label: Wording
    values: tuple[ParameterValue, ...] = Field(min_length=1)
    known_until: Day | None = None


class ParametersFile(_Model):
    """``parameters.yaml``: thresholds with the period in which each value holds."""

    parameters: tuple[ParameterModel, ...] = ()


class ReadingChoiceModel(_Model):
    """One way to read the document."""

    is_: Id = Field(alias="is")
    zh: Plain
    en: Plain
    selectable: Flag = True
    why: Wording | None = None


class ReadingModel(_Model):
    """A question that the document leaves, and how it can be read."""

    reading: ReadingId
    question: Wording
    choices: tuple[ReadingChoiceModel, ...] = Field(min_length=1)
    default: Id
    clause: Reference | None = None
    source: Wording | None = None


class ReadingsFile(_Model):
    """``readings.yaml``: how the document is read where it can be read two ways."""

    readings: tuple[ReadingModel, ...] = ()


# --- clauses ------------------------------------------------------------------------------------------------


class ClauseModel(_Model):
    """One clause of the document."""

    clause: Reference
    gist: Wording
    kind: tuple[Literal["person", "employer", "target", "org"], ...] = Field(min_length=1)
    bodies: tuple[Reference, ...] = ()
    figure: Wording | None = None
    programmes: tuple[Id, ...] = ()
    targets: tuple[Id, ...] = ()
    why_nothing: Wording | None = None
    later: Flag = False


class ClausesFile(_Model):
    """``clauses.yaml``: the register of clauses."""

    clauses: tuple[ClauseModel, ...] = Field(min_length=1)


class TargetModel(_Model):
    """A figure of the plan; it touches no person's result."""

    target: Id
    title: Wording
    amount: Annotated[Whole, Field(ge=1)]
    unit: Wording
    year: Whole | None = None
    comparison: Literal["exactly", "at_least", "about"]
    per: Literal["city", "district"] = "city"
    measure: Literal["flow", "stock"] = "flow"
    clause: Reference
    bodies: tuple[Reference, ...] = ()


class TargetsFile(_Model):
    """``targets.yaml``: the plan's figures."""

    targets: tuple[TargetModel, ...] = ()


# --- programmes ---------------------------------------------------------------------------------------------


class ForEach(_Model):
    """An item finding for every record of a list."""

    list: Path
    as_: Identifier = Field(alias="as")
    label: Wording
    requires: Node


class ProgrammeFile(_Model):
    """``programmes/NAME.yaml``: one benefit or duty."""

    programme: Id
    title: Wording
    summary: Wording | None = None
    clause: Reference
    decided_by: tuple[Reference, ...] = Field(min_length=1)
    strength: Literal["unconditional", "in_principle"]
    best: OutcomeName
    for_: Literal["person", "employer"] = Field(default="person", alias="for")
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    applies: tuple[Node, ...] = ()
    requires: Node
    for_each: ForEach | None = None
    notes: tuple[Note, ...] = ()


# --- cases and claims ---------------------------------------------------------------------------------------


class Expectation(_Deferred):
    """What one programme must answer, and why."""

    outcome: OutcomeName
    because: tuple[Id, ...] | None = None
    missing: tuple[ItemPath, ...] | None = None
    open: tuple[Reference, ...] | None = None
    items: tuple[OutcomeName, ...] | None = None
    notes: tuple[Id, ...] | None = None

    @model_validator(mode="after")
    def _has_reason(self) -> Expectation:
        if self.because is None and self.missing is None and self.open is None:
            raise PydanticCustomError("missing", "because")
        return self


class CaseModel(_Deferred):
    """A worked example."""

    case: Id
    story: Wording
    on: Day
    like: Id | None = None
    person: dict[str, Any] | None = None
    with_: dict[ItemPath, Any] = Field(default_factory=dict, alias="with")
    without: tuple[ItemPath, ...] = ()
    readings: dict[ReadingId, Id] = Field(default_factory=dict)
    expect: dict[Id, Expectation] = Field(min_length=1)
    warnings: tuple[Id, ...] | None = None


class CasesFile(_Deferred):
    """``cases/NAME.yaml``: worked examples; they are tests."""

    base: dict[Id, dict[str, Any]] = Field(default_factory=dict)
    cases: tuple[CaseModel, ...] = ()


class Boundary(_Model):
    """The value of a fact at which an outcome may change, and nowhere else."""

    fact: Path
    at: Reference


class Monotone(_Model):
    """How an outcome may move while a fact grows."""

    fact: Path
    direction: Literal["increasing", "decreasing"]


class OnlyIf(_Model):
    """What must be certain of everybody who gets one of these outcomes."""

    outcome: tuple[OutcomeName, ...] = Field(min_length=1)
    test: Test


class SameFor(_Model):
    """Values of a fact that must make no difference among each other."""

    fact: Path
    values: tuple[Reference, ...] = Field(min_length=2)


class ClaimModel(_Model):
    """What must hold of the rules for every person."""

    claim: Id
    says: Wording
    clause: Reference | None = None
    invariant: Reference | None = None
    programmes: tuple[Id, ...] = Field(min_length=1)
    when: Test | None = None
    of_items: Flag = False
    independent_of: tuple[Path, ...] | None = Field(default=None, min_length=1)
    depends_only_on: tuple[Path, ...] | None = None
    items_depend_only_on: tuple[Path, ...] | None = None
    at_best: OutcomeName | None = None
    outcome_in: tuple[OutcomeName, ...] | None = Field(default=None, min_length=1)
    only_if: OnlyIf | None = None
    boundary: Boundary | None = None
    monotone: Monotone | None = None
    adding_never_worsens: tuple[Test, ...] | None = Field(default=None, min_length=1)
    same_for: SameFor | None = None
    never_together: tuple[OutcomeName, ...] | None = Field(default=None, min_length=1)
    knowledge_never_flips: Literal[True] | None = None
    constant_from: Day | None = None

    @property
    def kind(self) -> str:
        """The one key that says what is claimed."""
        return next(name for name in CLAIM_KINDS if getattr(self, name) is not None)

    @field_validator("knowledge_never_flips", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        return True if isinstance(value, str) and str(value) == "true" else value

    @model_validator(mode="after")
    def _exactly_one(self) -> ClaimModel:
        given = [name for name in CLAIM_KINDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_limb", "{got}", {"got": ", ".join(given) or "–"})
        if self.of_items and given[0] not in ("outcome_in", "only_if"):
            raise PydanticCustomError("shape", "{expected}", {"expected": "of_items with outcome_in or only_if"})
        if self.never_together is not None and len(self.programmes) < 2:
            raise PydanticCustomError("shape", "{expected}", {"expected": "two programmes for never_together"})
        return self


class ClaimsFile(_Model):
    """``claims.yaml``: what must hold of the rules for every person."""

    claims: tuple[ClaimModel, ...] = ()


# --- overlays -----------------------------------------------------------------------------------------------


class ChangeModel(_Deferred):
    """One change that an overlay makes, down to one limb.

    ``add`` and ``replace`` carry what they bring (``fact``, ``term``, ``parameter``, ``reading``, ``programme`` or
    ``limb``); ``remove`` names it (``kind``, ``name``); ``date`` gives a parameter (``name``) a value from a day on.
    A limb belongs to a programme (``of``); an added one goes into a group (``into``: its id, or ``applies``).
    """

    do: Literal["add", "replace", "remove", "date"]
    clause: Reference
    why: Wording
    fact: FactModel | None = None
    term: TermModel | None = None
    parameter: ParameterModel | None = None
    reading: ReadingModel | None = None
    programme: ProgrammeFile | None = None
    limb: Node | None = None
    kind: Literal["fact", "term", "parameter", "reading", "programme", "limb"] | None = None
    name: Reference | None = None
    of: Id | None = None
    into: Id | None = None
    value: ParameterValue | None = None
    best: OutcomeName | None = None

    @property
    def brought(self) -> dict[str, FactModel | TermModel | ParameterModel | ReadingModel | ProgrammeFile | Node]:
        """What the change brings, by kind."""
        found = {"fact": self.fact, "term": self.term, "parameter": self.parameter, "reading": self.reading}
        models = {**found, "programme": self.programme, "limb": self.limb}
        return {kind: model for kind, model in models.items() if model is not None}

    @model_validator(mode="after")
    def _complete(self) -> ChangeModel:
        wanted = {
            "add": len(self.brought) == 1 and self.kind is None and self.name is None and self.value is None,
            "replace": len(self.brought) == 1 and self.kind is None and self.name is None and self.value is None,
            "remove": not self.brought and self.kind is not None and self.name is not None and self.value is None,
            "date": not self.brought and self.kind is None and self.name is not None and self.value is not None,
        }
        if not wanted[self.do]:
            raise PydanticCustomError("shape", "{expected}", {"expected": f"what {self.do} needs, and nothing else"})
        about_limb = self.limb is not None or self.kind == "limb"
        if about_limb != (self.of is not None) or (self.into is not None) != (self.do == "add" and about_limb):
            raise PydanticCustomError("shape", "{expected}", {"expected": "of for a limb, into for an added one"})
        if self.limb is not None and self.limb.id is None:
            raise PydanticCustomError("missing", "id")
        return self


class Withdrawal(_Deferred):
    """A case or claim of the pack below that does not hold any more, or not for one programme, with the reason."""

    case: Id | None = None
    claim: Id | None = None
    programme: Id | None = None
    reason: Wording

    @model_validator(mode="after")
    def _exactly_one(self) -> Withdrawal:
        if (self.case is None) == (self.claim is None):
            raise PydanticCustomError("shape", "{expected}", {"expected": "case or claim, one of the two"})
        return self


class OverlayFile(_Deferred):
    """``overlay.yaml``: what another document changes in a pack."""

    overlay: Id
    version: Annotated[LocatedText, _Located(r"[0-9]+\.[0-9]+\.[0-9]+", "a version such as 1.0.0")]
    format: Whole
    extends: Id
    status: Literal["law", "example"]
    title: Wording
    document: Document
    bodies: tuple[Body, ...] = ()
    clauses: tuple[ClauseModel, ...] = Field(min_length=1)
    changes: tuple[ChangeModel, ...] = Field(min_length=1)
    withdraws: tuple[Withdrawal, ...] = ()


FILES: Final[dict[str, type[_Model]]] = {
    "pack.yaml": PackFile,
    "facts.yaml": FactsFile,
    "terms.yaml": TermsFile,
    "parameters.yaml": ParametersFile,
    "readings.yaml": ReadingsFile,
    "clauses.yaml": ClausesFile,
    "targets.yaml": TargetsFile,
    "claims.yaml": ClaimsFile,
    "overlay.yaml": OverlayFile,
    "programmes/*.yaml": ProgrammeFile,
    "cases/*.yaml": CasesFile,
}
