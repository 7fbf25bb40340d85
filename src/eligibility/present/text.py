"""Decisions and what-if tables as text that a caseworker reads from top to bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import UsageError, echo, problem
from eligibility.language.types import Kind
from eligibility.language.wording import amount
from eligibility.logic import Outcome
from eligibility.present.explanation import Labeller
from eligibility.present.layout import cells, columns, pad, wrap
from eligibility.present.reasons import deciding
from eligibility.present.suppliers import supplier_words

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, Note, OpenTerm
    from eligibility.language.text import Text
    from eligibility.scenarios.what_if import WhatIf

__all__ = ["BEST_FIRST", "OUTCOME_MARKS", "Line", "decision_lines", "decision_text", "value_words", "what_if_text"]

OUTCOME_MARKS: Final = {
    Outcome.ELIGIBLE: "✓",
    Outcome.ELIGIBLE_IN_PRINCIPLE: "≈",
    Outcome.REFER: "◇",
    Outcome.UNDETERMINED: "?",
    Outcome.NOT_ELIGIBLE: "✗",
    Outcome.NOT_APPLICABLE: "-",
}
BEST_FIRST: Final = tuple(reversed(Outcome))
_WORDS: Final = {
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "dot": (" · ", " · "),
    "date": ("办理日期", "Decision date"),
    "overview": ("结果一览", "At a glance"),
    "readings": ("采用的口径", "Readings chosen"),
    "warnings": ("请先核对", "Please check first"),
    "clause": ("依据", "Clause"),
    "decides": ("决定机关", "Decided by"),
    "why": ("理由", "Why"),
    "missing": ("还缺", "Missing"),
    "open": ("有待认定", "Left open"),
    "maybe_open": ("可能还有待认定", "May be left open as well"),
    "decided_by_whom": ("由{}认定", "for {} to decide"),
    "notes": ("说明", "Notes"),
    "shared": ("共同说明", "For all programmes"),
    "ask": ("接下来要问", "What to ask next"),
    "maintain": ("须由规则包维护者补充", "For the maintainers of the rules to supply"),
    "evidence": ("证明", "shown by"),
    "matters": ("关系到", "matters for"),
    "items": ("{} 项信息", "{} facts"),
    "one_item": ("1 项信息", "1 fact"),
    "not_in_force": ("该日没有有效的规定", "no text of this programme is in force on this day"),
    "same": ("各行相同", "The same in every row"),
    "end": (
        "以上是对照{}核对的结果，不是行政决定；能否办理，以主管部门的决定为准。",
        "This is a check against {}, not an administrative decision; the authorities named above decide.",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and what it is, for whoever wants to colour it.

    ``style`` is an outcome's value, ``heading``, ``quiet`` or empty.
    """

    text: str
    style: str = ""


def decision_text(decision: Decision, language: str, width: int | None = None) -> str:
    """A decision as text in ``"zh"`` or ``"en"``; see :func:`decision_lines`."""
    return "\n".join(line.text for line in decision_lines(decision, language, width))


def decision_lines(
    decision: Decision, language: str, width: int | None = None, programmes: Collection[str] = ()
) -> Iterator[Line]:
    """A decision line by line: the outcomes at a glance, each programme with its reasons, what to ask next.

    Args:
        decision: the decision.
        language: ``"zh"`` or ``"en"``.
        width: how many cells a line may take; ``None`` leaves every sentence on one line.
        programmes: only these, by their ids; all of them if there are none.

    Raises:
        UsageError: U009 for another language.
    """
    _check_language(language)
    findings = tuple(one for one in decision.findings if not programmes or one.programme in programmes)
    return _Page(decision, findings, language, width).lines()


_ROOM_FOR_TITLES: Final = 24


