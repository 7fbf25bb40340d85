"""How far the plan has come, as a picture. Needs the extra ``plot``, which is imported when a picture is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility._files import write_file
from eligibility.errors import MissingExtraError, UsageError, cut, problem
from eligibility.present.targets_text import amount_words, figure_words, percent, state_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from eligibility.targets import Figure, Progress, TargetProgress

__all__ = ["chinese_font", "plot_progress"]

_FORMATS: Final = (".png", ".svg")
_WIDEST: Final = 1.5
_CLOSE: Final = 0.7
_COLOURS: Final = {
    "reached": "#1b7a5a",
    "exceeded": "#1b7a5a",
    "short": "#c2632a",
    "not_judged": "#5a7fa8",
    "not_reported": "#9a9a9a",
}
_LEGEND: Final = ("reached", "short", "not_judged")
_INK: Final = "#222222"
_FAMILIES: Final = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "STHeiti", "Hiragino Sans GB"),
    *("Noto Sans CJK JP", "Droid Sans Fallback", "Noto Serif CJK SC", "SimSun", "AR PL UMing CN", "Arial Unicode MS"),
)
_FILES: Final = ("notosanscjk", "notosanssc", "sourcehansans", "wqy-", "msyh", "simhei", "droidsansfallback", "uming")
_WORDS: Final = {
    "title": ("计划目标的进展", "The targets of the plan"),
    "until": ("（截至{}）", " (up to {})"),
    "planned": ("计划数", "as planned"),
    "each": ("（每个区市{}）", " (each district {})"),
    "zone": ("{} *", "{} *"),
    "zones": (
        "* 是不是也算“每个区市”，文件没有写明。",
        "* Whether these count as districts is not said in the document.",
    ),
    "foot": (
        "每一行按当月新增数计，逐月相加；目标不影响任何人的办理结果。",
        "Each row counts as what was added in its month. Targets touch no person's result.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Bar:
    """One line of the picture; without a figure it is a heading."""

    label: str
    told: str
    figure: Figure | None
    minor: bool = False


def plot_progress(progress: Progress, path: Path, language: str = "zh") -> str:
    """Draw a bar for every target, with the planned figure marked, and save it.

    Args:
        progress: how far the plan has come.
        path: where to; its name ends in ``.png`` or ``.svg``.
        language: ``"zh"`` or ``"en"``.

    Returns:
        The language of the labels: ``"en"`` where no font on the machine shows Chinese.

    Raises:
        MissingExtraError: X001, matplotlib is not installed.
        UsageError: U013, another kind of picture is asked for.
        InputError: I008, the file cannot be written.
    """
    if path.suffix.lower() not in _FORMATS:
        expected = " ".join(_FORMATS)
        raise UsageError(problem("U013", name="--plot", expected=expected, got=cut(path.name)))
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise MissingExtraError(problem("X001", extra="plot")) from None
    family = chinese_font() if language == "zh" else None
    shown = "zh" if family is not None else "en"
    bars = list(_bars(progress, shown))
    canvas = Canvas(
        figsize=(11, 2.0 - 0.46 * _places(bars)[-1] if bars else 2.0), layout="constrained", facecolor="white"
    )
    picture = _Picture(canvas.add_subplot(), [family or "DejaVu Sans", "DejaVu Sans"], shown)
    picture.draw(progress, bars)
    kind = path.suffix.lower().removeprefix(".")
    undated = {"Date": None} if kind == "svg" else None
    drawn = BytesIO()
    with rc_context({"svg.hashsalt": "eligibility"}):  # the same picture is the same file
        canvas.savefig(drawn, format=kind, dpi=150, metadata=undated)
    write_file(path, drawn.getvalue())
    return shown


@cache
def chinese_font() -> str | None:
    """A font family of this machine that shows Chinese, the best first; ``None`` where there is none."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    if not known.intersection(_FAMILIES):
        for file in map(Path, font_manager.findSystemFonts()):
            if file.stem.lower().startswith(_FILES):
                font_manager.fontManager.addfont(file)
        known = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in _FAMILIES if family in known), None)


# --- what is drawn ------------------------------------------------------------------------------------------


def _word(name: str, language: str, *values: object) -> str:
    return _WORDS[name][language != "zh"].format(*values)


def _bars(progress: Progress, language: str) -> Iterator[_Bar]:
    for one in progress.targets:
        target = one.target
        unit = target.unit.in_language(language)
        title = target.title.in_language(language)
        if not one.readings:
            planned = amount_words(target.amount, target.comparison, unit, language)
            yield _Bar(f"{title}\n{planned}", _told(one.figure, unit, language), one.figure)
        else:
            yield from _district_bars(one, title, unit, language)


