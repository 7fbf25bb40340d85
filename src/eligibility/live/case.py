"""A case: facts come in, are corrected and settled, and after each one it is known what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from eligibility._arguments import checked_instance, refused_argument
from eligibility._defects import defect
from eligibility._locks import Lock
from eligibility.errors import CallbackError, CaseError, EligibilityError, cut, problem
from eligibility.live.changes import Change
from eligibility.live.door import checked_day, checked_path, flat_facts, told_entry
from eligibility.live.entries import Entry, Kind, Moment, Remark, remark
from eligibility.live.journal import Journal, OutOfStepError
from eligibility.live.state import State, fold
from eligibility.live.steps import by_step, decide_state, new_changes, replayed, rules_identity
from eligibility.logic import Outcome

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.live.engine import CaseEngine, Derived
    from eligibility.rulebook import Rulebook

__all__ = ["Callback", "Case", "put_step", "refuse_other_pack"]

Callback = Callable[[Change], object]
_Callback = TypeVar("_Callback", bound=Callback)


@dataclass(frozen=True, slots=True)
class _Now:
    """How a case stands, whole, so that whoever reads it meanwhile sees one step and not parts of two."""

    rules: Rulebook
    state: State
    decision: Decision
    derived: Derived | None


class Case:
    """One person's case over weeks. Made by ``Rulebook.open_case``; thread-safe; a context manager.

    Every method that records something first judges it: what is wrong raises :class:`InputError` and nothing is
    written. Then it is written down, and only then do the answers change. When the method returns, the fact is safe.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> with rules.open_case(on="2023-06-01", engine="decide") as case:
    ...     made = case.assert_fact("settlement.wants", False, source="applicant")
    ...     print(*(change.text() for change in made if change.programme == "settlement"))
    Household settlement: Undetermined → Not applicable, because of Wishes to settle (applicant)
    """

    def __init__(
        self, rules: Rulebook, name: str, journal: Journal, entries: Sequence[Entry], engine: CaseEngine | None
    ) -> None:
        self._name = name
        self._journal = journal
        self._engine = engine
        self._lock = Lock()
        self._closed = False
        self._owns_journal = False
        self._entries = list(entries)
        self._loaded = len(self._entries)
        self._earlier: tuple[Change, ...] | None = None
        self._made: list[Change] = []
        self._callbacks: list[tuple[Callable[[Change], bool], Callback]] = []
        recorded = fold(self._entries)
        state = replace(recorded, rules=rules_identity(rules))
        self._unrecorded = recorded.rules != state.rules
        decision = decide_state(rules, state)
        self._now = _Now(rules, state, decision, None if engine is None else engine.derive(decision))

    # --- what it is ---

    @property
    def name(self) -> str:
        """The name of the case in its journal."""
        return self._name

    @property
    def rules(self) -> Rulebook:
        """The rules that decide it."""
        return self._now.rules

    @property
    def on(self) -> date:
        """The date of the decision."""
        return self._now.state.on

    @property
    def decision(self) -> Decision:
        """The decision on what stands now, by ``decide``: explained, recorded and noticed like any other."""
        return self._now.decision

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of each programme, as the engine derived it from what was told."""
        now = self._now
        outcomes = now.decision.outcomes if now.derived is None else now.derived.outcomes
        return MappingProxyType(dict(zip(now.rules.pack.programme_ids, outcomes, strict=True)))

    @property
    def item_outcomes(self) -> Mapping[str, tuple[Outcome, ...]]:
        """For each programme the outcomes of its items (relatives, children), as the engine derived them."""
        now = self._now
        items = _item_outcomes(now.decision) if now.derived is None else now.derived.items
        return MappingProxyType(dict(zip(now.rules.pack.programme_ids, items, strict=True)))

    def history(self) -> tuple[Entry, ...]:
        """Everything that was recorded, in order."""
        with self._lock:
            return tuple(self._entries)

    def changes(self) -> tuple[Change, ...]:
        """Everything that changed since the case was opened first: what, from what to what, because of what.

        Steps that were recorded before this object was made are decided again under the present rules.
        """
        with self._lock:
            if self._earlier is None:
                self._earlier = tuple(replayed(self._now.rules, self._name, self._entries[: self._loaded]))
            return (*self._earlier, *self._made)

    def conflicts(self) -> Mapping[str, Mapping[str, Any]]:
        """The facts on which sources contradict each other: for each path, what each source says."""
        return self._now.state.conflicts()

    # --- what is told ---

    def assert_fact(
        self, path: str, value: Any, *, source: str, at: Moment = None, why: str | None = None
    ) -> tuple[Change, ...]:
        """Tell a fact.

        The same source telling again corrects itself. Another source with another value makes a conflict: the fact is
        unknown because of it until :meth:`settle`. A list is told whole.

        Args:
            path: the fact, such as ``"loan.amount"``.
            value: its value as a person takes it, or ``UnknownReason.NOT_KNOWN`` or ``REFUSED`` if that is the answer;
                so may each field of a record in a list.
            source: who says so.
            at: when it was said; for the audit only.
            why: on what ground; for the audit only.

        Returns:
            What changed by this.

        Raises:
            InputError: what is told is wrong; nothing was written and nothing has changed.
            CaseError: C004, it could not be written; C007, the case is closed.
            InternalError: B011 or B012, the engine failed; the fact is recorded and ``decision`` is right.
            CallbackError: C012, a callback raised; the fact is recorded and ``changes`` of the error is what changed.
        """
        name = checked_path(self._now.rules, path)
        return self.assert_facts({name: value}, source=source, at=at, why=why)

    def assert_facts(
        self, facts: Mapping[str, Any], *, source: str, at: Moment = None, why: str | None = None
    ) -> tuple[Change, ...]:
        """Tell several facts in one step, all of them or none: values by path, or nested as a person takes them."""
        said = remark(_given(source), at, why)

        def make(state: State) -> list[Entry]:
            flat = flat_facts(self._now.rules, facts)
            return [told_entry(self._now.rules, state.on, path, value, said) for path, value in flat.items()]

        return self._record(make)

    def retract_fact(self, path: str, *, source: str, at: Moment = None, why: str | None = None) -> tuple[Change, ...]:
        """Take back what a source said about a fact; what other sources say stands.

        Raises:
            CaseError: C008, the source has said nothing about it.
        """
        return self._about_word(Kind.RETRACTED, path, remark(_given(source), at, why))

    def settle(self, path: str, *, source: str, at: Moment = None, why: str | None = None) -> tuple[Change, ...]:
        """End a conflict: what this source said is taken, until somebody says something new that differs.

        Raises:
            CaseError: C008, the source has said nothing; C009, there is no conflict.
            InputError: what it said cannot stand with the rest.
        """
        return self._about_word(Kind.SETTLED, path, remark(_given(source), at, why))

    def advance(
        self,
        *,
        on: date | str | None = None,
        rules: Rulebook | None = None,
        at: Moment = None,
        why: str | None = None,
    ) -> tuple[Change, ...]:
        """Decide on another date, under other rules of the same pack, or both.

        Returns:
            What the date or the rules alone changed.

        Raises:
            InputError: a fact that was told cannot stand on that date or under those rules.
            CaseError: C010, the rules are of another pack.
        """
        day = None if on is None else checked_day(on)
        said = remark(None, at, why)
        present = self._now.rules
        new = present if rules is None else checked_instance("rules", rules, type(present), "a rulebook")
        refuse_other_pack(new, self._now.state.rules, self._name)

        def make(state: State) -> list[Entry]:
            entries = [] if rules is None else [said.entry(Kind.RULES, rules=rules_identity(new))]
            return [*entries, said.entry(Kind.ADVANCED, on=day or state.on)]

        return self._record(make, new)

    # --- who wants to know ---

    def on_eligible(self, callback: _Callback) -> _Callback:
        """Call back with each change by which a benefit has become certain, in principle or without condition.

        What a callback raises keeps no other from being called and undoes nothing; it comes as a :class:`CallbackError`
        to whoever told the fact.
        """
        return self._register(lambda change: change.is_gain, callback)

    def on_lost(self, callback: _Callback) -> _Callback:
        """Call back with each change by which a benefit that was certain no longer is."""
        return self._register(lambda change: change.is_loss, callback)

    def on_authority(self, callback: _Callback) -> _Callback:
        """Call back with each change by which only an authority still has to decide."""
        return self._register(lambda change: change.needs_authority, callback)

    def _register(self, wanted: Callable[[Change], bool], callback: _Callback) -> _Callback:
        if not callable(callback):
            raise refused_argument("callback", callback, "something to call")
        with self._lock:
            self._callbacks.append((wanted, callback))
        return callback

    # --- its end ---

    def close(self) -> None:
        """Free what the case holds. What was recorded stays in the journal; closing twice does no harm."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._engine is not None:
                self._engine.close()
            if self._owns_journal:
                self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Case {self._name} on {self.on}, step {self._now.state.step}>"

    # --- inside ---

    def _about_word(self, kind: Kind, path: object, said: Remark) -> tuple[Change, ...]:
        """An entry about something that a source said before."""
        name = checked_path(self._now.rules, path)

        def make(state: State) -> list[Entry]:
            fact = state.fact(name)
            word = fact.word_of(said.source)
            if word is None or (kind is Kind.SETTLED and word.value is None):
                raise CaseError(problem("C008", fact=name, who=cut(said.source)))
            if kind is Kind.SETTLED and not fact.is_conflicting:
                raise CaseError(problem("C009", fact=name))
            return [said.entry(kind, name)]

        return self._record(make)

    def _record(self, make: Callable[[State], list[Entry]], rules: Rulebook | None = None) -> tuple[Change, ...]:
        """Judge, write, and only then move on; then tell who wants to know, and at last what went wrong with that."""
        with self._lock:
            if self._closed:
                raise CaseError(problem("C007", name=cut(self._name)))
            seen: list[Change] = []
            while True:
                entries = self._numbered(make(self._now.state))
                if not entries:
                    return ()
                state = fold(entries, self._now.state)
                decision = decide_state(rules or self._now.rules, state)
                try:
                    self._journal.append(self._name, entries)
                except OutOfStepError:
                    step = self._now.state.step
                    seen += self._catch_up()
                    if self._now.state.step == step:  # nothing new, so something is gone
                        reason = "the journal no longer holds what was recorded"
                        raise CaseError(problem("C004", reason=reason)) from None
                else:
                    break
            self._unrecorded = False
            made = self._move(entries, state, decision, rules)
            trouble = self._derive()
        failed = self._call_back([*seen, *made])
        if failed:
            raise _after_recording(trouble, failed, made)
        if trouble is not None:
            raise trouble
        return tuple(made)

    def _numbered(self, entries: list[Entry]) -> tuple[Entry, ...]:
        """The entries of the next step; the first one after the rules have changed says which they are now."""
        if self._unrecorded and entries:
            entries = [Entry(0, 0, Kind.RULES, rules=dict(self._now.state.rules)), *entries]
        step = self._now.state.step + 1
        return tuple(replace(entry, step=step, place=place) for place, entry in enumerate(entries))

    def _catch_up(self) -> list[Change]:
        """Take in what others have written to this case since."""
        made: list[Change] = []
        for entries in by_step(self._journal.read(self._name, self._now.state.step)):
            state = replace(fold(entries, self._now.state), rules=self._now.state.rules)
            made += self._move(entries, state, decide_state(self._now.rules, state))
        return made

    def _move(
        self, entries: tuple[Entry, ...], state: State, decision: Decision, rules: Rulebook | None = None
    ) -> tuple[Change, ...]:
        now = self._now
        new = _Now(rules or now.rules, state, decision, None)
        made = new_changes(new.rules, self._name, (now.state, now.decision), (state, decision), entries)
        put_step(self._entries, entries, state.step)
        put_step(self._made, made, state.step)
        self._now = new
        return made

    def _derive(self) -> EligibilityError | None:
        """Let the engine follow. Where it fails or disagrees, decide's answer stands and the defect is told."""
        if self._engine is None:
            return None
        try:
            derived = self._engine.derive(self._now.decision)
        except EligibilityError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the fact is recorded: whoever waits to be called back is called
            return defect(error)
        self._now = replace(self._now, derived=derived)
        return None

    def _call_back(self, made: Iterable[Change]) -> list[tuple[Callback, Exception]]:
        """Every callback for every change, whatever the others do; what they raise is kept."""
        failed: list[tuple[Callback, Exception]] = []
        with self._lock:
            callbacks = list(self._callbacks)
        for change in made:
            for wanted, callback in callbacks:
                if wanted(change):
                    try:
                        callback(change)
                    except Exception as error:  # noqa: BLE001 - raised when all have been called
                        failed.append((callback, error))
        return failed


