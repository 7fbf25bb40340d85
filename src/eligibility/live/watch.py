"""Policy finds person (政策找人): many cases watched at once, and whose entitlements change when something does."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from eligibility._arguments import checked_instance, checked_list
from eligibility.errors import CaseError, EligibilityError, InputError, plainly, problem
from eligibility.live.case import Case, refuse_other_pack
from eligibility.live.changes import Change, causes_of, changes_between
from eligibility.live.door import checked_day, checked_path
from eligibility.live.entries import Entry, Moment
from eligibility.live.journal import Journal, open_journal
from eligibility.live.state import State, fold
from eligibility.live.steps import by_step, decide_state, new_changes, rules_identity
from eligibility.logic import Outcome

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.rulebook import Rulebook

__all__ = ["Watch", "WatchReport"]


@dataclass(frozen=True, slots=True)
class WatchReport:
    """Whose answers changed and why; and, by case, what kept a case from being decided, which is never a refusal."""

    changes: tuple[Change, ...]
    problems: Mapping[str, EligibilityError]
    cases: int

    def of(self, case: str) -> tuple[Change, ...]:
        """The changes of one case."""
        return tuple(change for change in self.changes if change.case == case)

    @property
    def gained(self) -> tuple[Change, ...]:
        """Where a benefit has become certain."""
        return tuple(change for change in self.changes if change.is_gain)

    @property
    def lost(self) -> tuple[Change, ...]:
        """Where a benefit that was certain no longer is."""
        return tuple(change for change in self.changes if change.is_loss)

    def counts(self) -> dict[tuple[str, Outcome | None, Outcome | None], int]:
        """For each programme and each kind of change, in how many cases it occurs, the most frequent first."""
        found: dict[tuple[str, Outcome | None, Outcome | None], set[str]] = {}
        for change in self.changes:
            found.setdefault((change.programme, change.before, change.after), set()).add(change.case)
        return {key: len(cases) for key, cases in sorted(found.items(), key=lambda one: -len(one[1]))}

    def text(self, language: str = "en") -> str:
        """One line for each change, and one for each case that could not be decided."""
        colon = "：" if language == "zh" else ": "
        lines = [f"{change.case}{colon}{change.text(language)}" for change in self.changes]
        lines += [f"{case}{colon}{error.text(language)}" for case, error in self.problems.items()]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return {
            "cases": self.cases,
            "changes": [change.to_dict() for change in self.changes],
            "problems": {case: [one.code for one in error.problems] for case, error in self.problems.items()},
        }


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a case stood when it was last looked at; without a decision where it could not be decided."""

    state: State
    decision: Decision | None


