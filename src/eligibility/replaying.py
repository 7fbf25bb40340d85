"""A record decided again, to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.decision import Decision
from eligibility.errors import EligibilityError, Problem, ReplayError, cut, problem
from eligibility.interchange.record import RECORD_FORMAT
from eligibility.rulebook import Rulebook, load

__all__ = ["replay"]

_SHAPE: dict[str, type] = {"pack": dict, "on": str, "readings": dict, "facts": dict, "unknown": dict, "findings": list}


def replay(record: Mapping[str, Any], *, rules: Rulebook | None = None) -> Decision:
    """Decide again what a record says was decided.

    Args:
        record: what :meth:`Decision.record` gave, perhaps stored and read back as JSON.
        rules: the rules to use; by default the shipped pack that the record names. The record's readings are
            chosen in either case.

    Returns:
        The decision, the same in every particular.

    Raises:
        ReplayError: R001 or R003 for a record that cannot be read, R002 for each particular that differs: the
            rules' content, an outcome, a missing fact, a condition's truth.

    >>> import eligibility
    >>> record = eligibility.load("weihai-2023-13").decide({"is_migrant_worker": True}, on="2023-06-01").record()
    >>> eligibility.replay(record)["rental-housing"].outcome.value
    'undetermined'
    """
    _refuse_shape(record)
    readings = {str(name): str(choice) for name, choice in record["readings"].items()}
    try:
        book = (
            load(str(record["pack"].get("id")), readings=readings) if rules is None else rules.with_readings(readings)
        )
        data = {**record["facts"], "unknown": record["unknown"]} if record["unknown"] else record["facts"]
        decision = book.decide(data, on=record["on"])
    except ReplayError:
        raise
    except EligibilityError as error:
        raise ReplayError(problem("R001", reason=cut(str(error)))) from error
    again = decision.record()
    differences = list(_differences("", _compared(record), _compared(again)))
    if differences:
        raise ReplayError(differences)
    return decision


def _compared(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "library"}


def _refuse_shape(record: object) -> None:
    if not isinstance(record, Mapping):
        raise ReplayError(problem("R001", reason=type(record).__name__))
    if record.get("record") != RECORD_FORMAT:
        raise ReplayError(problem("R003", got=cut(str(record.get("record")))))
    for name, shape in _SHAPE.items():
        if not isinstance(record.get(name), shape):
            raise ReplayError(problem("R001", reason=f"{name}: {shape.__name__}"))


def _differences(path: str, recorded: Any, now: Any) -> Iterator[Problem]:
    if isinstance(recorded, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys([*recorded, *now]):
            yield from _differences(f"{path}.{name}" if path else str(name), recorded.get(name), now.get(name))
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for index, (first, second) in enumerate(zip(recorded, now, strict=True)):
            name = first.get("programme", index) if isinstance(first, Mapping) else index
            yield from _differences(f"{path}[{name}]", first, second)
    elif recorded != now or type(recorded) is not type(now):
        yield problem("R002", what=path, expected=cut(str(recorded)), got=cut(str(now)))
