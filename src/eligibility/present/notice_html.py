"""A one-time notification laid out as one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from eligibility.present.colours import DARK, LIGHT, OUTCOME_CLASSES, declarations
from eligibility.present.notice_sheet import Sheet
from eligibility.present.notice_words import Words

if TYPE_CHECKING:
    from eligibility.present.notice_model import Need, Notice, ProgrammeNotice

__all__ = ["notice_html"]

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


class _HtmlSheet(Sheet):
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
