"""Where a group of persons falls out of a programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eligibility._arguments import checked_list, refused_argument
from eligibility.decision import Decision
from eligibility.errors import EligibilityError
from eligibility.present.html.showing import language_in_force

if TYPE_CHECKING:
    from eligibility.present.pictures.picture import Picture

__all__ = ["waterfall"]


def waterfall(
    answers: Iterable[Decision | EligibilityError], programme: str, *, language: str | None = None
) -> Picture:
    """Draw at which condition the persons of a group fall out of a programme, and how those stand who do not.

    Args:
        answers: what ``Rulebook.decide_many`` returns; errors have a bar of their own and are no refusals.
        programme: its id.
        language: ``"zh"`` or ``"en"``; without it the one of :class:`display_language`.

    Returns:
        A picture that shows itself in a notebook and saves as ``.svg`` or ``.png`` (the extra ``plot``).

    Raises:
        UsageError: U003, U009, or U013: nobody was decided, or something is no answer.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> answers = rules.decide_many([{}, {"loan": {"product": "none"}}], on="2023-06-01")
    >>> eligibility.waterfall(answers, "counter-guarantee-waiver", language="en").alt.partition(". ")[2]
    'Everybody: 2; A loan is applied for (Not applicable): 1; Undetermined: 1'
    """
    from eligibility.present.pictures.waterfall import waterfall_picture

    known = list(checked_list("answers", answers, "a list of answers"))
    for answer in known:
        if not isinstance(answer, Decision | EligibilityError):
            raise refused_argument("answers", answer, "a list of answers")
    return waterfall_picture(known, programme, language_in_force(language))
