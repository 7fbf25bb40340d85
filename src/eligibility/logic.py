"""Truth values and outcomes: the algebra that every executor must reproduce.

Kleene's strong three-valued logic with the middle value in two shades: ``UNKNOWN`` (a fact is missing that
somebody could supply) and ``OPEN`` (the law leaves it open). Learning a fact may turn either into anything and
may never flip ``TRUE`` and ``FALSE``.

Nothing here imports anything of the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final, NoReturn

__all__ = ["Outcome", "Truth", "all_of", "any_of", "at_least", "item_outcome", "negate", "outcome_of"]


def _column(language: str) -> int:
    if language not in ("zh", "en"):
        raise ValueError(f"there is no language {language!r}; use zh or en")
    return int(language == "en")


class _NoBool:
    """Refuses ``bool()``: an ``if`` on an answer with more than two values would be a wrong decision."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"{name} has more than two values, so it has no truth of its own; "
            f"compare it explicitly, for example `is {name}.{self._example()}`"
        )

    def _example(self) -> str:
        return "TRUE"


class Truth(_NoBool, Enum):
    """The truth of one condition.

    >>> Truth.UNKNOWN.label("zh")
    '未知'
    >>> bool(Truth.OPEN)
    Traceback (most recent call last):
    TypeError: Truth has more than two values, so it has no truth of its own; compare it explicitly, \
for example `is Truth.TRUE`
    """

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    OPEN = "open"

    @property
    def is_decided(self) -> bool:
        """Whether the value is ``TRUE`` or ``FALSE``."""
        return self is Truth.TRUE or self is Truth.FALSE

    def label(self, language: str = "en") -> str:
        """The word for it in ``"zh"`` or ``"en"``."""
        return _TRUTH_LABELS[self][_column(language)]


class Outcome(_NoBool, Enum):
    """What a programme's rules say about one person on one date (dossier §0, design §2).

    >>> Outcome("refer").label("en")
    'For the authority to decide'
    >>> Outcome.UNDETERMINED.is_final
    False
    """

    NOT_APPLICABLE = "not_applicable"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    REFER = "refer"
    ELIGIBLE_IN_PRINCIPLE = "eligible_in_principle"
    ELIGIBLE = "eligible"

    @property
    def is_positive(self) -> bool:
        """Whether every condition is met (``ELIGIBLE`` or ``ELIGIBLE_IN_PRINCIPLE``)."""
        return self is Outcome.ELIGIBLE or self is Outcome.ELIGIBLE_IN_PRINCIPLE

    @property
    def is_negative(self) -> bool:
        """Whether the person is certainly outside (``NOT_APPLICABLE`` or ``NOT_ELIGIBLE``)."""
        return self is Outcome.NOT_APPLICABLE or self is Outcome.NOT_ELIGIBLE

    @property
    def is_final(self) -> bool:
        """Whether no further fact can move the outcome to the other side."""
        return self.is_positive or self.is_negative

    @property
    def rank(self) -> int:
        """Place in the order of dossier §10.1, worst first; equal ranks tie and are one class.

        >>> [outcome.rank for outcome in Outcome]
        [0, 0, 1, 1, 2, 3]
        """
        return _RANKS[self]

    def label(self, language: str = "en") -> str:
        """The words for it in ``"zh"`` or ``"en"``."""
        return _OUTCOME_LABELS[self][_column(language)]

    def _example(self) -> str:
        return "ELIGIBLE"


_TRUTH_LABELS: Final = {
    Truth.TRUE: ("是", "yes"),
    Truth.FALSE: ("否", "no"),
    Truth.UNKNOWN: ("未知", "not known"),
    Truth.OPEN: ("待定", "open"),
}
_OUTCOME_LABELS: Final = {
    Outcome.NOT_APPLICABLE: ("不适用", "Not applicable"),
    Outcome.NOT_ELIGIBLE: ("不符合", "Not eligible"),
    Outcome.UNDETERMINED: ("尚不能确定", "Undetermined"),
    Outcome.REFER: ("须由主管部门认定", "For the authority to decide"),
    Outcome.ELIGIBLE_IN_PRINCIPLE: ("原则上符合", "Eligible in principle"),
    Outcome.ELIGIBLE: ("符合", "Eligible"),
}
_RANKS: Final = dict(zip(Outcome, (0, 0, 1, 1, 2, 3), strict=True))


