"""The form without a browser: answers in, decision and everything that the form shows out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from eligibility._arguments import checked_list
from eligibility.errors import InputError, Problem, cut, echo, problem
from eligibility.interchange.typed import typed_date
from eligibility.language.scalars import parse_date
from eligibility.language.types import Kind
from eligibility.language.wording import amount
from eligibility.notebook.answers import DAY, Answers, answers_of, data_of, list_of, value_of
from eligibility.notebook.vocabulary_form import say
from eligibility.pack.layout import generic_path
from eligibility.present.html.answers import findings_overview
from eligibility.present.html.questions import waiting_titles
from eligibility.present.short import labeller_of

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.pack.vocabulary import Person
    from eligibility.rulebook import Rulebook

__all__ = ["FormState"]

_ECHOED = (Kind.MONEY, Kind.DATE)


class FormState:
    """What was answered so far, and what follows from it.

    A wrong answer is kept as it was typed, counts as not given, and has the library's own message beside it.
    """

    def __init__(
        self,
        rules: Rulebook,
        person: Mapping[str, Any] | Person | None,
        on: date,
        language: str,
        programmes: Collection[str] = (),
    ) -> None:
        self.rules = rules
        self.programmes = tuple(checked_list("programmes", programmes, "a list of ids"))
        self.language = language
        self.on = on
        self.errors: dict[str, str] = {}
        self.changes: tuple[str, ...] = ()
        self.person: Person = rules.person({} if person is None else person)
        self.decision: Decision = rules.decide(self.person, on=on)
        for name in self.programmes:
            self.decision[name]  # an unknown one is refused with a suggestion
        self.answers: Answers = {DAY: {"value": on.isoformat()}, **answers_of(self.person)}

    def change(self, answers: Answers) -> None:
        """Take other answers and decide again."""
        before = self.decision
        self.answers = answers
        self.errors = {}
        self._take_day(str(answers.get(DAY, {}).get("value", "")))
        self._decide()
        self.changes = tuple(_changes(before, self.decision, self.language, self.programmes))

    def _take_day(self, typed: str) -> None:
        """The day of the decision; one that is none leaves the day as it was, with a message beside it."""
        day = parse_date(typed_date(typed) or "")
        if day is not None:
            self.on = day
            return
        self.errors[DAY] = _said(problem("U002", got=cut(echo(typed))), self.language)

    def _decide(self) -> None:
        """Decide on what is right; every round takes the answers out that the door refuses."""
        facts = self.rules.pack.fact_by_path
        refused: set[str] = set()
        while True:
            try:
                person = self.rules.person(data_of(self.answers, facts, frozenset(refused)))
                decision = self.rules.decide(person, on=self.on)
            except InputError as error:
                found = {_path(one): one for one in error.problems}
                for path, one in found.items():
                    self.errors.setdefault(path, _said(self._named(one), self.language))
                if found.keys() <= refused:
                    raise
                refused |= found.keys()
                continue
            self.person, self.decision = person, decision
            return

    def _named(self, found: Problem) -> Problem:
        """A problem that calls the fact by its label, as the form does, and not by its path."""
        fact = self.rules.pack.fact_by_path.get(generic_path(_path(found)))
        if fact is None:
            return found
        label = fact.label.in_language(self.language)
        details = tuple((name, label if name == "fact" else value) for name, value in found.details)
        return replace(found, details=details)

    # --- what the form shows ---

    def view(self) -> dict[str, Any]:
        """Everything that changes with an answer, as plain JSON."""
        waiting = waiting_titles(self.decision, self.language, self.programmes)
        ask: dict[str, int] = {}
        for fact in self.decision.missing():
            if "maintainer" not in fact.supplied_by and fact.path in waiting:
                ask[list_of(fact.path)] = max(ask.get(list_of(fact.path), 0), len(waiting.get(fact.path, ())))
        return {
            "ask": [{"path": path, "matters": count} for path, count in ask.items()],
            "errors": self.errors,
            "echoes": self._echoes(),
            "findings": str(findings_overview(self.decision, self.language, self.programmes)),
            "changes": list(self.changes),
            "yaml": self.yaml(),
            "python": self.python(),
            "failed": "",
        }

    def _echoes(self) -> dict[str, str]:
        """How amounts and dates were understood, where that is not how they were typed."""
        labeller = labeller_of(self.decision, self.language)
        echoes = {}
        for path, answer in self.answers.items():
            fact = self.rules.pack.fact_by_path.get(generic_path(path))
            typed = answer.get("value")
            if fact is None or path in self.errors or fact.type.kind not in _ECHOED or not isinstance(typed, str):
                continue
            kept = value_of(answer, fact)
            if kept is not None and kept != typed:
                words = self._kept_words(path, fact.path, labeller)
                echoes[path] = say(self.language, "read_as", words or kept)
        return echoes

    def _kept_words(self, path: str, generic: str, labeller: Any) -> str:
        if "[" in path:
            return ""
        kept: Any = self.person
        for name in path.split("."):
            kept = getattr(kept, name)
        return "" if kept is None else str(labeller.fact_value(generic, kept))

    def data(self) -> dict[str, Any]:
        """The person as plain data, as ``Rulebook.decide`` and person files take it."""
        return type(self.person).vocabulary.plain(self.person)

    def yaml(self) -> str:
        """The person as a person file."""
        if not self.data():
            return "{}\n"
        return str(yaml.safe_dump(self.data(), allow_unicode=True, sort_keys=False))

    def python(self) -> str:
        """The person as Python to copy into a cell, with the call that decides."""
        return f'person = {_source(self.data())}\nrules.decide(person, on="{self.on}")\n'


def _path(found: Problem) -> str:
    return dict(found.details).get("fact", "")


def _said(found: Problem, language: str) -> str:
    hint = found.hint(language)
    if hint is None:
        return found.message(language)
    return f"{found.message(language)}（{hint}）" if language == "zh" else f"{found.message(language)} ({hint})"


def _changes(before: Decision, after: Decision, language: str, programmes: Collection[str]) -> list[str]:
    """What the last answer moved, programme by programme."""
    found = []
    colon = "：" if language == "zh" else ": "
    for old, new in zip(before.findings, after.findings, strict=True):
        if old.outcome is not new.outcome and (not programmes or new.programme in programmes):
            title = new.title.in_language(language)
            found.append(f"{title}{colon}{old.outcome.label(language)} → {new.outcome.label(language)}")
    if before.on != after.on:
        found.insert(0, f"{say(language, 'on')}{colon}{amount(after.on, language)}")
    return found


def _source(value: Any, indent: str = "") -> str:
    """Plain data as Python source, an entry a line, as somebody would write it."""
    deeper = indent + "    "
    if isinstance(value, dict) and value:
        lines = [f"{deeper}{_source(name)}: {_source(one, deeper)},\n" for name, one in value.items()]
        return "{\n" + "".join(lines) + indent + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_source(one, indent) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