class _Page:
    def __init__(self, decision: Decision, findings: tuple[Finding, ...], language: str, width: int | None) -> None:
        self._decision = decision
        self._findings = findings
        self._pack = decision.engine.pack
        self._language = language
        self._width = width
        self._labeller = Labeller(self._pack, decision.person, language)
        self._shared = self._shared_notes()

    def lines(self) -> Iterator[Line]:
        yield from self._head()
        yield from self._overview()
        yield from self._remarks("warnings", self._decision.warnings)
        for finding in self._findings:
            yield Line("")
            yield from self._programme(finding)
        yield from self._remarks("shared", self._shared)
        yield from self._asking()
        yield Line("")
        yield from self._wrapped(self._say("end").format(self._join(self._pack.documents)), "", "quiet")

    # --- the top ---

    def _head(self) -> Iterator[Line]:
        yield from self._wrapped(self._in(self._pack.title), "", "heading")
        for overlay in self._pack.overlays:
            yield from self._wrapped(f"＋ {overlay.title_with_status(self._language)}", "", "heading")
        yield Line(self._pair("date", amount(self._decision.on, self._language)))
        chosen = [reading for reading in self._pack.readings if reading.chosen != reading.default]
        if chosen:
            words = [f"{reading.id} {self._in(reading.label_of(reading.chosen))}" for reading in chosen]
            yield from self._wrapped(self._pair("readings", self._join(words)), "")

    def _overview(self) -> Iterator[Line]:
        """A line for each programme: mark, outcome, title, and how much is missing."""
        yield Line("")
        yield Line(self._say("overview"), "heading")
        labels = {one: one.outcome.label(self._language) for one in self._findings}
        widest = max(map(cells, labels.values()), default=0)
        is_narrow = self._width is not None and self._width < widest + _ROOM_FOR_TITLES
        for finding in self._findings:
            start = f"  {OUTCOME_MARKS[finding.outcome]} {pad(labels[finding], widest)}  "
            title = self._in(finding.title) + self._hint(finding)
            if is_narrow:
                yield from self._wrapped(
                    f"{start.rstrip()}{self._say('colon')}{title}", "", finding.outcome.value, hanging="    "
                )
                continue
            for line in wrap(title, self._width, start, hanging=" " * cells(start)):
                yield Line(line, finding.outcome.value)

    def _hint(self, finding: Finding) -> str:
        if finding.outcome is not Outcome.UNDETERMINED:
            return ""
        hint = self._pair("missing", self._count(len({fact.path for fact in finding.missing})))
        return f"（{hint}）" if self._language == "zh" else f" ({hint[0].lower()}{hint[1:]})"

    def _count(self, count: int) -> str:
        return self._say("one_item") if count == 1 else self._say("items").format(count)

    # --- one programme ---

    def _programme(self, finding: Finding) -> Iterator[Line]:
        colon = self._say("colon")
        title = f"{OUTCOME_MARKS[finding.outcome]} {self._in(finding.title)}{colon}"
        yield from self._wrapped(title + finding.outcome.label(self._language), "", finding.outcome.value, hanging="  ")
        who = self._bodies(finding.decided_by)
        facts = [self._pair("clause", finding.clause), self._pair("decides", who)]
        yield from self._wrapped(self._say("dot").join(facts), "  ", "quiet")
        yield from self._answer(finding, finding.clause, "  ")
        for item in finding.items:
            name = f"{OUTCOME_MARKS[item.outcome]} {self._labeller.item(item)}{colon}"
            yield from self._wrapped(
                name + item.outcome.label(self._language), "  ", item.outcome.value, hanging="    "
            )
            if item.outcome is not finding.outcome or item.outcome is Outcome.UNDETERMINED:
                yield from self._answer(item, finding.clause, "      ")
        shared = {(note.id, note.text) for note in self._shared}
        own = [note for note in finding.notes if (note.id, note.text) not in shared]
        if own:
            yield Line(f"  {self._say('notes')}")
            for note in own:
                yield from self._note(note, finding.clause, "    ")

    def _answer(self, answer: Finding | ItemFinding, clause: str, indent: str) -> Iterator[Line]:
        """Why, or what is missing and what is open."""
        if answer.outcome.is_final:
            reasons = [one.line(self._language, clause=clause) for one in deciding(answer, self._labeller)]
            yield Line(indent + self._say("why"))
            for reason in reasons or [self._say("not_in_force")]:
                yield from self._wrapped(reason, indent + "  ", hanging="  ")
            return
        if answer.missing:
            labels = dict.fromkeys(self._fact_name(fact) for fact in answer.missing)
            yield from self._wrapped(self._pair("missing", self._join(labels)), indent, hanging="  ")
        if answer.open:
            yield Line(indent + self._say("maybe_open" if answer.missing else "open"))
            for term in answer.open:
                yield from self._wrapped(self._open(term, clause), indent + "  ", hanging="  ")

    def _open(self, term: OpenTerm, clause: str) -> str:
        parts = [self._say("decided_by_whom").format(who)] if (who := self._who_decides(term)) else []
        if term.clause and term.clause != clause:
            parts.append(term.clause)
        text = f"◇ {self._in(term.term)}"
        return text + (f"{self._say('colon')}{self._join(parts)}" if parts else "")

    def _who_decides(self, term: OpenTerm) -> str:
        fact = self._pack.fact_by_path.get(_generic(term.id))
        if fact is not None and fact.who is not None:
            return self._in(fact.who)
        return self._bodies(term.who_decides)

    def _fact_name(self, fact: MissingFact) -> str:
        name = self._in(fact.label)
        if "[" in fact.path:
            number = int(fact.path.partition("[")[2].partition("]")[0]) + 1
            name = f"第{number}项{name}" if self._language == "zh" else f"{name} ({number})"
        if fact.reason is None:
            return name
        reason = fact.reason.label(self._language)
        return f"{name}（{reason}）" if self._language == "zh" else f"{name} ({reason})"

    # --- notes ---

    def _shared_notes(self) -> tuple[Note, ...]:
        """The notes that every programme carries, to be said once."""
        findings = self._findings
        if len(findings) < 2:
            return ()
        return tuple(note for note in findings[0].notes if all(_has_note(one, note) for one in findings[1:]))

    def _remarks(self, title: str, notes: tuple[Note, ...]) -> Iterator[Line]:
        if notes:
            yield Line("")
            yield Line(self._say(title), "heading")
            for note in notes:
                yield from self._note(note, note.clause, "  ")

    def _note(self, note: Note, clause: str, indent: str) -> Iterator[Line]:
        text = self._in(note.text)
        if note.clause and note.clause != clause:
            text += f"（{note.clause}）" if self._language == "zh" else f" ({note.clause})"
        return self._wrapped(f"· {text}", indent, "quiet", hanging="  ")

    # --- what to ask ---

    def _asking(self) -> Iterator[Line]:
        missing = [
            fact for fact in self._decision.missing() if any(_waits_for(one, fact.path) for one in self._findings)
        ]
        asked = [fact for fact in missing if "maintainer" not in fact.supplied_by]
        kept = [fact for fact in missing if "maintainer" in fact.supplied_by]
        if asked:
            yield Line("")
            yield Line(self._say("ask"), "heading")
            for number, fact in enumerate(asked, start=1):
                yield from self._question(number, fact)
        if kept:
            yield Line("")
            yield Line(self._say("maintain"), "heading")
            for fact in kept:
                yield from self._wrapped(f"· {self._in(fact.label)}{self._matters(fact)}", "  ", hanging="  ")

    def _question(self, number: int, fact: MissingFact) -> Iterator[Line]:
        head = f"{number:>2}. "
        place = "" if "[" not in fact.path else f"{self._fact_name(fact)}{self._say('colon')}"
        yield from self._wrapped(head + place + self._in(fact.question), "  ", hanging=" " * len(head))
        details = [supplier_words(fact, self._language)]
        if fact.evidence is not None:
            details.append(self._pair("evidence", self._in(fact.evidence)))
        if fact.reason is not None:
            details.append(fact.reason.label(self._language))
        text = self._say("dot").join([*details, self._matters(fact).lstrip(" ·")])
        yield from self._wrapped(text, "  " + " " * len(head), "quiet")

    def _matters(self, fact: MissingFact) -> str:
        titles = [self._in(one.title) for one in self._findings if _waits_for(one, fact.path)]
        return self._say("dot") + self._pair("matters", self._join(titles))

    # --- words ---

    def _say(self, word: str) -> str:
        return _WORDS[word][self._language != "zh"]

    def _pair(self, word: str, value: str) -> str:
        return f"{self._say(word)}{self._say('colon')}{value}"

    def _join(self, words: Any) -> str:
        return self._say("comma").join(words)

    def _in(self, text: Text) -> str:
        return text.in_language(self._language)

    def _bodies(self, names: tuple[str, ...]) -> str:
        return self._join(self._in(self._pack.body(name)) for name in names)

    def _wrapped(self, text: str, indent: str, style: str = "", *, hanging: str = "") -> Iterator[Line]:
        for line in wrap(text, self._width, indent, hanging=indent + hanging):
            yield Line(line, style)