class Watch:
    """All cases of a journal under one rulebook. Made by ``Rulebook.watch``; a context manager; for one thread.

    It decides with ``decide``: for thousands of cases that is fast, and nothing is idle. The cases may be told facts
    anywhere meanwhile, in this process or another; :meth:`poll` says what that changed.
    """

    def __init__(self, rules: Rulebook, journal: Journal | str | os.PathLike[str]) -> None:
        self._rules = rules
        self._journal = open_journal(journal)
        self._owns_journal = self._journal is not journal
        self._seen: dict[str, _Seen] = {}
        self._problems: dict[str, EligibilityError] = {}
        self.poll()

    @property
    def rules(self) -> Rulebook:
        """The rules that decide."""
        return self._rules

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the cases seen so far, those that cannot be decided included."""
        return tuple(dict.fromkeys([*self._seen, *self._problems]))

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The decision of each case that can be decided, as last looked at."""
        found = {name: seen.decision for name, seen in self._seen.items() if seen.decision is not None}
        return MappingProxyType(found)

    def poll(self) -> WatchReport:
        """What has changed in the journal since it was last looked at, step by step."""
        changes: list[Change] = []
        for name in self._journal.cases():
            try:
                changes += self._look(name)
            except EligibilityError as error:
                self._problems[name] = error
        return self._report(changes)

    def compare(self, *, rules: Rulebook | None = None, on: date | str | None = None) -> WatchReport:
        """What other rules of the same pack (a new version, other readings), another date or both would change.

        Nothing is recorded.
        """
        day = None if on is None else checked_day(on)
        other = self._rules_or(rules)
        changes: list[Change] = []
        problems: dict[str, EligibilityError] = {}
        for name, seen in self._seen.items():
            try:
                changes += self._changed(name, seen, other, day)
            except EligibilityError as error:
                problems[name] = error
        return WatchReport(tuple(changes), MappingProxyType({**self._problems, **problems}), len(self.cases))

    def advance(
        self,
        *,
        rules: Rulebook | None = None,
        on: date | str | None = None,
        at: Moment = None,
        why: str | None = None,
    ) -> WatchReport:
        """Take all cases to other rules of the same pack, another date or both, and record it in each of them.

        A case that cannot follow stays where it is and is among the problems; it costs no other case anything.
        """
        new = self._rules_or(rules)

        def step(case: Case) -> tuple[Change, ...]:
            return case.advance(rules=rules, on=on, at=at, why=why)

        report = self._in_each(self.cases, step)
        self._rules = new
        self._seen.clear()
        self.poll()
        return report

    def assert_fact(
        self,
        path: str,
        value: Any,
        *,
        source: str,
        cases: Iterable[str] | None = None,
        at: Moment = None,
        why: str | None = None,
    ) -> WatchReport:
        """Tell one fact to some cases, or to all: a register that speaks about many.

        What cannot be told to a case, such as a birth after its date, is among the problems.

        Raises:
            InputError: I101, there is no such fact; nothing was told.
            CaseError: C005, there is no such case; nothing was told.
        """
        fact = checked_path(self._rules, path)
        return self._everywhere(
            self._named(cases, self.cases),
            lambda case: case.assert_fact(fact, value, source=source, at=at, why=why),
        )

    def retract_fact(
        self,
        path: str,
        *,
        source: str,
        cases: Iterable[str] | None = None,
        at: Moment = None,
        why: str | None = None,
    ) -> WatchReport:
        """Take back what a source said about a fact, in some cases or in all in which it has said something.

        Raises:
            InputError: I101, there is no such fact; nothing was recorded.
            CaseError: C005, there is no such case; nothing was recorded.
        """
        name = checked_path(self._rules, path)
        spoken = (case for case, seen in self._seen.items() if seen.state.fact(name).word_of(source) is not None)
        return self._everywhere(
            self._named(cases, spoken), lambda case: case.retract_fact(name, source=source, at=at, why=why)
        )

    def settle(
        self,
        path: str,
        *,
        source: str,
        cases: Iterable[str] | None = None,
        at: Moment = None,
        why: str | None = None,
    ) -> WatchReport:
        """Take one source's word where it contradicts another's, in some cases or in all in which it does.

        What cannot be settled in a case that is named (C008, C009) is among the problems.

        Raises:
            InputError: I101, there is no such fact; nothing was recorded.
            CaseError: C005, there is no such case; nothing was recorded.
        """
        name = checked_path(self._rules, path)
        contradicting = (case for case, facts in self.conflicts().items() if source in facts.get(name, {}))
        return self._everywhere(
            self._named(cases, contradicting), lambda case: case.settle(name, source=source, at=at, why=why)
        )

    def conflicts(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The cases in which sources contradict each other: for each fact what each source says, as last looked at."""
        found = {case: seen.state.conflicts() for case, seen in self._seen.items()}
        return {case: facts for case, facts in found.items() if facts}

    def close(self) -> None:
        """Give back the journal."""
        if self._owns_journal:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- inside ---

    def _rules_or(self, rules: Rulebook | None) -> Rulebook:
        """The rules given, if they are rules, else those in force."""
        return self._rules if rules is None else checked_instance("rules", rules, type(self._rules), "a rulebook")

    def _look(self, name: str) -> Iterator[Change]:
        """Read on in one case; its first sight is no change."""
        seen = self._seen.get(name)
        new = self._journal.read(name, -1 if seen is None else seen.state.step)
        if seen is None:
            recorded = fold(new)
            refuse_other_pack(self._rules, recorded.rules, name)
            self._seen[name] = self._stands(name, replace(recorded, rules=rules_identity(self._rules)))
            return
        for step in by_step(new):
            yield from self._step(name, step)

    def _step(self, name: str, step: tuple[Entry, ...]) -> Iterator[Change]:
        before = self._seen[name]
        after = self._stands(name, replace(fold(step, before.state), rules=before.state.rules))
        self._seen[name] = after
        if before.decision is not None and after.decision is not None:
            yield from new_changes(
                self._rules, name, (before.state, before.decision), (after.state, after.decision), step
            )

    def _stands(self, name: str, state: State) -> _Seen:
        """How a case stands; a person whom these rules cannot decide is a problem, and looked at again next time."""
        self._problems.pop(name, None)
        try:
            return _Seen(state, decide_state(self._rules, state))
        except InputError as error:
            self._problems[name] = error
            return _Seen(state, None)

    def _changed(self, name: str, seen: _Seen, rules: Rulebook, on: date | None) -> tuple[Change, ...]:
        if seen.decision is None:
            return ()
        refuse_other_pack(rules, seen.state.rules, name)
        state = replace(seen.state, rules=rules_identity(rules), on=on or seen.state.on)
        decision = decide_state(rules, state)
        causes = causes_of(seen.state, state, (), {})
        return changes_between(name, state.step, seen.decision, decision, causes)

    def _named(self, cases: Iterable[str] | None, otherwise: Iterable[str]) -> tuple[str, ...]:
        """The cases that are named, each once, all of them known (C005); others where none are named."""
        if cases is None:
            return tuple(otherwise)
        names = tuple(checked_list("cases", cases, "a list of ids"))
        for name in names:
            if name not in self.cases:
                raise CaseError(problem("C005", name=plainly(name)))
        return tuple(dict.fromkeys(names))

    def _everywhere(self, names: Iterable[str], step: Any) -> WatchReport:
        report = self._in_each(names, step)
        self.poll()
        return report

    def _in_each(self, names: Iterable[str], step: Any) -> WatchReport:
        from eligibility.live.opening import open_case

        changes: list[Change] = []
        problems: dict[str, EligibilityError] = {}
        for name in names:
            try:
                with open_case(self._rules, on=None, journal=self._journal, case=name, engine="decide") as case:
                    changes += step(case)
            except EligibilityError as error:
                problems[name] = error
        return WatchReport(tuple(changes), MappingProxyType(problems), len(self.cases))

    def _report(self, changes: Iterable[Change]) -> WatchReport:
        return WatchReport(tuple(changes), MappingProxyType(dict(self._problems)), len(self.cases))
