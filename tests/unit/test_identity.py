"""What a resident identity number says, and what it never says."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pytest

from eligibility.errors import MissingExtraError, UsageError
from eligibility.interchange.identity import read_identity_number

WOMAN = "11010519491231002X"
MAN = "440524188001010014"


def test_published_examples() -> None:
    """The two examples of the standard give their birth dates and sexes."""
    woman, man = read_identity_number(WOMAN), read_identity_number(MAN)
    assert (woman.birth_date, woman.sex) == (date(1949, 12, 31), "female")
    assert (man.birth_date, man.sex) == (date(1880, 1, 1), "male")


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # another check character
        "11010519491231002x",  # lower case
        "110105491231002",  # fifteen digits
        "１１０１０５19491231002X",  # full-width digits
        "110105194902310022",  # no such day
        "11010519491231002X ",
        "",
        "not a number at all",
        110105194912310021,
        None,
    ],
)
def test_refused_without_repeating_it(number: Any) -> None:
    """A wrong number is refused, and the message does not repeat it."""
    with pytest.raises(UsageError) as caught:
        read_identity_number(number)
    assert caught.value.problems[0].code == "U012"
    if number:
        assert str(number).strip() not in str(caught.value)


def test_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-stdnum the error names the extra to install."""
    monkeypatch.setitem(sys.modules, "stdnum.cn", None)
    with pytest.raises(MissingExtraError, match="identity") as caught:
        read_identity_number(WOMAN)
    assert caught.value.problems[0].code == "X001"
