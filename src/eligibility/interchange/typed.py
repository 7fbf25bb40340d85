"""Typing met half way: full-width characters, 2023年6月1日, 8万元. What comes of it still goes through the door."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

__all__ = ["half_width", "shown_spellings", "typed_amount", "typed_date", "typed_number"]

_DATE: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_AMOUNT: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)(万?)")
_INTEGER: Final = re.compile(r"-?[0-9]{1,15}")


def half_width(text: str) -> str:
    """A text without full-width characters and without blanks around it.

    >>> half_width(" ８００ ")
    '800'
    """
    return unicodedata.normalize("NFKC", text).strip()


def shown_spellings(zh: str, en: str, code: str) -> tuple[str, ...]:
    """A place or a choice as displays and messages show it, with its code behind it, however wide the brackets are.

    >>> shown_spellings("乳山市", "Rushan", "371083")
    ('乳山市（371083）', '乳山市 (371083)', '乳山市(371083)', 'Rushan (371083)', 'Rushan(371083)')
    """
    return f"{zh}（{code}）", f"{zh} ({code})", f"{zh}({code})", f"{en} ({code})", f"{en}({code})"


def typed_date(text: str) -> str | None:
    """A date in the form that the door takes; ``None`` where it looks like no date.

    >>> typed_date("2023年6月1日"), typed_date("soon")
    ('2023-06-01', None)
    """
    found = _DATE.fullmatch(half_width(text))
    if found is None:
        return None
    year, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def typed_amount(text: str) -> str:
    """An amount of money as the door takes it; what is not understood is left for the door to refuse.

    >>> typed_amount("100,001元"), typed_amount("8.5万"), typed_amount("a lot")
    ('100001', '85000', 'a lot')
    """
    plain = half_width(text)
    bare = plain.removesuffix("yuan").removesuffix("元").strip()
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", bare):
        bare = bare.replace(",", "")
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        return plain
    if not found[2]:
        return found[1]
    amount = Decimal(found[1]) * 10_000
    return str(int(amount)) if amount == int(amount) else format(amount.normalize(), "f")


def typed_number(text: str) -> int | str:
    """A whole number, or the text for the door to refuse.

    >>> typed_number("１２"), typed_number("1.5")
    (12, '1.5')
    """
    plain = half_width(text)
    return int(plain) if _INTEGER.fullmatch(plain) else plain
