"""What a resident identity number says about its holder, read and forgotten.

The number is no fact: nothing here stores, logs or returns it. Its first six digits tell where the holder was
registered when the number was made, not where now; they are never read (dossier §2.2). Needs the extra
``identity``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from eligibility.errors import MissingExtraError, UsageError, problem

__all__ = ["IdentityFacts", "read_identity_number"]


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """The two facts that a number carries, for checking against what was stated; on mismatch ask, do not choose."""

    birth_date: date
    sex: str


def read_identity_number(number: str) -> IdentityFacts:
    """Birth date and sex from an 18-character resident identity number (GB 11643).

    Args:
        number: 17 digits and a check character, the letter X upper case. Fifteen-digit numbers are refused.

    Raises:
        UsageError: U012; the message does not repeat the number.
        MissingExtraError: python-stdnum is not installed.

    >>> read_identity_number("11010519491231002X")
    IdentityFacts(birth_date=datetime.date(1949, 12, 31), sex='female')
    """
    try:
        from stdnum.cn import ric
        from stdnum.exceptions import ValidationError
    except ImportError:
        raise MissingExtraError(problem("X001", extra="identity")) from None
    if type(number) is not str:
        raise UsageError(problem("U012", reason="17 digits and a digit or X are needed"))
    digits, check = number[:17], number[17:]
    if len(number) != 18 or not (digits.isascii() and digits.isdigit()) or check not in "0123456789X":
        raise UsageError(problem("U012", reason="17 digits and a digit or X are needed"))
    try:
        if ric.calc_check_digit(number) != check:
            raise UsageError(problem("U012", reason="the check character does not fit"))
        born = ric.get_birth_date(number)
    except ValidationError:
        raise UsageError(problem("U012", reason="the birth date is no date")) from None
    return IdentityFacts(date(born.year, born.month, born.day), "male" if int(number[16]) % 2 else "female")
