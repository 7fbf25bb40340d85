"""What ``load`` returns: the methods a user calls, each handing over to one room of the library."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eligibility._arguments import checked_file, checked_instance, checked_list
from eligibility._defects import defect
from eligibility.decide.engine import Engine
from eligibility.decision import Decision
from eligibility.errors import (
    EligibilityError,
    InputError,
    MissingExtraError,
    UsageError,
    cut,
    echo,
    problem,
)
from eligibility.language.scalars import as_date
from eligibility.logic import Outcome

if TYPE_CHECKING:
    from eligibility.live.case import Case
    from eligibility.live.journal import Journal
    from eligibility.live.opening import EngineName
    from eligibility.live.watch import Watch
    from eligibility.notebook.widget import Form
    from eligibility.pack.loading import PackFiles
    from eligibility.pack.model import ClauseDefinition, FactDefinition, Pack, Programme, ReadingDefinition
    from eligibility.pack.vocabulary import Person as AnyPerson
    from eligibility.present.pictures.picture import Picture
    from eligibility.prove.audit import AuditFinding
    from eligibility.prove.claims import ProvedClaim
    from eligibility.prove.difference import Difference
    from eligibility.scenarios.table import Scenarios
    from eligibility.scenarios.what_if import WhatIf

__all__ = ["Rulebook", "load"]


def load(
    source: str | PathLike[str],
    *,
    readings: Mapping[str, str] | None = None,
    overlays: Iterable[str | PathLike[str]] = (),
) -> Rulebook:
    """Load a rule pack.

    Args:
        source: the id of a pack that comes with the library, or the path of a pack's folder. An overlay's id or
            folder brings the pack that it extends; ids joined with ``+`` are laid one over the other.
        overlays: what to lay over it, in order: ids or folders.
        readings: for each question that the document leaves open and that is not to take its default, the choice.

    Returns:
        The rulebook, immutable and safe to share between threads.

    Raises:
        PackError: the pack cannot be found or is wrong; every problem has its place.
        UsageError: U004 to U006, a reading that cannot be chosen; U013, this is no id, folder or list of them.

    >>> load("weihai-2023-13").id
    'weihai-2023-13'
    """
    from eligibility.pack.build import build_pack
    from eligibility.pack.loading import read_stack
    from eligibility.pack.overlays import apply_overlays

    with _collector_resting():
        named = [_named(overlay) for overlay in checked_list("overlays", overlays, "a list of ids or folders")]
        files, sources = read_stack(_named(source), named)
        files = apply_overlays(files, sources)
        return Rulebook(build_pack(files, _choices(readings)), files)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Keep Python's garbage collector from walking the whole heap again and again while a tree is built.

    A load keeps nearly all that it makes: the collector finds nothing and takes a sixth of the time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _named(source: str | PathLike[str]) -> str | Path:
    if not isinstance(source, str | PathLike):
        raise UsageError(problem("U013", name="load", expected="an id or a folder", got=type(source).__name__))
    return source if isinstance(source, str) else Path(source)


def _choices(readings: Mapping[str, str] | None) -> dict[str, str]:
    """The readings that a caller chose, or U013 where that is no choice of readings."""
    chosen = {} if readings is None else readings
    expected = "a mapping of readings to choices"
    if not isinstance(chosen, Mapping):
        raise UsageError(problem("U013", name="readings", expected=expected, got=type(chosen).__name__))
    for part in (*chosen, *chosen.values()):
        if not isinstance(part, str):
            raise UsageError(problem("U013", name="readings", expected=expected, got=type(part).__name__))
    return {str(name): str(choice) for name, choice in chosen.items()}


class Rulebook:
    """The rules of one pack under one choice of readings.

    Immutable and thread-safe. It pickles as its tree and makes its code again.
    """

    __slots__ = ("__weakref__", "_engine", "_files")

    def __init__(self, pack: Pack, files: PackFiles | None = None) -> None:
        object.__setattr__(self, "_engine", Engine(pack))
        object.__setattr__(self, "_files", files)

    _engine: Engine
    _files: PackFiles | None

    # --- what it is ---

    @property
    def pack(self) -> Pack:
        """The whole tree, for other executors."""
        return self._engine.pack

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.pack.id

    @property
    def version(self) -> str:
        """The pack's version."""
        return self.pack.version

    @property
    def content_hash(self) -> str:
        """A hash over everything in the pack that can change an answer or its wording."""
        return self.pack.content_hash

    @property
    def readings(self) -> dict[str, str]:
        """The choice in force of every reading."""
        return {reading.id: reading.chosen for reading in self.pack.readings}

    @property
    def reading_definitions(self) -> tuple[ReadingDefinition, ...]:
        """Every question that the document leaves open, with its choices."""
        return self.pack.readings

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes, in the order of the document."""
        return self.pack.programmes

    @property
    def facts(self) -> tuple[FactDefinition, ...]:
        """The vocabulary, in order."""
        return self.pack.facts

    @property
    def clauses(self) -> tuple[ClauseDefinition, ...]:
        """The register of the document's clauses."""
        return self.pack.clauses

    def with_readings(self, readings: Mapping[str, str]) -> Rulebook:
        """The same pack under other readings; those not named keep the choice they have."""
        from eligibility.pack.build import build_pack

        if self._files is None:
            raise UsageError(
                problem("U013", name="with_readings", expected="a rulebook made by load()", got="a pickled one")
            )
        with _collector_resting():
            return Rulebook(build_pack(self._files, {**self.readings, **_choices(readings)}), self._files)

    # --- persons ---

    @property
    def Person(self) -> type[AnyPerson]:  # noqa: N802 - it is a class
        """The pydantic model that the vocabulary describes."""
        return self._engine.model

    def person(self, data: Mapping[str, Any] | AnyPerson) -> AnyPerson:
        """Check what is said about a person.

        Args:
            data: nested plain data in the words of the vocabulary, such as ``{"loan": {"amount": "80000"}}``;
                ``None`` is missing; ``unknown`` may give a reason for what is missing.

        Raises:
            InputError: every problem, with a code, the fact, what was expected and what was got.

        >>> load("weihai-2023-13").person({"loan": {"amount": 80000}}).loan.amount
        Decimal('80000.00')
        """
        return self._person(data, lambda _: None)

    def _person(self, data: Any, where: Any) -> AnyPerson:
        model = self._engine.model
        if isinstance(data, model):
            return data
        from pydantic import ValidationError

        from eligibility.pack.vocabulary import Person as AnyPerson
        from eligibility.pack.vocabulary import input_error

        if isinstance(data, AnyPerson):
            raise UsageError(problem("U010"))
        try:
            return self._engine.validate(data)
        except ValidationError as error:
            raise input_error(error, model, where) from None
        except RecursionError:
            raise InputError(problem("I004", where(()), limit="–")) from None

    # --- deciding ---

    def outcomes(self, person: AnyPerson, *, on: date) -> tuple[Outcome, ...]:
        """Only the outcomes, in the order of the programmes: the fastest way to an answer.

        Args:
            person: made by :meth:`person`.
            on: the date of the decision.

        Raises:
            InputError: I106, a birth after the decision date.
            UsageError: U002 or U010.
        """
        engine = self._engine
        if person.__class__ is not engine.model or on.__class__ is not date:
            on, person = _day(on), self.person(person)
        if person._latest is not None and person._latest > on:  # type: ignore[attr-defined]  # noqa: SLF001
            engine.vocabulary.refuse_future(person, on)
        return engine.on(on).outcomes(person._facts, on)  # type: ignore[attr-defined]  # noqa: SLF001

    def decide(self, person: Mapping[str, Any] | AnyPerson, *, on: date | str | None = None) -> Decision:
        """Decide every programme for one person on one date.

        Args:
            person: a person, or what :meth:`person` takes.
            on: the date of the decision, ``date`` or ``YYYY-MM-DD``. Required: nothing here reads the clock.

        Raises:
            InputError: the person is described wrongly. Never a refusal.
            UsageError: U001 or U002, the date is missing or none.

        >>> rules = load("weihai-2023-13")
        >>> rules.decide({"is_migrant_worker": False}, on="2023-06-01")["rental-housing"].outcome
        <Outcome.NOT_APPLICABLE: 'not_applicable'>
        """
        day = _day(on)
        checked = self.person(person)
        return Decision(self._engine, checked, day, self.outcomes(checked, on=day))

    def decide_many(
        self, people: Iterable[Mapping[str, Any] | AnyPerson], *, on: date | str | None = None
    ) -> list[Decision | EligibilityError]:
        """A decision or an error for each of many, in order; one bad person costs nobody else an answer.

        A defect of the library is an :class:`InternalError` (B001) in that person's place, with what was raised as its
        ``__cause__``.

        Raises:
            UsageError: U001 or U002 (the date), or U013: these are not many, such as a single person.
        """
        from eligibility.pack.vocabulary import Person as AnyPerson

        day = _day(on)
        given: object = people
        many = checked_list("people", None if isinstance(given, AnyPerson) else given, "a list of persons")
        return [self._decision_or_error(person, day) for person in many]

    def _decision_or_error(self, person: Mapping[str, Any] | AnyPerson, day: date) -> Decision | EligibilityError:
        try:
            return self.decide(person, on=day)
        except EligibilityError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a defect must not become a refusal, nor stop the others
            return defect(error)

    def what_if(
        self,
        person: Mapping[str, Any] | AnyPerson,
        variations: Mapping[str, Sequence[Any]],
        *,
        on: date | str | None = None,
    ) -> WhatIf:
        """Decide a person again under every combination of other values.

        Args:
            person: the person to start from.
            variations: for each path the values to try; ``None`` takes the fact away.
            on: the date of the decision.

        Returns:
            A table with a row for each combination, in the order given.

        Raises:
            UsageError: U007 (too many combinations) or U008 (no such fact).
        """
        from eligibility.scenarios.what_if import run_variations

        return run_variations(self, self.person(person), variations, _day(on))

    def open_case(
        self,
        *,
        on: date | str | None = None,
        journal: Journal | str | PathLike[str] | None = None,
        case: str | None = None,
        engine: EngineName = "durable",
    ) -> Case:
        """Open a case whose facts arrive over time, or take one up again (see :mod:`eligibility.live`).

        Args:
            on: the date of the decision. A case that is taken up again keeps its date unless another one is given.
            journal: where it is written down: the name of a file for many cases, or a journal. Without one the case
                ends with the process.
            case: its name in the journal; without one the case is new and gets the next number.
            engine: ``"durable"`` lets durable-rules (extra ``durable``) derive the outcomes and compares them with
                ``decide`` after each step; ``"decide"`` does without, and gives the same answers.

        Raises:
            UsageError: U001, a new case without a date.
            CaseError: C001 to C003, the journal cannot be used; C005, no such case; C010, it is another pack's; C013,
                what was told under earlier rules cannot stand under these.
            MissingExtraError: X011, durable-rules is not available here; the message says why and what to do.

        >>> with load("weihai-2023-13").open_case(on="2023-06-01", engine="decide") as case:
        ...     case.outcomes["settlement"]
        <Outcome.UNDETERMINED: 'undetermined'>
        """
        from eligibility.live.opening import open_case

        return open_case(self, on=on, journal=journal, case=case, engine=engine)

    def watch(self, journal: Journal | str | PathLike[str]) -> Watch:
        """Watch all cases of a journal: whose entitlements change when a fact, the rules or the date do.

        Raises:
            CaseError: C001 to C003, the journal cannot be used.
        """
        from eligibility.live.watch import Watch

        return Watch(self, journal)

    def scenarios(
        self,
        bases: Mapping[str, Mapping[str, Any] | AnyPerson],
        variations: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        on: date | str | None = None,
        programmes: Iterable[str] | None = None,
    ) -> Scenarios:
        """Decide named persons side by side, each also under every variation.

        Args:
            bases: a name for each person, and what :meth:`person` takes.
            variations: a name for each variation, and what it sets by path; ``None`` takes the fact away, ``on`` sets
                another date of decision.
            on: the date of the decision.
            programmes: the columns; all of them if none are named.

        Returns:
            A frozen table: a row for each person and for each of its variations, a column for each programme.

        Raises:
            InputError: a person is described wrongly.
            UsageError: U001 or U002 (the date), U003 (no such programme), U007 (too many), U008 (no such fact), U013.

        >>> rules = load("weihai-2023-13")
        >>> table = rules.scenarios(
        ...     {"Wang": {"residence": {"place": "371002"}}},
        ...     {"elsewhere": {"residence.place": "370602"}},
        ...     on="2023-06-01",
        ...     programmes=["rental-housing"],
        ... )
        >>> [row.name for row in table]
        ['Wang', 'Wang · elsewhere']
        """
        from eligibility.scenarios.table import build_scenarios, decide_scenarios

        day = None if on is None else _day(on)
        return decide_scenarios(self, build_scenarios(self, bases, variations, day, _day), programmes)

    def read_scenarios(
        self,
        path: str | PathLike[str],
        *,
        on: date | str | None = None,
        programmes: Iterable[str] | None = None,
    ) -> Scenarios:
        """Read scenarios from a table and decide them.

        Args:
            path: ``.xlsx``, ``.csv`` (UTF-8 or GB18030) or ``.yaml``; headings are labels or paths of facts.
            on: the date of the decision for rows that name none.
            programmes: the columns; all of them if none are named.

        Raises:
            InputError: everything that is wrong, each with its cell. Formulas are never read.
            MissingExtraError: X001, for ``.xlsx`` without the extra ``tables``.
            UsageError: U002, U003 or U013.
        """
        from eligibility.interchange.tables.files import read_scenarios_file
        from eligibility.scenarios.table import decide_scenarios

        day = None if on is None else _day(on)
        return decide_scenarios(self, read_scenarios_file(self.pack, checked_file("path", path), day), programmes)

    def scenario_template(
        self, path: str | PathLike[str], *, programmes: Iterable[str] | None = None, language: str = "zh"
    ) -> Path:
        """Write an empty workbook for scenarios, with drop-downs, questions and a sheet that explains.

        Args:
            path: where to; its name ends in ``.xlsx``.
            programmes: have columns only for the facts that these read.
            language: ``"zh"`` or ``"en"``.

        Raises:
            InputError: I008 (cannot be written) or I201 (another kind of file).
            MissingExtraError: X001, without the extra ``tables``.
            UsageError: U003 (no such programme), U009 (no such language) or U013.
        """
        from eligibility.scenarios.table import template

        target = checked_file("path", path)
        template(self, target, programmes, language)
        return target

    def form(
        self,
        person: Mapping[str, Any] | AnyPerson | None = None,
        *,
        on: date | str | None = None,
        language: str | None = None,
        programmes: Collection[str] = (),
    ) -> Form:
        """A form for a notebook, made from the vocabulary, with the findings beside it.

        It shows first what still matters, takes "not known" with a reason for an answer, and holds the person and
        the decision for the next cell: ``form.person``, ``form.decision``, ``form.yaml()``, ``form.python()``.

        Args:
            person: what is known to begin with.
            on: the date of the decision; it can be changed in the form.
            language: ``"zh"`` or ``"en"``; without it the one of :class:`eligibility.display_language`.
            programmes: ask and show only what matters for these, by their ids; for all of them if there are none.

        Raises:
            MissingExtraError: X001, the extra ``notebook`` is not installed.
            InputError: the person is described wrongly.
            UsageError: U001, U002, U003 or U009.
        """
        from eligibility.present.html.showing import language_in_force

        chosen, day = language_in_force(language), _day(on)
        try:
            from eligibility.notebook.widget import Form
        except ImportError as error:
            if (error.name or "").partition(".")[0] not in ("anywidget", "traitlets", "ipywidgets"):
                raise
            raise MissingExtraError(problem("X001", extra="notebook")) from None
        return Form(self, person, day, chosen, programmes)

    def diff(
        self,
        other: Rulebook | None = None,
        *,
        on: date | str | None = None,
        other_on: date | str | None = None,
        programmes: Collection[str] | None = None,
    ) -> Difference:
        """What other rules, or the same ones on another date, decide differently for anybody.

        Every person is compared at once by a solver (the extra ``prove``): for each kind of change there is a
        smallest person whose outcome changes, confirmed by deciding it, and where nothing changes that is proved.

        Args:
            other: the rules to compare with, such as ``rules.with_readings(...)``; by default these rules.
            on: the date of the decision; without it the rules are compared on every date.
            other_on: the date under the other rules, where it is another.
            programmes: only these; by default all.

        Raises:
            UsageError: U002 or U003, a date or a programme that does not exist; U013, ``other_on`` without ``on``, or
                something else than rules or a list of programmes.
            MissingExtraError: X001, z3 is not installed.

        >>> rules = load("weihai-2023-13")
        >>> found = rules.diff(rules.with_readings({"D13": "excludes"}))
        >>> found.programmes, len(found.same)
        (('rental-housing',), 21)
        """
        from eligibility.prove.difference import compare

        first = None if on is None else _day(on)
        second = None if other_on is None else _day(other_on)
        after = self if other is None else checked_instance("other", other, Rulebook, "a rulebook")
        return compare(self.pack, after.pack, on=first, after_on=second, programmes=programmes)

    # --- pictures ---

    def picture(self, programme: str, *, on: date | str | None = None, language: str | None = None) -> Picture:
        """The tree of a programme's conditions on a day, drawn.

        Args:
            programme: its id.
            on: the day.
            language: ``"zh"`` or ``"en"``; without it the one of ``eligibility.display_language``.

        Returns:
            A picture that shows itself in a notebook and saves as ``.svg`` or ``.png`` (the extra ``plot``).

        Raises:
            UsageError: U001 or U002 (the date), U003, U009, or U013: no text of it holds on the day.

        >>> picture = load("weihai-2023-13").picture("rental-housing", on="2023-06-01", language="en")
        >>> "Lives or works in a town" in picture.alt
        True
        """
        from eligibility.present.html.showing import language_in_force
        from eligibility.present.pictures.tree import programme_picture

        return programme_picture(self.pack, self.person({}), programme, _day(on), language_in_force(language))

    def mermaid(self, programme: str, *, on: date | str | None = None, language: str | None = None) -> str:
        """The tree of a programme's conditions on a day as the text of a Mermaid flowchart; see :meth:`picture`."""
        from eligibility.present.html.showing import language_in_force
        from eligibility.present.pictures.tree import programme_mermaid

        return programme_mermaid(self.pack, self.person({}), programme, _day(on), language_in_force(language))

    def prove(self, claims: Iterable[str] | None = None) -> list[ProvedClaim]:
        """Prove the pack's claims for every person and every date at once, under the readings in force.

        Args:
            claims: the ids of some claims; by default all.

        Returns:
            For each claim whether it is proved, or the smallest person who breaks it.

        Raises:
            UsageError: U014, there is no such claim.
            MissingExtraError: X001, z3 is not installed.

        >>> load("weihai-2023-13").prove(["refusal-needs-every-route-closed"])[0].status
        'proved'
        """
        from eligibility.prove.claims import prove_claims

        return prove_claims(self.pack, claims)

    def audit(self) -> list[AuditFinding]:
        """What can never make a difference to anybody: conditions, limbs, terms, values, and programmes nobody can get.

        Raises:
            MissingExtraError: X001, z3 is not installed.

        >>> [one.name for one in load("weihai-2023-13").audit() if one.kind == "value_changes_nothing"]
        ['personal_loan_ceiling']
        """
        from eligibility.prove.audit import audit

        return audit(self.pack)

    # --- plumbing ---

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a rulebook is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a rulebook is frozen")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Rulebook, (self.pack, self._files))

    def __copy__(self) -> Rulebook:
        return self

    def __deepcopy__(self, memo: object) -> Rulebook:
        return self

    def __repr__(self) -> str:
        return f"<Rulebook {self.id} {self.version}>"


def _day(on: object) -> date:
    """The date of a decision from what a caller gave."""
    if on is None:
        raise UsageError(problem("U001"))
    parsed = as_date(on)
    if parsed is None:
        raise UsageError(problem("U002", got=cut(echo(on)) if isinstance(on, str) else type(on).__name__))
    return parsed


def person_from_file(rules: Rulebook, data: Any, where: Any) -> AnyPerson:
    """A person from a file whose places are known."""
    return rules._person(data, where)  # noqa: SLF001 - the same module
