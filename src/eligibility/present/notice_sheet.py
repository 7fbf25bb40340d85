"""A notification with its words: what all its layouts have in common.

They print the strings of the :class:`~eligibility.present.notice_model.Notice` and the labels of
:class:`~eligibility.present.notice_words.Words`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eligibility.present.notice_words import Words

if TYPE_CHECKING:
    from eligibility.present.notice_model import ItemNotice, Need, Notice, ProgrammeNotice

__all__ = ["BLANK", "Sheet"]

BLANK: Final = "____________"


class Sheet:
    """A notice with its words: what all layouts have in common."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.words = Words(notice.language)

    def head(self) -> Iterator[tuple[str, str]]:
        """The labels and values at the top."""
        notice, words = self.notice, self.words
        if notice.applicant:
            yield "applicant", notice.applicant
        yield "date", words.day(notice.on)
        document = words.say("document_words", number=notice.document_number, title=notice.document_title)
        yield "document", document
        if notice.further_documents:
            yield "further", words.say("comma").join(notice.further_documents)

    def rests_on(self, programme: ProgrammeNotice) -> str:
        """The clause and the bodies on one line."""
        words = self.words
        bodies = words.pair("decides", words.say("comma").join(programme.decided_by))
        return words.say("semicolon").join([words.pair("clause", programme.clause), bodies])

    def services(self) -> str:
        """The services that are open to everybody, those of the same bodies together."""
        words = self.words
        titles: dict[tuple[str, ...], list[str]] = {}
        for one in self.notice.services:
            titles.setdefault(one.decided_by, []).append(words.bracketed(one.title, one.clause))
        comma, colon = words.say("comma"), words.say("colon")
        found = [f"{comma.join(bodies)}{colon}{comma.join(own)}" for bodies, own in titles.items()]
        return words.say("semicolon").join(found) + words.say("dot")

    def about(self) -> Iterator[str]:
        """What the sheet is and is not."""
        yield self.notice.disclaimer
        if self.notice.shortened:
            yield self.words.say("shortened")

    def aside(self) -> str:
        """The programmes that are only mentioned, those meant for the same situation together."""
        words = self.words
        titles: dict[tuple[str, ...], list[str]] = {}
        for one in self.notice.aside:
            titles.setdefault(one.meant_for, []).append(one.title)
        comma = words.say("comma")
        found = [words.bracketed(comma.join(own), comma.join(why)) for why, own in titles.items()]
        return words.say("semicolon").join(found) + words.say("dot")

    def item(self, item: ItemNotice) -> str:
        """A relative or child on one line."""
        colon, dot = self.words.say("colon"), self.words.say("dot")
        said = self.words.sentences([item.result + dot, *([item.detail] if item.detail else [])])
        return f"{item.name}{colon}{said}"

    def asked(self) -> list[Need]:
        """What only the person can say or show."""
        return [need for need in self.notice.needs if need.number and not need.register]

    def registered(self) -> list[Need]:
        """What a register may hold already."""
        return [need for need in self.notice.needs if need.register]

    def ours(self) -> list[Need]:
        """What the counter has to find out."""
        return [need for need in self.notice.needs if not need.number]

    def question(self, need: Need) -> str:
        """What is asked, with the reason why it is not known."""
        return self.words.bracketed(need.question, need.remark)

    def proof(self, need: Need) -> str:
        """Where it may be on record, and which paper shows it."""
        words = self.words
        parts = [words.say("register", need.register)] if need.register else []
        if need.evidence:
            parts.append(words.say("register_evidence" if need.register else "evidence", need.evidence))
        return words.say("semicolon").join(parts)

    def reference(self) -> str:
        """Which rules were used."""
        return self.words.say("reference", version=self.notice.pack_version, code=self.notice.pack_hash)

    def signatures(self) -> Iterator[tuple[str, str]]:
        """The lines to fill in by hand."""
        yield "handled_by", self.notice.handled_by
        yield from (("telephone", ""), ("received_by", ""), ("signed_on", ""))
