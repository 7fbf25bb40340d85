"""A one-time notification laid out as text, as one self-contained page, and as print-ready A4.

All three print the strings of the :class:`~eligibility.present.notice.Notice` and the labels of
:class:`~eligibility.present.notice_words.Words`, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from eligibility.present.colours import DARK, LIGHT, OUTCOME_CLASSES, declarations
from eligibility.present.layout import wrap
from eligibility.present.notice_words import Words
from eligibility.present.pdf import page_to_pdf

if TYPE_CHECKING:
    from eligibility.present.notice import ItemNotice, Need, Notice, ProgrammeNotice

__all__ = ["notice_html", "notice_pdf", "notice_text"]

_TEXT_WIDTH: Final = 80
_BLANK: Final = "____________"


class _Sheet:
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


# --- text ---------------------------------------------------------------------------------------------------


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


class _TextSheet(_Sheet):
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
            yield self.words.pair(key, value or _BLANK)

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


# --- one page of HTML ---------------------------------------------------------------------------------------

_STYLE: Final = """\
:root{color-scheme:light;%(light)s}
*{box-sizing:border-box}
body{margin:0;background:#ffffff;color:#1b1b1b;background:var(--paper);color:var(--ink);line-height:1.6;
font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
html[lang=en] body{font-feature-settings:"pwid"}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.7em;line-height:1.3;margin:0 0 .35em;text-align:center;letter-spacing:.08em}
html[lang=en] h1{letter-spacing:0}
h2{font-size:1.15em;margin:1.5em 0 .5em;padding-bottom:.15em;border-bottom:2px solid var(--ink);break-after:avoid}
h3{font-size:1.05em;break-after:avoid}
.needs h3{font-size:1em;margin:.9em 0 .2em}
p{margin:.15em 0}
ul,ol{margin:.2em 0;padding-left:1.6em}
li{margin:.15em 0}
li::marker{color:var(--quiet)}
.head{margin:0;padding:.6em 0;border:solid var(--rule);border-width:1px 0}
.head div{display:flex;gap:.5em}
.head dt{flex:none;width:6em;color:var(--quiet)}
html[lang=en] .head dt{width:9em}
.head dd{margin:0;flex:1}
.group{margin:1em 0;padding-left:.8em;border-left:4px solid}
.group p,.group h4,.group li{color:var(--ink)}
.group .notes li,.group .basis{color:var(--quiet)}
.means{break-after:avoid}
.means h3{margin:0 .4em 0 0}
.means>*{display:inline}
article{margin:.6em 0;break-inside:avoid}
h4{display:inline;margin:0;font-size:1em}
.basis{display:inline}
.basis,.quiet,.notes,.proof,.reference{color:var(--quiet);font-size:.88em}
.notes{margin-top:.2em}
.badge{display:inline-block;padding:0 .5em;border:2px solid;border-radius:.3em;font-size:.95em}
.met{border-color:var(--met);color:var(--met)}
.mostly{border-color:var(--met);color:var(--met)}
.refer{border-color:var(--refer);color:var(--refer)}
.unsure{border-color:var(--unsure);color:var(--unsure)}
.unmet{border-color:var(--unmet);color:var(--unmet)}
.outside{border-color:var(--outside);color:var(--outside)}
.mostly .badge{border-style:dashed}
.refer .badge{border-style:double;border-width:3px}
.unsure .badge{border-style:dotted}
.unmet .badge,.outside .badge{border-width:1px}
.needs li{break-inside:avoid}
.warnings{border:2px solid var(--unsure);padding:.3em .8em;margin:1em 0}
.warnings h2{border:0;margin:.2em 0;color:var(--unsure)}
.foot{break-inside:avoid}
.sign{display:flex;flex-wrap:wrap;gap:.9em 2em;margin-top:1.2em}
.sign div{display:flex;flex:1 1 40%%;gap:.3em;min-width:14em}
.sign span+span{flex:1;border-bottom:1px solid var(--ink);min-height:1.5em}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;%(dark)s}}
@media print{
html{font-size:9pt}
html[lang=en]{font-size:8.5pt}
body{line-height:1.38}
main{max-width:none;padding:0}
h1{font-size:1.6em}
h2{margin:.7em 0 .3em}
.needs h3{margin:.6em 0 .1em}
.head{padding:.4em 0}
.group{margin:.6em 0}
article{margin:.25em 0}
li,p{margin:.08em 0}
.said{display:inline}
.needs ol{columns:2;column-gap:1.2em;padding-left:0}
.needs ol li{margin-left:2em}
.sign{gap:.7em 2em;margin-top:.9em}
}
@page{size:A4;margin:11mm 14mm 13mm;@bottom-center{content:%(page)s;font-size:8pt;color:#4d4d4d;
font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}}
"""
_CHINESE_RUN: Final = re.compile(
    r"[\u3000-\u9fff\uff00-\uffef](?:[\u3000-\u9fff\uff00-\uffef0-9()]*[\u3000-\u9fff\uff00-\uffef0-9])?"
)


def notice_html(notice: Notice) -> str:
    """A notice as one self-contained page: no script, nothing fetched, readable in light, dark and print.

    >>> import eligibility
    >>> from eligibility.present.notice import notice
    >>> decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
    >>> "&lt;script&gt;" in notice(decision, "zh", applicant="<script>").html()
    True
    """
    return "\n".join(_HtmlSheet(notice).lines()) + "\n"


class _HtmlSheet(_Sheet):
    def lines(self) -> Iterator[str]:
        language = "zh-CN" if self.notice.language == "zh" else "en"
        title = f"{self.words.say('title')} · {self.words.day(self.notice.on)}"
        yield "<!DOCTYPE html>"
        yield f'<html lang="{language}">'
        yield '<head><meta charset="utf-8">'
        yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield '<meta name="referrer" content="no-referrer">'
        yield f"<title>{escape(title)}</title>"
        yield f"<style>\n{_style(self.words)}</style></head>"
        yield "<body><main>"
        yield from self._body()
        yield "</main></body></html>"

    def _body(self) -> Iterator[str]:
        notice = self.notice
        yield from self._top()
        if notice.warnings:
            yield from self._section("warnings", self._list("ul", notice.warnings), "warnings")
        yield from self._section("results", self._results())
        if notice.aside:
            yield from self._section(
                "aside", [self._p(self.words.sentences([self.words.say("aside_words"), self.aside()]))]
            )
        if notice.needs:
            yield from self._section("needs", self._needs(), "needs")
        for key, lines in (("shared", notice.notes), ("readings", notice.readings)):
            if lines:
                yield from self._section(key, self._list("ul", lines, "notes"))
        yield from self._section("next", self._list("ol", notice.next_steps))
        yield from self._section("about", self._foot(), "foot")

    def _top(self) -> Iterator[str]:
        yield f"<header><h1>{self._text(self.words.say('title'))}</h1>"
        yield '<dl class="head">'
        for key, value in self.head():
            shown = self._name(value) if key == "applicant" else self._text(value)
            yield f"<div><dt>{self._text(self.words.say(key))}</dt><dd>{shown}</dd></div>"
        yield "</dl></header>"

    def _results(self) -> Iterator[str]:
        notice, say = self.notice, self.words.say
        if not (notice.groups or notice.services):
            yield self._p(say("nothing"))
        for group in notice.groups:
            yield from self._group(OUTCOME_CLASSES[group.outcome], group.result, group.sentence)
            for programme in group.programmes:
                yield from self._programme(programme)
            yield "</div>"
        if notice.services:
            yield from self._group("met", say("open_to_all"), say("open_to_all_words"))
            yield self._p(self.services())
            yield "</div>"

    def _group(self, style: str, result: str, sentence: str) -> Iterator[str]:
        badge = f'<h3><span class="badge">{self._text(result)}</span></h3>'
        yield f'<div class="group {style}"><div class="means">{badge} {self._p(sentence)}</div>'

    def _programme(self, programme: ProgrammeNotice) -> Iterator[str]:
        yield f"<article><h4>{self._text(programme.title)}</h4>"
        yield self._p(self.words.say("bracket", self.rests_on(programme)).strip(), "basis")
        if programme.sentences:
            yield self._p(self.words.sentences(programme.sentences), "said")
        if programme.items:
            yield from self._list("ul", [self.item(item) for item in programme.items])
        if programme.notes:
            yield from self._list("ul", programme.notes, "notes")
        yield "</article>"

    def _needs(self) -> Iterator[str]:
        say = self.words.say
        if self.asked():
            yield f"<h3>{self._text(say('from_you'))}</h3>"
            yield from self._numbered(self.asked())
        if self.registered():
            yield f"<h3>{self._text(say('from_registers'))}</h3>"
            yield self._p(say("registers_words"), "quiet")
            yield from self._numbered(self.registered())
        if self.ours():
            yield f"<h3>{self._text(say('from_office'))}</h3>"
            yield from self._list("ul", [need.question for need in self.ours()])

    def _numbered(self, needs: list[Need]) -> Iterator[str]:
        yield f'<ol start="{needs[0].number}">'
        for need in needs:
            proof = self.proof(need)
            shown = f'<p class="proof">{self._text(proof)}</p>' if proof else ""
            yield f"<li>{self._text(self.question(need))}{shown}</li>"
        yield "</ol>"

    def _foot(self) -> Iterator[str]:
        yield self._p(self.words.sentences(self.about()))
        yield self._p(self.reference(), "reference")
        yield '<div class="sign">'
        for key, value in self.signatures():
            label = self._text(self.words.say(key) + self.words.say("colon").rstrip())
            yield f"<div><span>{label}</span><span>{self._name(value)}</span></div>"
        yield "</div>"

    def _section(self, key: str, lines: Iterable[str], style: str = "") -> Iterator[str]:
        opened = f'<section class="{style}">' if style else "<section>"
        yield f"{opened}<h2>{self._text(self.words.say(key))}</h2>"
        yield from lines
        yield "</section>"

    def _list(self, tag: str, lines: Iterable[str], style: str = "") -> Iterator[str]:
        yield f'<{tag} class="{style}">' if style else f"<{tag}>"
        yield from (f"<li>{self._text(line)}</li>" for line in lines)
        yield f"</{tag}>"

    def _p(self, text: str, style: str = "") -> str:
        opened = f'<p class="{style}">' if style else "<p>"
        return f"{opened}{self._text(text)}</p>"

    def _text(self, text: str) -> str:
        """Escaped; on an English page Chinese names say that they are Chinese, for those who listen."""
        shown = escape(text)
        if self.notice.language == "zh":
            return shown
        return _CHINESE_RUN.sub(lambda run: f'<span lang="zh-CN">{run[0]}</span>', shown)

    def _name(self, text: str) -> str:
        """A name, which may run from right to left without upsetting what stands around it."""
        return f"<bdi>{escape(text)}</bdi>" if text else ""


def _style(words: Words) -> str:
    light, dark = declarations(LIGHT), declarations(DARK)
    before, between, after = (f'"{part}"' for part in words.say("page", "\0", "\0").split("\0"))
    page = f"{before} counter(page) {between} counter(pages) {after}"
    return _STYLE % {"light": light, "dark": dark, "page": page}


# --- print-ready A4 -----------------------------------------------------------------------------------------


def notice_pdf(notice: Notice) -> bytes:
    """A notice as print-ready A4 with its fonts embedded, tagged for those who listen. Same notice, same bytes.

    Needs the extra ``pdf``, the system's Pango libraries, and a Chinese font such as Noto Sans CJK.

    Raises:
        MissingExtraError: X001, the extra is not installed; X002, the machine has no Pango or no Chinese font.

    >>> import eligibility
    >>> from eligibility.present.notice import notice
    >>> decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
    >>> notice(decision, "zh").pdf()[:5]
    b'%PDF-'
    """
    return page_to_pdf(notice_html(notice), notice.pack_hash)
