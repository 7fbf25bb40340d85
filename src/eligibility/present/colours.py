"""The colours of everything that is shown on a screen, in light and dark, and the class that an outcome has.

A colour never says anything alone: a sign and a word stand beside it. Contrast is held to WCAG AA by the tests.
"""

from __future__ import annotations

from typing import Final

from eligibility.logic import Outcome, Truth

__all__ = ["DARK", "LIGHT", "OUTCOME_CLASSES", "TRUTH_CLASSES", "declarations"]

OUTCOME_CLASSES: Final = {
    Outcome.ELIGIBLE: "met",
    Outcome.ELIGIBLE_IN_PRINCIPLE: "mostly",
    Outcome.REFER: "refer",
    Outcome.UNDETERMINED: "unsure",
    Outcome.NOT_ELIGIBLE: "unmet",
    Outcome.NOT_APPLICABLE: "outside",
}
TRUTH_CLASSES: Final = {
    Truth.TRUE: "met",
    Truth.FALSE: "unmet",
    Truth.UNKNOWN: "unsure",
    Truth.OPEN: "refer",
}
LIGHT: Final = {
    "paper": "#ffffff",
    "ink": "#1b1b1b",
    "quiet": "#4d4d4d",
    "rule": "#8a8a8a",
    "met": "#0b5a2b",
    "refer": "#57277f",
    "unsure": "#734500",
    "unmet": "#911616",
    "outside": "#454545",
}
DARK: Final = {
    "paper": "#15171a",
    "ink": "#ececec",
    "quiet": "#bcbcbc",
    "rule": "#7d7d7d",
    "met": "#7ddba0",
    "refer": "#d3b2f5",
    "unsure": "#f2c46d",
    "unmet": "#ff9d94",
    "outside": "#c4c4c4",
}


def declarations(palette: dict[str, str]) -> str:
    """A palette as CSS custom properties.

    >>> declarations({"ink": "#000000"})
    '--ink:#000000;'
    """
    return "".join(f"--{name}:{colour};" for name, colour in palette.items())
