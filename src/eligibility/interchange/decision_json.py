"""A decision as plain JSON for other programs, with wording in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eligibility.errors import UsageError, echo, problem

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, Note, OpenTerm
    from eligibility.language.text import Text

__all__ = ["decision_to_dict", "pack_identity"]


def decision_to_dict(decision: Decision, language: str) -> dict[str, Any]:
    """Everything a screen needs: outcomes, clauses, what is missing, what is open, notes, warnings.

    Raises:
        UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
    """
    if language not in ("zh", "en"):
        raise UsageError(problem("U009", got=echo(language)))
    writer = _Writer(decision, language)
    return {
        "on": decision.on.isoformat(),
        "pack": pack_identity(decision),
        "readings": {reading.id: reading.chosen for reading in decision.engine.pack.readings},
        "findings": [writer.finding(finding) for finding in decision.findings],
        "missing": [writer.missing(fact) for fact in decision.missing()],
        "warnings": [writer.note(warning) for warning in decision.warnings],
    }


def pack_identity(decision: Decision) -> dict[str, Any]:
    """Which rules decided: the pack's id, version and content hash, and the overlays laid over it, if any."""
    pack = decision.engine.pack
    identity: dict[str, Any] = {"id": pack.id, "version": pack.version, "hash": pack.content_hash}
    if pack.overlays:
        identity["overlays"] = [
            {"id": one.id, "version": one.version, "status": one.status, "document": one.document_number}
            for one in pack.overlays
        ]
    return identity


class _Writer:
    def __init__(self, decision: Decision, language: str) -> None:
        self._pack = decision.engine.pack
        self._language = language

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "programme": finding.programme,
            "title": self._text(finding.title),
            **self._answer(finding),
            "strength": finding.strength,
            "clause": finding.clause,
            "decided_by": [self._text(self._pack.body(body)) for body in finding.decided_by],
            "notes": [self.note(note) for note in finding.notes],
            "items": [self._item(item) for item in finding.items],
        }

    def _item(self, item: ItemFinding) -> dict[str, Any]:
        return {"index": item.index, "label": self._text(item.label), "record": item.record, **self._answer(item)}

    def _answer(self, answer: Finding | ItemFinding) -> dict[str, Any]:
        return {
            "outcome": answer.outcome.value,
            "outcome_label": answer.outcome.label(self._language),
            "missing": [self.missing(fact) for fact in answer.missing],
            "open": [self._open(term) for term in answer.open],
        }

    def missing(self, fact: MissingFact) -> dict[str, Any]:
        return {
            "fact": fact.path,
            "label": self._text(fact.label),
            "question": self._text(fact.question),
            "supplied_by": list(fact.supplied_by),
            "who": self._optional(fact.who),
            "evidence": self._optional(fact.evidence),
            "reason": None if fact.reason is None else fact.reason.value,
        }

    def _open(self, term: OpenTerm) -> dict[str, Any]:
        who = [self._text(self._pack.body(body)) for body in term.who_decides]
        return {"id": term.id, "term": self._text(term.term), "who_decides": who, "clause": term.clause}

    def note(self, note: Note) -> dict[str, Any]:
        return {"id": note.id, "text": self._text(note.text), "clause": note.clause}

    def _text(self, text: Text) -> str:
        return text.in_language(self._language)

    def _optional(self, text: Text | None) -> str | None:
        return None if text is None else self._text(text)