_TRUE: Final = Truth.TRUE
_FALSE: Final = Truth.FALSE
_UNKNOWN: Final = Truth.UNKNOWN
_OPEN: Final = Truth.OPEN


def negate(part: Truth) -> Truth:
    """Swap ``TRUE`` and ``FALSE``; keep the other two.

    >>> negate(Truth.OPEN)
    <Truth.OPEN: 'open'>
    """
    if part is Truth.TRUE:
        return Truth.FALSE
    return Truth.TRUE if part is Truth.FALSE else part


def all_of(parts: Iterable[Truth]) -> Truth:
    """``FALSE`` if any part is, else ``UNKNOWN`` if any is, else ``OPEN`` if any is, else ``TRUE``.

    >>> all_of([Truth.UNKNOWN, Truth.FALSE])
    <Truth.FALSE: 'false'>
    >>> all_of([])
    <Truth.TRUE: 'true'>
    """
    return _strongest(parts, _FALSE, _TRUE)


def any_of(parts: Iterable[Truth]) -> Truth:
    """``TRUE`` if any part is, else ``UNKNOWN`` if any is, else ``OPEN`` if any is, else ``FALSE``.

    >>> any_of([Truth.OPEN, Truth.UNKNOWN])
    <Truth.UNKNOWN: 'unknown'>
    """
    return _strongest(parts, _TRUE, _FALSE)


def _strongest(parts: Iterable[Truth], decisive: Truth, otherwise: Truth) -> Truth:
    result = otherwise
    for part in parts:
        if part is otherwise:
            continue
        if part is decisive:
            return decisive
        if part is _UNKNOWN or result is otherwise:
            result = part
    return result


def at_least(count: int, parts: Iterable[Truth]) -> Truth:
    """``TRUE`` if ``count`` parts are, ``FALSE`` if too few still can be, else ``UNKNOWN`` if any is, else ``OPEN``.

    >>> at_least(2, [Truth.TRUE, Truth.OPEN, Truth.FALSE])
    <Truth.OPEN: 'open'>
    """
    values = tuple(parts)
    true = sum(part is Truth.TRUE for part in values)
    false = sum(part is Truth.FALSE for part in values)
    if true >= count:
        return Truth.TRUE
    if len(values) - false < count:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in values else Truth.OPEN


def outcome_of(scope: Truth, requirements: Truth, best: Outcome = Outcome.ELIGIBLE) -> Outcome:
    """The outcome of a programme from the truth of its scope and of its conditions.

    ``best`` is what the programme gives when both are ``TRUE``: ``ELIGIBLE``, or ``ELIGIBLE_IN_PRINCIPLE`` where
    the law says 原则上.

    >>> outcome_of(Truth.UNKNOWN, Truth.FALSE)
    <Outcome.NOT_ELIGIBLE: 'not_eligible'>
    """
    if scope is Truth.FALSE:
        return Outcome.NOT_APPLICABLE
    if requirements is Truth.FALSE:
        return Outcome.NOT_ELIGIBLE
    together = all_of((scope, requirements))
    if together is Truth.TRUE:
        return best
    return Outcome.UNDETERMINED if together is Truth.UNKNOWN else Outcome.REFER


def item_outcome(principal: Outcome, item: Truth) -> Outcome:
    """The outcome of one item (a relative, a child) from its principal's outcome and its own condition.

    An item shares its principal's scope and needs the principal's conditions beside its own (ruling 8), so the
    principal's outcome carries all that matters.

    >>> item_outcome(Outcome.ELIGIBLE, Truth.UNKNOWN)
    <Outcome.UNDETERMINED: 'undetermined'>
    >>> item_outcome(Outcome.NOT_APPLICABLE, Truth.FALSE)
    <Outcome.NOT_APPLICABLE: 'not_applicable'>
    """
    if principal.is_negative:
        return principal
    if item is Truth.FALSE:
        return Outcome.NOT_ELIGIBLE
    if item is Truth.UNKNOWN or principal is Outcome.UNDETERMINED:
        return Outcome.UNDETERMINED
    return Outcome.REFER if item is Truth.OPEN else principal
