"""Outcomes against one fact as it varies: a strip for each programme, the thresholds marked between the values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility._arguments import checked_list
from eligibility.errors import UsageError, problem
from eligibility.language import tree
from eligibility.logic import Outcome
from eligibility.present.explanation import Labeller
from eligibility.present.pictures.picture import HATCHES, INK, Picture, Writer, colour_of
from eligibility.present.text import OUTCOME_MARKS, value_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eligibility.scenarios.what_if import WhatIf

__all__ = ["what_if_picture"]

_MOST: Final = 40
_WORDS: Final = {
    "title": ("{}变化时的结果", "Outcomes as this fact varies: {}"),
    "threshold": ("{} {}", "{} {}"),
    "alt": ("{}：{}。", "{}: {}. "),
    "step": ("{} 为“{}”", '"{}" at {}'),
    "between": ("；", "; "),
    "marked": ("标出的界线：{}。", "Thresholds marked: {}."),
    "none": ("没有随之变化的事项", "No programme changes with it"),
    "not_to_scale": ("各取值等距排列，不按比例。", "The values stand at equal distances, not to scale."),
}


@dataclass(frozen=True, slots=True)
class _Threshold:
    """A value at which a condition turns: what it is called, and after how many of the tried values it lies."""

    words: str
    after: int


def what_if_picture(what_if: WhatIf, language: str, programmes: Sequence[str] = ()) -> Picture:
    """The picture of a what-if over one fact.

    Args:
        what_if: the table; one fact varies in it.
        language: ``"zh"`` or ``"en"``.
        programmes: the strips; without any, the programmes whose outcome changes.

    Raises:
        UsageError: U013, more than one fact varies, there are too many values or none.
    """
    rows = what_if.rows
    varied = list(rows[0].values) if rows else []
    if len(varied) != 1 or len(rows) > _MOST:
        expected = f"1 fact, 1–{_MOST} values"
        got = f"{len(varied)} facts, {len(rows)} values"
        raise UsageError(problem("U013", name="plot", expected=expected, got=got))
    (path,) = varied
    first = rows[0].decision
    pack = first.engine.pack
    names = (
        tuple(first[name].programme for name in checked_list("programmes", programmes, "a list of ids"))
        or what_if.changing()
    )
    titles = [first[name].title.in_language(language) for name in names]
    label = pack.fact_by_path[path].label.in_language(language)
    values = [value_words(row.decision, path, row.values[path], language) for row in rows]
    outcomes = [[row.outcomes[name] for row in rows] for name in names]
    thresholds = tuple(_thresholds(what_if, path, names, language))
    title = _say("title", language, label)

    def draw(canvas: Figure, writer: Writer) -> None:
        _draw(canvas.add_subplot(), writer, title, label, titles, values, outcomes, thresholds)

    alt = _alt(title, titles, values, outcomes, thresholds, language)
    width = max(6.5, 2.6 + 1.45 * len(values))
    return Picture(alt, language, (width, 1.9 + 0.75 * max(len(names), 1)), draw)


# --- what is marked -----------------------------------------------------------------------------------------


def _thresholds(what_if: WhatIf, path: str, names: Sequence[str], language: str) -> Iterator[_Threshold]:
    """Every value that the fact is compared with in these programmes on the day, where it lies among the values."""
    decision = what_if.rows[0].decision
    pack = decision.engine.pack
    tried = [_kept(row.decision.person, path) for row in what_if.rows]
    if any(value is None for value in tried) or sorted(tried) != tried:
        return
    labeller = Labeller(pack, decision.person, language)
    turns = {
        place
        for name in names
        for place in range(1, len(tried))
        if what_if.rows[place].outcomes[name] is not what_if.rows[place - 1].outcomes[name]
    }
    found: dict[Any, tuple[str, set[int]]] = {}
    for programme in pack.programmes_on(decision.on):
        if programme is None or programme.id not in names:
            continue
        for operator, other in _comparisons((programme.scope, programme.requires), path):
            limit, called = _limit(other, labeller, decision.on)
            if limit is None:
                continue
            places = found.setdefault(limit, (called, set()))[1]
            below, up_to = sum(value < limit for value in tried), sum(value <= limit for value in tried)
            places |= {"<": {below}, ">=": {below}, "<=": {up_to}, ">": {up_to}}.get(operator, {below, up_to})
    for limit in sorted(found):
        called, places = found[limit]
        # "after the day, or on the day itself" turns at one place only: where an outcome does
        for place in sorted(places & turns or places):
            yield _Threshold(f"{called} {labeller.fact_value(path, limit)}".strip(), place)


def _kept(person: Any, path: str) -> Any:
    value = person
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _comparisons(conditions: Sequence[tree.Condition], path: str) -> Iterator[tuple[str, tree.Value]]:
    """The comparisons of the fact with another value, seen from the fact."""
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
    for condition in conditions:
        for node in tree.walk(condition):
            if not isinstance(node, tree.Compare) or node.operator not in turned:
                continue
            if isinstance(node.left, tree.Fact) and node.left.path == path:
                yield node.operator, node.right
            elif isinstance(node.right, tree.Fact) and node.right.path == path:
                yield turned[node.operator], node.left


def _limit(node: tree.Value, labeller: Labeller, day: Any) -> tuple[Any, str]:
    """The value of a threshold on a day and what it is called; none where it depends on other facts."""
    match node:
        case tree.Constant(value=value):
            return value, ""
        case tree.DecisionDate():
            return day, labeller.name(node)
        case tree.Parameter(name=name):
            dated = labeller.pack.parameter_by_name[name].timeline.on(day)
            return (None if dated is None else dated.value), labeller.name(node)
        case _:
            return None, ""


# --- drawing ------------------------------------------------------------------------------------------------


def _draw(
    axes: Axes,
    writer: Writer,
    title: str,
    label: str,
    titles: Sequence[str],
    values: Sequence[str],
    outcomes: Sequence[Sequence[Outcome]],
    thresholds: Sequence[_Threshold],
) -> None:
    from matplotlib.patches import Rectangle

    for row, line in enumerate(outcomes):
        for place, outcome in enumerate(line):
            look: dict[str, Any] = {
                "facecolor": "white",
                "edgecolor": colour_of(outcome),
                "hatch": HATCHES[outcome],
                "linewidth": 1.4,
            }
            axes.add_patch(Rectangle((place + 0.04, -row - 0.84), 0.92, 0.68, **look))
            words = f"{OUTCOME_MARKS[outcome]} {outcome.label(writer.language)}".replace(" in ", "\nin ")
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            middle = {"ha": "center", "va": "center", "bbox": box, "zorder": 4}
            axes.text(place + 0.5, -row - 0.5, words, **writer.font(9.5, **middle))
    top, bottom = 0.0, -float(max(len(outcomes), 1))
    for number, one in enumerate(thresholds):
        axes.plot(
            [one.after, one.after], [top + 0.05, bottom], color=INK, linewidth=1.6, linestyle=(0, (4, 2)), zorder=5
        )
        above = {"ha": "center", "va": "bottom", "zorder": 6}
        axes.text(one.after, top + 0.08 + 0.3 * (number % 2), f"▼ {one.words}", **writer.font(9, **above))
    if not outcomes:
        axes.text(len(values) / 2, -0.5, _say("none", writer.language), **writer.font(11, ha="center", va="center"))
    axes.set_xlim(-0.05, len(values) + 0.05)
    axes.set_ylim(bottom - 0.05, top + (0.1, 0.4, 0.7)[min(len(thresholds), 2)])
    axes.set_xticks([place + 0.5 for place in range(len(values))], values, **writer.font(9.5))
    axes.set_yticks([-row - 0.5 for row in range(len(titles))], titles, **writer.font(10.5))
    axes.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_title(title, loc="left", pad=12, **writer.font(13))
    axes.set_xlabel(f"{label}\n{_say('not_to_scale', writer.language)}", **writer.font(9.5))


def _alt(
    title: str,
    titles: Sequence[str],
    values: Sequence[str],
    outcomes: Sequence[Sequence[Outcome]],
    thresholds: Sequence[_Threshold],
    language: str,
) -> str:
    """The whole picture in words."""
    parts = [title + ("。" if language == "zh" else ". ")]
    for name, line in zip(titles, outcomes, strict=True):
        between = _say("between", language)
        steps = between.join(f"{value} {outcome.label(language)}" for value, outcome in zip(values, line, strict=True))
        parts.append(_say("alt", language, name, steps))
    if not titles:
        parts.append(_say("none", language))
    if thresholds:
        parts.append(_say("marked", language, ", ".join(one.words for one in thresholds)))
    return "".join(parts).strip()


def _say(word: str, language: str, *values: str) -> str:
    return _WORDS[word][language != "zh"].format(*values)