def _has_note(finding: Finding, note: Note) -> bool:
    return any(one.id == note.id and one.text == note.text for one in finding.notes)


def _waits_for(finding: Finding, path: str) -> bool:
    return any(fact.path == path for answer in (finding, *finding.items) for fact in answer.missing)


def _generic(path: str) -> str:
    head, bracket, rest = path.partition("[")
    return f"{head}[{rest[rest.find(']') :]}" if bracket else path


def _check_language(language: str) -> None:
    if language not in ("zh", "en"):
        raise UsageError(problem("U009", got=echo(language)))


# --- what if ------------------------------------------------------------------------------------------------


def what_if_text(table: WhatIf, language: str) -> str:
    """The table of a what-if: a row for each combination, a column for each programme that is not always the same.

    Raises:
        UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
    """
    _check_language(language)
    if not table.rows:
        return ""
    pack = table.rows[0].decision.engine.pack
    titles = {finding.programme: finding.title.in_language(language) for finding in table.rows[0].decision.findings}
    changing = table.changing() or tuple(titles)
    labels = [pack.fact_by_path[path].label.in_language(language) for path in table.rows[0].values]
    rows = [[*labels, *(titles[name] for name in changing)]]
    for row in table.rows:
        values = [value_words(row.decision, path, value, language) for path, value in row.values.items()]
        outcomes = [_outcome_words(row.outcomes[name], language) for name in changing]
        rows.append([*values, *outcomes])
    lines = columns(rows, gap=3)
    first = table.rows[0].outcomes
    same = [f"  {titles[name]} {_outcome_words(first[name], language)}" for name in titles if name not in changing]
    if same:
        lines += ["", _WORDS["same"][language != "zh"], *same]
    return "\n".join(lines)


def _outcome_words(outcome: Outcome, language: str) -> str:
    return f"{OUTCOME_MARKS[outcome]} {outcome.label(language)}"


def value_words(decision: Decision, path: str, value: Any, language: str) -> str:
    """A value that was tried, as the person now has it."""
    if value is None:
        return "未提供" if language == "zh" else "not given"
    pack = decision.engine.pack
    kept: Any = decision.person
    for name in path.split("."):
        kept = getattr(kept, name)
    if pack.fact_by_path[path].type.kind is Kind.RECORDS:
        kept = tuple(kept)
    return Labeller(pack, decision.person, language).fact_value(path, kept)
