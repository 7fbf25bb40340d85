"""A picture that shows itself in a notebook and can be saved. Needs the extra ``plot`` when it is drawn."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility._files import write_file
from eligibility.errors import MissingExtraError, UsageError, cut, problem
from eligibility.logic import Outcome
from eligibility.present.colours import LIGHT, OUTCOME_CLASSES
from eligibility.present.html.markup import Markup, element

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["HATCHES", "INK", "Drawing", "Picture", "Writer", "colour_of", "new_canvas"]

INK: Final = LIGHT["ink"]
HATCHES: Final = {
    Outcome.ELIGIBLE: "",
    Outcome.ELIGIBLE_IN_PRINCIPLE: "....",
    Outcome.REFER: "\\\\\\",
    Outcome.UNDETERMINED: "----",
    Outcome.NOT_ELIGIBLE: "xxxx",
    Outcome.NOT_APPLICABLE: "////",
}
"""What tells the outcomes apart for those who see no colours; a sign and a word stand there as well."""
_FORMATS: Final = (".png", ".svg")

Drawing = Callable[["Figure", "Writer"], None]


def colour_of(outcome: Outcome) -> str:
    """The colour of an outcome on white."""
    name = OUTCOME_CLASSES[outcome]
    return LIGHT["met" if name == "mostly" else name]


@dataclass(frozen=True, slots=True)
class Writer:
    """How words are written: the language, and fonts that have its characters."""

    language: str
    families: tuple[str, ...]

    @property
    def chinese(self) -> bool:
        """Whether the picture is in Chinese."""
        return self.language == "zh"

    def font(self, size: float = 10, **more: Any) -> dict[str, Any]:
        """The arguments that matplotlib takes for text; nothing in a text is read as mathematics."""
        return {
            "family": list(self.families),
            "fontsize": size,
            "color": INK,
            "parse_math": False,
            "linespacing": 1.5,
            **more,
        }


@dataclass(frozen=True)
class Picture:
    """A picture with words that tell the same.

    ``alt`` is what a reader hears who does not see it. Text is drawn as shapes, so that a saved picture looks the same
    on a machine without Chinese fonts; the same picture is the same file.
    """

    alt: str
    language: str
    size: tuple[float, float]
    draw: Drawing = field(repr=False, compare=False)

    def svg(self) -> str:
        """The picture as SVG.

        Raises:
            MissingExtraError: X001, matplotlib is not installed; X002, no font of the machine shows Chinese.
        """
        return self._rendered("svg").decode("utf-8")

    def png(self) -> bytes:
        """The picture as PNG; see :meth:`svg`."""
        return self._rendered("png")

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture to a file, ``.svg`` or ``.png``.

        Raises:
            InputError: I008, the file cannot be written.
            MissingExtraError: see :meth:`svg`.
            UsageError: U013, another kind of file.
        """
        target = Path(path)
        kind = target.suffix.lower()
        if kind not in _FORMATS:
            raise UsageError(problem("U013", name="save", expected=" ".join(_FORMATS), got=cut(target.name)))
        content = self._rendered(kind.removeprefix("."))
        write_file(target, content)
        return target

    def html(self) -> Markup:
        """The picture as an image with its words, for a page."""
        # as PNG: Chinese characters drawn as shapes make an SVG ten times its size
        data = base64.b64encode(self._rendered("png")).decode("ascii")
        source = f"data:image/png;base64,{data}"
        return element("img", src=source, alt=self.alt, style="max-width:100%;height:auto;background:#ffffff")

    def _repr_html_(self) -> str:
        return self.html()

    def _mime_(self) -> tuple[str, str]:
        return ("text/html", self.html())

    def _rendered(self, kind: str) -> bytes:
        canvas, writer, context = new_canvas(self.language, self.size)
        out = io.BytesIO()
        with context:
            self.draw(canvas, writer)
            metadata = {"Date": None} if kind == "svg" else {"Software": None}
            canvas.savefig(out, format=kind, dpi=150, metadata=metadata)
        return out.getvalue()


def new_canvas(language: str, size: tuple[float, float]) -> tuple[Figure, Writer, Any]:
    """An empty canvas, how to write on it, and the settings to draw under.

    Raises:
        MissingExtraError: X001 or X002.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise MissingExtraError(problem("X001", extra="plot")) from None
    from eligibility.present.targets_plot import chinese_font

    # English pictures name Chinese clauses too
    family = chinese_font()
    if family is None:
        raise MissingExtraError(problem("X002", needed="Noto Sans CJK SC (fonts-noto-cjk)"))
    canvas = Canvas(figsize=size, facecolor="white", layout="constrained")
    settings: Any = {"svg.hashsalt": "eligibility", "svg.fonttype": "path", "hatch.linewidth": 0.6}
    return canvas, Writer(language, (family, "DejaVu Sans")), rc_context(settings)
