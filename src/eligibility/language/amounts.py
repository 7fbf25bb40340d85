"""Exact arithmetic on money, whatever decimal context the application works with."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

__all__ = ["EXACT", "difference", "product", "total"]

EXACT: Final = Context(prec=60, traps=[])


def total(left: Decimal | int, right: Decimal | int) -> Decimal:
    """``left + right``.

    >>> total(Decimal("0.10"), 2)
    Decimal('2.10')
    """
    return EXACT.add(left, right)


def difference(left: Decimal | int, right: Decimal | int) -> Decimal:
    """``left - right``."""
    return EXACT.subtract(left, right)


def product(left: Decimal | int, right: Decimal | int) -> Decimal:
    """``left * right``."""
    return EXACT.multiply(left, right)
