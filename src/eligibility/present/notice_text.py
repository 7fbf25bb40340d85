"""A one-time notification laid out as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from eligibility.present.layout import wrap
from eligibility.present.notice_sheet import BLANK, Sheet

if TYPE_CHECKING:
    from eligibility.present.notice_model import Need, Notice, ProgrammeNotice

__all__ = ["notice_text"]

_TEXT_WIDTH: Final = 80


def notice_text(notice: Notice, width: int | None = _TEXT_WIDTH) -> str:
    """A notice as text.

    Args:
        notice: made by :func:`eligibility.present.notice.notice`.
        width: how many cells a line may take, a Chinese character taking two; ``None`` breaks no line.

    >>> import eligibility
    >>> from eligibility.present.notice import notice
    >>> decision = eligibility.load("weihai-2023-13").decide({"is_migrant_worker": False}, on="2023-06-01")
    >>> print(notice(decision, "zh", programmes=["rental-housing"]).text().splitlines()[7])
      保障性租赁住房（依据：二(五)3；决定机关：市住房城乡建设局）
    """
    return "\n".join(_TextSheet(notice, width).lines()) + "\n"


class _TextSheet(Sheet):
    def __init__(self, notice: Notice, width: int | None) -> None:
        super().__init__(notice)
        self._width = width

    def lines(self) -> Iterator[str]:
        notice, say = self.notice, self.words.say
        yield say("title")
        for key, value in self.head():
            yield from self._wrapped(self.words.pair(key, value), hanging="  ")
        if notice.warnings:
            yield from self._section("warnings", notice.warnings)
        yield from self._heading("results")
        yield from self._results()
        if notice.aside:
            yield from self._section("aside", (), self.words.sentences([say("aside_words"), self.aside()]))
        if notice.needs:
            yield from self._needs()
        for key, lines in (("shared", notice.notes), ("readings", notice.readings)):
            if lines:
                yield from self._section(key, lines)
        yield from self._heading("next")
        for number, step in enumerate(notice.next_steps, start=1):
            yield from self._wrapped(say("numbered", str(number), step), hanging="   ")
        yield from self._foot()

    def _results(self) -> Iterator[str]:
        notice, say = self.notice, self.words.say
        if not (notice.groups or notice.services):
            yield say("nothing")
        for number, group in enumerate(notice.groups):
            if number:
                yield ""
            yield from self._wrapped(say("badge", group.result) + group.sentence)
            for programme in group.programmes:
                yield from self._programme(programme)
        if notice.services:
            if notice.groups:
                yield ""
            yield from self._wrapped(say("badge", say("open_to_all")) + say("open_to_all_words"))
            yield from self._wrapped(self.services(), "    ")

    def _programme(self, programme: ProgrammeNotice) -> Iterator[str]:
        yield from self._wrapped(self.words.bracketed(programme.title, self.rests_on(programme)), "  ", hanging="  ")
        if programme.sentences:
            yield from self._wrapped(self.words.sentences(programme.sentences), "    ")
        for item in programme.items:
            yield from self._wrapped(f"- {self.item(item)}", "    ", hanging="  ")
        for note in programme.notes:
            yield from self._wrapped(f"· {note}", "    ", hanging="  ")

    def _needs(self) -> Iterator[str]:
        yield from self._heading("needs")
        for number, (key, explained, needs) in enumerate(
            (
                ("from_you", "", self.asked()),
                ("from_registers", "registers_words", self.registered()),
            )
        ):
            if needs:
                if number and self.asked():
                    yield ""
                yield self.words.say(key)
                if explained:
                    yield from self._wrapped(self.words.say(explained))
                for need in needs:
                    yield from self._need(need)
        if self.ours():
            yield ""
            yield self.words.say("from_office")
            for need in self.ours():
                yield from self._wrapped(f"· {need.question}", "  ", hanging="  ")

    def _need(self, need: Need) -> Iterator[str]:
        line = self.words.say("numbered", f"{need.number:>2}", self.question(need))
        yield from self._wrapped(line, "  ", hanging="    ")
        if self.proof(need):
            yield from self._wrapped(self.proof(need), "      ")

    def _foot(self) -> Iterator[str]:
        yield from self._section("about", (), self.words.sentences(self.about()))
        yield from self._wrapped(self.reference())
        yield ""
        for key, value in self.signatures():
            yield self.words.pair(key, value or BLANK)

    def _section(self, key: str, lines: Iterable[str], text: str = "") -> Iterator[str]:
        yield from self._heading(key)
        if text:
            yield from self._wrapped(text)
        for line in lines:
            yield from self._wrapped(f"· {line}", hanging="  ")

    def _heading(self, key: str) -> Iterator[str]:
        yield ""
        yield f"—— {self.words.say(key)} ——"

    def _wrapped(self, text: str, indent: str = "", *, hanging: str = "") -> list[str]:
        return wrap(text, self._width, indent, hanging=indent + hanging)
