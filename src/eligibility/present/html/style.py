"""The style of all displays, scoped to the fragment, and the page that a fragment is saved as."""

from __future__ import annotations

from typing import Final

from eligibility.present.colours import DARK, LIGHT, declarations
from eligibility.present.html.markup import Content, Markup, element, join, mark_chinese

__all__ = ["fragment", "page", "style_sheet"]

_SCOPE: Final = ".eligibility"
# A notebook says for itself whether it is dark; the reader's system is asked first and overruled.
_DARK_HOSTS: Final = ('[data-jp-theme-light="false"]', ".dark", ".dark-theme", ".vscode-dark")
_LIGHT_HOSTS: Final = ('[data-jp-theme-light="true"]', ".light", ".light-theme", ".vscode-light")
_RULES: Final = """\
{box-sizing:border-box;background:var(--paper);color:var(--ink);padding:.7em .9em;border:1px solid var(--rule);
border-radius:.4em;max-width:60em;line-height:1.55;font-size:14px;overflow-wrap:anywhere;text-align:left;
font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
[lang=en]{font-feature-settings:"pwid"}
 *{box-sizing:border-box}
 .heading{font-weight:700;font-size:1.12em;margin:.1em 0 .3em}
 .group>.heading,.box>.heading{font-size:1em}
 p{margin:.15em 0}
 .quiet{color:var(--quiet);font-size:.9em}
 ul, ol{margin:.2em 0;padding:0 0 0 1.7em}
 ol{list-style:decimal outside}
 ul{list-style:disc outside}
 ul.plain{list-style:none;padding:0}
 li{margin:.12em 0}
 li::marker{color:var(--quiet)}
 .tally{display:flex;flex-wrap:wrap;gap:.4em;list-style:none;padding:0;margin:.5em 0}
 .tally li{margin:0}
 .badge{display:inline-block;border:1px solid;border-radius:.3em;padding:0 .5em;font-weight:700;white-space:nowrap}
 .sign{display:inline-block;min-width:1.1em;margin-right:.2em;text-align:center;font-weight:700}
 .box{border:1px solid var(--rule);border-radius:.3em;padding:.4em .8em;margin:.6em 0}
 .warnings{border:2px solid var(--unsure)}
 .warnings>.heading{color:var(--unsure)}
 .group{margin:.7em 0 0;padding-left:.7em;border-left:4px solid}
 .group>*{color:var(--ink)}
 .met,.mostly{border-color:var(--met)}
 .refer{border-color:var(--refer)}
 .unsure{border-color:var(--unsure)}
 .unmet{border-color:var(--unmet)}
 .outside{border-color:var(--outside)}
 .badge.met,.sign.met,.badge.mostly,.sign.mostly{color:var(--met)}
 .badge.refer,.sign.refer{color:var(--refer)}
 .badge.unsure,.sign.unsure{color:var(--unsure)}
 .badge.unmet,.sign.unmet{color:var(--unmet)}
 .badge.outside,.sign.outside{color:var(--outside)}
 .badge.mostly{border-style:dashed}
 .badge.refer{border-style:double;border-width:3px}
 .badge.unsure{border-style:dotted;border-width:2px}
 .mostly.group{border-left-style:dashed}
 .refer.group{border-left-style:double}
 .unsure.group{border-left-style:dotted}
 details{margin:.15em 0}
 summary{cursor:pointer;border-radius:.2em}
 summary:focus-visible{outline:2px solid var(--ink);outline-offset:1px}
 .body,ul.body{margin:.1em 0 .4em .5em;padding-left:.8em;border-left:1px solid var(--rule)}
 .because{color:var(--quiet)}
 .tree{list-style:none;padding:0;margin:.1em 0}
 .tree .tree{margin-left:1.1em}
 .tree li.leaf{padding-left:1.05em}
 .missing{font-weight:700}
 .scroll{overflow-x:auto}
 table{border-collapse:collapse;margin:.4em 0;font-size:1em;color:inherit;table-layout:auto}
 caption{text-align:left;font-weight:700;padding:.1em 0 .3em;color:inherit}
 th{min-width:5.5em}
 th[scope=row]{position:sticky;left:0}
 th, td{border:1px solid var(--rule);padding:.25em .55em;vertical-align:top;text-align:left;max-width:22em;
white-space:normal;background:var(--paper);color:inherit;font-size:1em;overflow-wrap:break-word}
 td ul{min-width:11em}
 td.number{text-align:right;white-space:nowrap}
 td .quiet, th .quiet{display:block;font-weight:400}
"""
_PAGE: Final = """\
body{margin:0;background:#ffffff;color:#1b1b1b}
main{max-width:62em;margin:0 auto;padding:1rem}
main .eligibility{margin:0 auto}
@media screen and (prefers-color-scheme:dark){body{background:#15171a;color:#ececec}}
@media print{main{max-width:none;padding:0}
main .eligibility.eligibility{border:0;font-size:9.5pt;padding:0;max-width:none}
summary{list-style:none}.eligibility details>summary{break-after:avoid}
.eligibility details:not([open]):not(.paper)>:not(summary){display:none}
.eligibility details.paper::details-content{content-visibility:visible;height:auto}}
@page{size:A4;margin:13mm 14mm;@bottom-center{content:counter(page) " / " counter(pages);font-size:8pt;color:#4d4d4d}}
"""


