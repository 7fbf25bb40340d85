"""What a person could change: each way with the outcome that it reaches, and how far the limits are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from eligibility.logic import Truth
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.tables import table
from eligibility.present.html.wording import badge, say, truth_sign

if TYPE_CHECKING:
    from eligibility.prove.distances import Distance
    from eligibility.prove.nearest import Nearest

__all__ = ["nearest_fragment"]


def nearest_fragment(
    found: Nearest, title: str, ways: Iterable[Sequence[str]], remarks: Iterable[str], language: str
) -> Markup:
    """The outcome as it is, a row for each way to a better one, remarks, distances.

    Args:
        found: what is shown.
        title: of the programme, or of the item.
        ways: for each alternative its changes in words.
        remarks: what is said beside the alternatives.
        language: ``"zh"`` or ``"en"``.
    """
    label = f"{say(language, 'nearest')}{say(language, 'colon')}{title}"
    parts: list[Content] = [heading(3, label), element("p", badge(found.before, language))]
    if found.alternatives:
        head = [say(language, "change"), say(language, "result")]
        pairs = zip(ways, found.alternatives, strict=True)
        rows = [[_changes(way), element("td", badge(one.outcome, language))] for way, one in pairs]
        parts.append(table(head, rows))
    lines = [element("li", line) for line in remarks]
    parts.append(element("ul", lines, class_="plain") if lines else None)
    if found.distances:
        parts.append(heading(4, say(language, "distances")))
        parts.append(element("ul", [_distance(one, language) for one in found.distances], class_="plain"))
    return fragment(language, label, join(parts))


def _changes(way: Sequence[str]) -> Markup:
    return element("td", element("ul", [element("li", change) for change in way], class_="plain"))


def _distance(one: Distance, language: str) -> Markup:
    return element("li", truth_sign(Truth.TRUE if one.met else Truth.FALSE), one.text(language))
