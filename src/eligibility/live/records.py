"""Lists of records in which a field may have a reason for not being known in the place of a value.

A list is told whole, and so are its reasons. A journal holds one as ``{"unknown": "refused"}`` where the value of the
field would stand; persons keep reasons by path, apart from the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eligibility.pack.layout import UnknownReason

__all__ = ["has_reasons", "joined", "taken_apart"]

_KEY: Final = "unknown"


def taken_apart(path: str, value: Any) -> tuple[Any, dict[str, Any]]:
    """What was told of a list, as a person takes it: the records without the reasons, and the reasons by path.

    Anything that is no list of records comes back as it is, for the door to judge.

    >>> taken_apart("children", [{"age": 3}, {"age": {"unknown": "refused"}}])
    ([{'age': 3}, {}], {'children[1].age': 'refused'})
    """
    if not isinstance(value, list | tuple):
        return value, {}
    reasons: dict[str, Any] = {}
    records: list[Any] = []
    for index, record in enumerate(value):
        if not isinstance(record, Mapping):
            records.append(record)
            continue
        found = {name: _reason(one) for name, one in record.items() if _is_reason(one)}
        reasons |= {f"{path}[{index}].{name}": reason for name, reason in found.items()}
        records.append({name: one for name, one in record.items() if name not in found})
    return records, reasons


def joined(path: str, records: list[dict[str, Any]], reasons: Mapping[str, UnknownReason]) -> list[dict[str, Any]]:
    """The records with the reasons in them, as a journal holds them.

    >>> joined("children", [{"age": 3}, {}], {"children[1].age": UnknownReason.REFUSED})
    [{'age': 3}, {'age': {'unknown': 'refused'}}]
    """
    made = [dict(record) for record in records]
    for place, reason in reasons.items():
        index, _, name = place.removeprefix(f"{path}[").partition("].")
        made[int(index)][name] = {_KEY: reason.value}
    return made


def has_reasons(value: Any) -> bool:
    """Whether a told value is a list with reasons in it."""
    return bool(taken_apart("", value)[1])


def _is_reason(one: object) -> bool:
    return isinstance(one, UnknownReason) or (isinstance(one, Mapping) and list(one) == [_KEY])


def _reason(one: Any) -> Any:
    return one.value if isinstance(one, UnknownReason) else one[_KEY]