def style_sheet() -> str:
    """The rules for one fragment, each under its class, so that they touch nothing else in a notebook."""
    light, dark = declarations(LIGHT), declarations(DARK)
    dark_hosts = ",".join(f"{host} {_SCOPE}" for host in _DARK_HOSTS)
    light_hosts = ",".join(f"{host} {_SCOPE}" for host in _LIGHT_HOSTS)
    palettes = [
        f"{_SCOPE}{{color-scheme:light;{light}}}",
        f"@media screen and (prefers-color-scheme:dark){{{_SCOPE}{{color-scheme:dark;{dark}}}}}",
        f"{light_hosts}{{color-scheme:light;{light}}}",
        f"@media screen{{{dark_hosts}{{color-scheme:dark;{dark}}}}}",
    ]
    return "\n".join([*palettes, *map(_scoped, _RULES.replace(",\n", ",").split("}\n"))])


def _scoped(rule: str) -> str:
    """A rule with every one of its selectors under the fragment's class, named twice to outweigh a notebook's own."""
    selectors, brace, body = rule.partition("{")
    if not brace:
        return ""
    scoped = ",".join(f"{_SCOPE}{_SCOPE}{_spaced(one)}" for one in selectors.split(","))
    return f"{scoped}{{{body.rstrip('}')}}}".replace("\n", "")


def _spaced(selector: str) -> str:
    """The rules of the fragment itself begin with no blank; those of its parts with one."""
    stripped = selector.strip()
    return stripped if not stripped or stripped.startswith("[") else f" {stripped}"


def fragment(language: str, label: str, *content: Content) -> Markup:
    """One display with its style.

    Args:
        language: ``"zh"`` or ``"en"``.
        label: what it is, for those who listen.
        content: what it shows.
    """
    shown = join(*content)
    if language != "zh":
        shown = mark_chinese(shown)
    code = "zh-CN" if language == "zh" else "en"
    style = element("style", Markup(style_sheet()))
    return element(
        "div",
        style,
        shown,
        class_="eligibility",
        lang=code,
        role="region",
        aria_label=label,
        data_lm_suppress_shortcuts="true",  # in JupyterLab Enter would go to the cell and not open the tree
    )


def page(language: str, title: str, body: Markup) -> str:
    """A fragment as one self-contained page: no script, nothing fetched, readable in light, dark and print."""
    code = "zh-CN" if language == "zh" else "en"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(_PAGE)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', element('main', body)), lang=code)}\n"
