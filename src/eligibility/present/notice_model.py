"""What a one-time notification holds: finished sentences in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from eligibility.logic import Outcome
from eligibility.present.notice_html import notice_html
from eligibility.present.notice_pdf import notice_pdf
from eligibility.present.notice_text import notice_text

__all__ = [
    "AsideNotice",
    "ItemNotice",
    "Need",
    "Notice",
    "OpenPoint",
    "ProgrammeNotice",
    "ResultGroup",
    "ServiceNotice",
]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that still has to be known.

    ``number`` is its place on the sheet, 0 where the counter and not the person has to find it out. ``register`` names
    the register that may hold it already, so that no paper is needed; it is empty where there is none. ``evidence`` is
    what shows it, ``remark`` why it is not known. ``fact`` is for programs and appears on no sheet.
    """

    number: int
    question: str
    evidence: str
    register: str
    remark: str
    fact: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """What the document leaves open, and who decides it."""

    term: str
    who_decides: str
    clause: str


@dataclass(frozen=True, slots=True)
class ItemNotice:
    """The result for one relative or child: name, result in words, and what there is to add."""

    name: str
    outcome: Outcome
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProgrammeNotice:
    """One programme on the sheet.

    ``sentences`` say what its group does not: what is missing, what is open and who decides it, what is not met.
    ``reasons`` are the conditions that are not met; ``needs`` points into the notice's list of what is needed.
    ``programme`` is for programs and appears on no sheet.
    """

    programme: str
    title: str
    outcome: Outcome
    result: str
    clause: str
    decided_by: tuple[str, ...]
    sentences: tuple[str, ...]
    reasons: tuple[str, ...]
    needs: tuple[Need, ...]
    open: tuple[OpenPoint, ...]
    items: tuple[ItemNotice, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The programmes that share an outcome, with the sentence that says what it means."""

    outcome: Outcome
    result: str
    sentence: str
    programmes: tuple[ProgrammeNotice, ...]


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """A service that is open to everybody and therefore only mentioned."""

    programme: str
    title: str
    clause: str
    decided_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AsideNotice:
    """A programme that does not apply and is only mentioned, with the situation that it is meant for."""

    programme: str
    title: str
    meant_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The one-time notification for one decision in one language, in finished sentences.

    Made by :func:`notice`. ``needs`` come first where only the person can help, then where a register may (in the
    order of their numbers). ``shortened`` tells whether remarks were left out. ``str()`` of it is text.
    """

    language: str
    on: date
    applicant: str
    handled_by: str
    document_number: str
    document_title: str
    further_documents: tuple[str, ...]
    warnings: tuple[str, ...]
    groups: tuple[ResultGroup, ...]
    services: tuple[ServiceNotice, ...]
    aside: tuple[AsideNotice, ...]
    needs: tuple[Need, ...]
    notes: tuple[str, ...]
    readings: tuple[str, ...]
    next_steps: tuple[str, ...]
    disclaimer: str
    shortened: bool
    pack_version: str
    pack_hash: str

    @property
    def programmes(self) -> tuple[ProgrammeNotice, ...]:
        """The programmes that are set out, best results first."""
        return tuple(one for group in self.groups for one in group.programmes)

    def text(self) -> str:
        """The sheet as text."""
        return notice_text(self)

    def html(self) -> str:
        """The sheet as one self-contained page."""
        return notice_html(self)

    def pdf(self) -> bytes:
        """The sheet as print-ready A4; needs the extra ``pdf``."""
        return notice_pdf(self)

    def __str__(self) -> str:
        return notice_text(self)
