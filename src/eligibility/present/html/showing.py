"""What every display can do: be the last line of a cell, be shown in a language, be saved as a page or in print."""

from __future__ import annotations

from contextvars import ContextVar
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from eligibility._files import write_file
from eligibility.errors import UsageError, echo, problem

if TYPE_CHECKING:
    from eligibility.present.html.markup import Markup

UNFOLDED_ON_PAPER: Final = '<details class="paper"'
"""How an element begins that is folded on a screen and unfolded in print."""

__all__ = ["UNFOLDED_ON_PAPER", "Displayed", "Shown", "check_language", "display_language", "language_in_force"]

_LANGUAGE: Final[ContextVar[str]] = ContextVar("eligibility.display_language", default="zh")


class display_language:  # noqa: N801 - called like a function
    """Choose the language of displays, for the rest of this context or for a ``with`` block.

    It is a context variable and no global state: another thread or task keeps its own. Text that is asked for in a
    language (``decision.text("en")``, ``decision.html("en")``) does not look at it. Without a choice displays are in
    Chinese.

    Args:
        language: ``"zh"`` or ``"en"``.

    Raises:
        UsageError: U009 for another language.

    >>> with display_language("en"):
    ...     language_in_force()
    'en'
    >>> language_in_force()
    'zh'
    """

    def __init__(self, language: str) -> None:
        self._before = _LANGUAGE.get()
        self._language = check_language(language)
        _LANGUAGE.set(self._language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _LANGUAGE.set(self._before)

    def __repr__(self) -> str:
        return f"<displays in {self._language}>"


def check_language(language: str) -> str:
    """The language, if it is one of ours.

    Raises:
        UsageError: U009.
    """
    if language not in ("zh", "en"):
        raise UsageError(problem("U009", got=echo(language)))
    return language


def language_in_force(language: str | None = None) -> str:
    """The language asked for, else the one chosen with :class:`display_language`."""
    return _LANGUAGE.get() if language is None else check_language(language)


class Displayed:
    """A value that shows itself in a notebook; what it shows is static HTML without any script.

    A class says what it shows in ``_fragment`` and ``_markdown``; the rest follows.
    """

    __slots__ = ()

    def _fragment(self, language: str) -> Markup:
        """What is shown, in ``"zh"`` or ``"en"``."""
        raise NotImplementedError

    def _markdown(self, language: str) -> str:
        """The same in short, for what shows Markdown alone."""
        raise NotImplementedError

    def _title(self, language: str) -> str:
        """The title of a page that holds it, and of a PDF."""
        raise NotImplementedError

    def html(self, language: str | None = None, *, page: bool = False) -> str:
        """The display as HTML: a fragment, or with ``page`` a whole self-contained page.

        Args:
            language: ``"zh"`` or ``"en"``; without it the one of :class:`display_language`.
            page: whether to make a page that can be saved and opened.

        Raises:
            UsageError: U009 for another language.
        """
        chosen = language_in_force(language)
        shown = self._fragment(chosen)
        if not page:
            return str(shown)
        from eligibility.present.html.style import page as whole_page

        return whole_page(chosen, self._title(chosen), shown)

    def show(self, language: str) -> Shown:
        """The same display in a language of its own, as the last line of a cell.

        Raises:
            UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
        """
        return Shown(self, check_language(language))

    def save(self, path: str | PathLike[str], language: str | None = None) -> Path:
        """Write the display to a file: ``.html`` is one self-contained page, ``.pdf`` print-ready A4.

        Args:
            path: the file; its ending says what it becomes.
            language: ``"zh"`` or ``"en"``; without it the one of :class:`display_language`.

        Returns:
            The path of the file.

        Raises:
            InputError: I008, the file cannot be written.
            UsageError: U009 for another language, U013 for another ending.
            MissingExtraError: X001 or X002, a PDF needs the extra ``pdf`` and a Chinese font.
        """
        target = Path(path)
        ending = target.suffix.lower()
        if ending not in (".html", ".pdf"):
            raise UsageError(problem("U013", name="save", expected=".html, .pdf", got=echo(ending)))
        page = self.html(language, page=True)
        if ending == ".html":
            write_file(target, page.encode())
            return target
        from eligibility.present.pdf import page_to_pdf

        # on paper nothing can be opened: what is worth the paper is
        opened = page.replace(UNFOLDED_ON_PAPER, f"{UNFOLDED_ON_PAPER} open")
        write_file(target, page_to_pdf(opened, self._title("en")))
        return target

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_markdown_(self) -> str:
        return self._markdown(language_in_force())

    def _mime_(self) -> tuple[str, str]:
        """What marimo asks first; without it a tuple or a dataclass would be shown as its parts."""
        return ("text/html", self.html())


class Shown:
    """A display in a language of its own; see :meth:`Displayed.show`."""

    __slots__ = ("_language", "_what")

    def __init__(self, what: Displayed, language: str) -> None:
        self._what = what
        self._language = language

    def _repr_html_(self) -> str:
        return self._what.html(self._language)

    def _repr_markdown_(self) -> str:
        return self._what._markdown(self._language)  # noqa: SLF001 - the view of a display

    def _mime_(self) -> tuple[str, Any]:
        return ("text/html", self._repr_html_())

    def __repr__(self) -> str:
        return repr(self._what)