def _district_bars(one: TargetProgress, title: str, unit: str, language: str) -> Iterator[_Bar]:
    """A heading, then every unit of the widest way to read who is meant; those that only it counts have a star."""
    planned = amount_words(one.target.amount, one.target.comparison, unit, language)
    yield _Bar(title + _word("each", language, planned), "", None)
    sure = {each.code for each in one.readings[0].units}
    for each in one.readings[-1].units:
        name = each.name.in_language(language)
        label = name if each.code in sure else _word("zone", language, name)
        yield _Bar(label, _told(each.figure, unit, language), each.figure, minor=True)


def _told(figure: Figure, unit: str, language: str) -> str:
    if not figure.reported:
        return state_words(figure.state, language)
    return f"{figure_words(figure, unit)}  {percent(figure.share)}"


class _Picture:
    """Draws on one pair of axes, in one font."""

    def __init__(self, axes: Axes, family: list[str], language: str) -> None:
        self._axes = axes
        self._font: dict[str, Any] = {"family": family, "color": _INK}
        self._language = language

    def draw(self, progress: Progress, bars: list[_Bar]) -> None:
        """All bars from the top, the line of the planned figure, and the words around them."""
        places = _places(bars)
        for place, bar in zip(places, bars, strict=True):
            self._draw_bar(place, bar)
        self._axes.axvline(1, color=_INK, linewidth=1.4, linestyle=(0, (4, 2)), zorder=3)
        self._scales(places, bars)
        self._title(progress)
        self._legend(bars)
        self._remarks(progress)

    def _draw_bar(self, place: float, bar: _Bar) -> None:
        if bar.figure is None:
            return
        share = float(bar.figure.share)
        length = min(share, _WIDEST)
        colour = _COLOURS[bar.figure.state]
        self._axes.barh(place, length, height=0.4 if bar.minor else 0.6, color=colour, zorder=2)
        beyond = share > _WIDEST
        if beyond:
            self._axes.plot([_WIDEST], [place], marker=">", markersize=9, color=colour, zorder=3, clip_on=False)
        # Words that would run into the line of the planned figure begin behind it.
        start = (max(length, 1.0) if length > _CLOSE else length) + (0.04 if beyond else 0.02)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        size = 9 if bar.minor else 10
        self._axes.text(start, place, bar.told, va="center", fontsize=size, bbox=box, zorder=4, **self._font)

    def _scales(self, places: list[float], bars: list[_Bar]) -> None:
        axes = self._axes
        axes.set_xlim(0, _WIDEST + 0.35)
        axes.set_ylim(places[-1] - 0.6 if places else -1, 0.6)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5])
        planned = f"100%\n{_word('planned', self._language)}"
        axes.set_xticklabels(["0", "25%", "50%", "75%", planned, "125%", "150%"], fontsize=9.5, **self._font)
        axes.set_yticks(places)
        axes.set_yticklabels([bar.label for bar in bars], linespacing=1.35, **self._font)
        for label, bar in zip(axes.get_yticklabels(), bars, strict=True):
            label.set_fontsize(9 if bar.minor else 10.5)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color="#dddddd", linewidth=0.7, zorder=0)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)

    def _title(self, progress: Progress) -> None:
        until = _word("until", self._language, progress.until) if progress.until else ""
        text = _word("title", self._language) + until
        self._axes.set_title(text, fontsize=15, loc="left", pad=30, **self._font)

    def _legend(self, bars: list[_Bar]) -> None:
        from matplotlib.patches import Patch

        states = {"reached" if bar.figure.state == "exceeded" else bar.figure.state for bar in bars if bar.figure}
        shown = [state for state in _LEGEND if state in states]
        patches = [Patch(color=_COLOURS[state], label=state_words(state, self._language)) for state in shown]
        if patches:
            look: dict[str, Any] = {"frameon": False, "borderaxespad": 0.2, "labelcolor": _INK, "ncols": len(patches)}
            prop = {"family": self._font["family"], "size": 9.5}
            self._axes.legend(handles=patches, loc="lower left", bbox_to_anchor=(-0.01, 1.0), prop=prop, **look)

    def _remarks(self, progress: Progress) -> None:
        remarks = [_word("foot", self._language)]
        if any(one.readings for one in progress.targets):
            remarks.insert(0, _word("zones", self._language))
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
        lines = "\n".join(remarks)
        self._axes.annotate(lines, (0, 0), xytext=(0, -42), fontsize=9, linespacing=1.4, **place, **self._font)


def _places(bars: list[_Bar]) -> list[float]:
    """Where each bar stands, from the top down: those of districts close together."""
    places: list[float] = []
    for bar in bars:
        step = 0.62 if bar.minor else 1.0
        places.append(places[-1] - step if places else 0.0)
    return places