_Numbered = TypeVar("_Numbered", Entry, Change)


def put_step(whole: list[_Numbered], new: Iterable[_Numbered], step: int) -> None:
    """Add what belongs to a step, in the place of what an interrupt may have left of the same step."""
    while whole and whole[-1].step >= step:
        whole.pop()
    whole += new


def _given(source: object) -> object:
    """A source that has to be there: an empty one is judged like any other that will not do."""
    return "" if source is None else source


def refuse_other_pack(rules: Rulebook, recorded: Mapping[str, Any], name: str) -> None:
    """Raise C010 if a case was recorded under another pack."""
    if recorded and recorded.get("id") != rules.id:
        got, expected = cut(rules.id), cut(str(recorded.get("id")))
        raise CaseError(problem("C010", name=cut(name), got=got, expected=expected))


def _item_outcomes(decision: Decision) -> tuple[tuple[Outcome, ...], ...]:
    return tuple(tuple(item.outcome for item in finding.items) for finding in decision)


def _after_recording(
    trouble: EligibilityError | None, failed: Sequence[tuple[Callback, Exception]], made: Iterable[Change]
) -> CallbackError:
    """One error for what went wrong after a step was recorded; a callback's own could be read as a refusal of it."""
    problems = [
        problem("C012", name=cut(getattr(callback, "__name__", type(callback).__name__)), reason=type(error).__name__)
        for callback, error in failed
    ]
    errors = [error for _, error in failed]
    if trouble is not None:
        problems += trouble.problems
        errors.append(trouble)
    made_of = CallbackError(problems, errors, made)
    made_of.__cause__ = errors[0] if len(errors) == 1 else ExceptionGroup("after the step was recorded", errors)
    return made_of
