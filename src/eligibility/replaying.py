"""A record decided again, to the letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility._arguments import checked_instance
from eligibility.decision import Decision
from eligibility.errors import EligibilityError, PackError, Problem, ReplayError, closest, cut, plainly, problem
from eligibility.interchange.record import RECORD_FORMAT
from eligibility.interchange.record_differences import differences_between
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
        ReplayError: R001 or R003 for a record that cannot be read, followed by what is wrong with its facts, its date,
            its readings or its pack; R002 for each particular that differs: the rules' content, an outcome, a missing
            fact, a condition's truth.
        UsageError: U013, ``rules`` is no rulebook.

    >>> import eligibility
    >>> record = eligibility.load("weihai-2023-13").decide({"is_migrant_worker": True}, on="2023-06-01").record()
    >>> eligibility.replay(record)["rental-housing"].outcome.value
    'undetermined'
    """
    _refuse_shape(record)
    book = None if rules is None else checked_instance("rules", rules, Rulebook, "a rulebook")
    name, readings = record["pack"].get("id"), record["readings"]
    if book is not None and book.id != name:
        raise ReplayError(problem("R002", what="pack.id", expected=plainly(name), got=cut(book.id)))
    try:
        book = load(_shipped(name), readings=readings) if book is None else book.with_readings(readings)
        data = {**record["facts"], "unknown": record["unknown"]} if record["unknown"] else record["facts"]
        decision = book.decide(data, on=record["on"])
    except ReplayError:
        raise
    except EligibilityError as error:
        malformed = problem("R001", reason="it cannot be decided")
        raise ReplayError([*_other_version(record, book), malformed, *error.problems]) from error
    differences = list(differences_between(_compared(record), _compared(decision.record())))
    if differences:
        raise ReplayError(differences)
    return decision


def _shipped(name: object) -> str:
    """The id of a shipped pack. A record may come from anywhere: it does not say which folder is read."""
    from eligibility.pack.loading import shipped_overlays, shipped_packs

    known = {**shipped_packs(), **shipped_overlays()}
    if not isinstance(name, str) or not all(part in known for part in name.split("+")):
        raise PackError(problem("P009", name=plainly(name), suggestion=closest(plainly(name), known)))
    return name


def _other_version(record: Mapping[str, Any], rules: Rulebook | None) -> list[Problem]:
    """That the rules are of another version than the record's, which may be why it cannot be decided again."""
    recorded = plainly(record["pack"].get("version"))
    if rules is None or rules.version == recorded:
        return []
    return [problem("R002", what="pack.version", expected=recorded, got=cut(rules.version))]


def _compared(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "library"}


def _refuse_shape(record: object) -> None:
    if not isinstance(record, Mapping):
        raise ReplayError(problem("R001", reason=type(record).__name__))
    if record.get("record") != RECORD_FORMAT:
        raise ReplayError(problem("R003", got=plainly(record.get("record"))))
    for name, shape in _SHAPE.items():
        if not isinstance(record.get(name), shape):
            raise ReplayError(problem("R001", reason=f"{name}: {shape.__name__}"))
