"""What changed in a case, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.language.text import Text
from eligibility.live.entries import Entry
from eligibility.live.state import State, Word
from eligibility.logic import Outcome
from eligibility.present.suppliers import source_words

if TYPE_CHECKING:
    from eligibility.decision import Decision

__all__ = ["Cause", "Change", "causes_of", "changes_between"]

_KINDS: Final = {
    "fact": ("事实", "fact"),
    "date": ("日期", "date"),
    "rules": ("规则", "rules"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something changed: a fact of the case, the date of the decision, or the rules.

    ``kind`` is ``"fact"``, ``"date"`` or ``"rules"``. For a fact, ``path`` says which, ``source`` who spoke, and
    ``before`` and ``after`` what stood: a value as plain JSON, a reason such as ``"conflicting"``, or ``None``. For
    a date they are the two dates, for rules the two versions.
    """

    kind: str
    path: str = ""
    label: Text | None = None
    source: str = ""
    before: Any = field(default=None, repr=False)
    after: Any = field(default=None, repr=False)

    def text(self, language: str = "en") -> str:
        """The cause in a few words, without the values."""
        chinese = language == "zh"
        if self.kind != "fact":
            return f"{_KINDS[self.kind][not chinese]}：{self.after}" if chinese else f"{self.kind}: {self.after}"
        name = self.path if self.label is None else self.label.in_language(language)
        if not self.source:
            return name
        said = source_words(self.source, language)
        return f"{name}（{said}）" if chinese else f"{name} ({said})"


@dataclass(frozen=True, slots=True)
class Change:
    """One programme, or one item of it, that has another outcome than before.

    ``item`` is the place of the record (a relative, a child), ``None`` for the person. ``before`` or ``after`` is
    ``None`` where the record was not there. ``because`` holds what was told or happened in the same step and can
    bear on the programme. ``step`` is the step of the journal.
    """

    case: str
    step: int
    programme: str
    title: Text
    item: int | None
    before: Outcome | None
    after: Outcome | None
    because: tuple[Cause, ...]

    @property
    def is_gain(self) -> bool:
        """Whether the benefit was not certain before and is now."""
        return _positive(self.after) and not _positive(self.before)

    @property
    def is_loss(self) -> bool:
        """Whether the benefit was certain before and is not any more."""
        return _positive(self.before) and not _positive(self.after)

    @property
    def needs_authority(self) -> bool:
        """Whether it has now become a matter for an authority."""
        return self.after is Outcome.REFER

    def text(self, language: str = "en") -> str:
        """The change on one line in ``"zh"`` or ``"en"``."""
        chinese = language == "zh"
        title = self.title.in_language(language)
        if self.item is not None:
            title += f"［{self.item + 1}］" if chinese else f" [{self.item + 1}]"
        before, after = (
            ("无" if chinese else "none") if one is None else one.label(language) for one in (self.before, self.after)
        )
        causes = ("、" if chinese else ", ").join(cause.text(language) for cause in self.because)
        if chinese:
            return f"{title}：{before} → {after}" + (f"，因为{causes}" if causes else "")
        return f"{title}: {before} → {after}" + (f", because of {causes}" if causes else "")

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON."""
        return {
            "case": self.case,
            "step": self.step,
            "programme": self.programme,
            "item": self.item,
            "before": None if self.before is None else self.before.value,
            "after": None if self.after is None else self.after.value,
            "because": [
                {"kind": one.kind, "path": one.path or None, "source": one.source or None}
                | {"before": one.before, "after": one.after}
                for one in self.because
            ],
        }


def causes_of(before: State, after: State, entries: tuple[Entry, ...], labels: Mapping[str, Text]) -> tuple[Cause, ...]:
    """What made a difference between two states of a case, in the order in which it was recorded."""
    found: list[Cause] = []
    if after.on != before.on:
        found.append(Cause("date", before=before.on.isoformat(), after=after.on.isoformat()))
    if after.rules != before.rules:
        old_rules, new_rules = _rules_text(before.rules, after.rules), _rules_text(after.rules, before.rules)
        found.append(Cause("rules", before=old_rules, after=new_rules))
    speakers = {entry.path: entry.source for entry in entries if entry.path}
    for path, source in speakers.items():
        old, new = before.fact(path).standing, after.fact(path).standing
        if old != new:
            found.append(Cause("fact", path, labels.get(path), source, _shown(old), _shown(new)))
    return tuple(found)


def changes_between(
    case: str, step: int, before: Decision, after: Decision, causes: tuple[Cause, ...]
) -> tuple[Change, ...]:
    """Every programme and item whose outcome differs between two decisions, in the order of the document."""
    old = dict(_answers(before))
    new = dict(_answers(after))
    titles = {finding.programme: finding.title for finding in (*before, *after)}
    made = []
    for name, item in dict.fromkeys([*new, *old]):
        first, second = old.get((name, item)), new.get((name, item))
        if first is not second:
            because = tuple(cause for cause in causes if _bears_on(cause, name, before, after))
            made.append(Change(case, step, name, titles[name], item, first, second, because or causes))
    return tuple(made)


def _answers(decision: Decision) -> Iterator[tuple[tuple[str, int | None], Outcome]]:
    for finding in decision:
        yield (finding.programme, None), finding.outcome
        for item in finding.items:
            yield (finding.programme, item.index), item.outcome


def _bears_on(cause: Cause, programme: str, before: Decision, after: Decision) -> bool:
    """Whether a programme can read a fact, on either of the two days and under either of the two rules."""
    if cause.kind != "fact":
        return True
    for decision in (before, after):
        names = decision.engine.pack.programme_ids
        if programme in names:
            readable = decision.engine.on(decision.on).readable(names.index(programme))
            if cause.path in readable or any(path.startswith(f"{cause.path}[].") for path in readable):
                return True
    return False


def _positive(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.is_positive


def _shown(word: Word) -> Any:
    return word.value if word.value is not None else word.reason or None


def _rules_text(rules: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Rules as text: the pack, its version, and the readings that the others choose differently."""
    theirs = other.get("readings", {})
    chosen = [f"{name}={choice}" for name, choice in rules.get("readings", {}).items() if theirs.get(name) != choice]
    return " ".join([str(rules.get("id", "")), str(rules.get("version", "")), *chosen])
