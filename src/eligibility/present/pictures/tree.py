"""The tree of a programme as a picture that works offline, and as Mermaid text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from eligibility.language.wording import amount
from eligibility.pack.model import Pack
from eligibility.present.colours import LIGHT
from eligibility.present.explanation import Labeller
from eligibility.present.layout import wrap
from eligibility.present.pictures.outline import Node, outline, programme_on
from eligibility.present.pictures.picture import INK, Picture, Writer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eligibility.pack.vocabulary import Person

__all__ = ["mermaid_text", "programme_mermaid", "programme_picture"]

_CELLS: Final = 116
_LINE: Final = 0.235
_GAP: Final = 0.16
_STEP: Final = 0.42
_SIGNS: Final = {
    "all": "∧",
    "any": "∨",
    "not": "¬",
    "at_least": "≥",
    "some": "∃",
    "open": "◇",
    "leaf": "",
    "programme": "",
}
_WORDS: Final = {
    "legend": (
        "∧ 都要满足（实线方框）   ∨ 任一项即可（圆角）   ¬ 不得满足   ◇ 文件留给主管部门认定（虚线）",
        "∧ all of them (square)   ∨ any one (rounded)   ¬ none of it   ◇ left to an authority (dashed)",
    ),
    "title": ("{}：条件树（{}，{}）", "{}: its conditions ({}, {})"),
}


def programme_picture(pack: Pack, person: Person, name: str, day: date, language: str) -> Picture:
    """The tree of a programme on a day; see ``Rulebook.picture``."""
    labeller = Labeller(pack, person, language)
    root = outline(programme_on(pack, name, day), labeller)
    title = _WORDS["title"][language != "zh"].format(root.words, root.clause, amount(day, language))
    placed = list(_placed(root, 0, root.clause))
    height = 1.3 + sum(_height(lines) + _GAP for _, _, lines in placed[1:])

    def draw(canvas: Figure, writer: Writer) -> None:
        _draw(canvas.add_subplot(), writer, title, placed[1:])

    return Picture(_alt(root, title, language), language, (10.5, height), draw)


def _placed(node: Node, depth: int, home: str) -> Iterator[tuple[Node, int, list[str]]]:
    """Every node with its depth and its lines, from the top down."""
    sign = f"{_SIGNS[node.kind]} " if _SIGNS[node.kind] else ""
    clause = f"  {node.clause}" if node.clause not in ("", home) else ""
    yield node, depth, wrap(f"{sign}{node.words}{clause}", _CELLS - 5 * depth)
    for part in node.parts:
        yield from _placed(part, depth + 1, home)


def _height(lines: list[str]) -> float:
    return _LINE * len(lines) + 0.12


def _draw(axes: Axes, writer: Writer, title: str, placed: list[tuple[Node, int, list[str]]]) -> None:
    from matplotlib.patches import FancyBboxPatch

    last: dict[int, float] = {}
    y = 0.0
    for node, depth, lines in placed:
        tall, left = _height(lines), _STEP * (depth - 1)
        middle = y - tall / 2
        if depth > 1:
            x = left - _STEP / 2
            axes.plot([x, x, left], [last[depth - 1], middle, middle], color=LIGHT["rule"], linewidth=1, zorder=1)
        axes.add_patch(FancyBboxPatch((left, y - tall), 9.9 - left, tall, **_look(node.kind)))
        lines_of = "\n".join(lines)
        axes.text(left + 0.12, middle, lines_of, **writer.font(9.5, va="center", ha="left", linespacing=1.25))
        last[depth] = y - tall
        y -= tall + _GAP
    axes.text(0, y - 0.05, _WORDS["legend"][not writer.chinese], **writer.font(8.5, va="top"))
    axes.set_xlim(-0.1, 10.1)
    axes.set_ylim(y - 0.35, 0.1)
    axes.set_axis_off()
    axes.set_title(title, loc="left", x=0.01, **writer.font(13))


def _look(kind: str) -> dict[str, Any]:
    """The shape of a kind of condition: square, rounded, dashed."""
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.0, "zorder": 2}
    look["boxstyle"] = "round,pad=0.0,rounding_size=0.16" if kind in ("any", "at_least", "some") else "square,pad=0.0"
    if kind == "open":
        look |= {"linestyle": (0, (3, 2)), "edgecolor": LIGHT["refer"], "linewidth": 1.6}
    elif kind != "leaf":
        look |= {"linewidth": 1.6, "facecolor": "#f2f4f7"}
    elif kind == "leaf":
        look |= {"edgecolor": LIGHT["rule"]}
    return look


def _alt(root: Node, title: str, language: str) -> str:
    """The outline in words, every condition with its number."""

    def told(node: Node, number: str) -> Iterator[str]:
        yield f"{number} {node.words}"
        for place, part in enumerate(node.parts, start=1):
            yield from told(part, f"{number}.{place}")

    lines = [line for place, part in enumerate(root.parts, start=1) for line in told(part, str(place))]
    return title + ("。" if language == "zh" else ". ") + ("；" if language == "zh" else "; ").join(lines)


# --- Mermaid ------------------------------------------------------------------------------------------------


def programme_mermaid(pack: Pack, person: Person, name: str, day: date, language: str) -> str:
    """The tree as a Mermaid flowchart; see ``Rulebook.mermaid``."""
    return mermaid_text(outline(programme_on(pack, name, day), Labeller(pack, person, language)))


def mermaid_text(root: Node) -> str:
    """An outline as Mermaid. Nothing in a pack's text is read as Mermaid, HTML or a link.

    >>> print(mermaid_text(Node('a "b" <c>', "leaf", "", ())))
    flowchart TD
        n0["a #34;b#34; #60;c#62;"]
    """
    lines = ["flowchart TD"]
    numbers: list[int] = []

    def write(node: Node, above: int | None) -> None:
        number = len(numbers)
        numbers.append(number)
        left, right = _BRACKETS.get(node.kind, ("[", "]"))
        clause = f" {node.clause}" if node.clause and (above is None or node.clause != root.clause) else ""
        sign = f"{_SIGNS[node.kind]} " if _SIGNS[node.kind] else ""
        lines.append(f'    n{number}{left}"{_escaped(sign + node.words + clause)}"{right}')
        if above is not None:
            lines.append(f"    n{above} --> n{number}")
        for part in node.parts:
            write(part, number)

    write(root, None)
    return "\n".join(lines)


_BRACKETS: Final = {"any": ("(", ")"), "at_least": ("(", ")"), "some": ("(", ")"), "open": ("{{", "}}")}


def _escaped(text: str) -> str:
    """Letters, digits and blanks as they are, all else of ASCII by its number."""
    return "".join(
        char if not char.isascii() or char.isalnum() or char == " " else f"#{ord(char)};"
        for char in text
        if char.isprintable() or char == " "
    )
