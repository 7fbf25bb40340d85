"""A person on a day of decision, and the command line that decides it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from eligibility.decision import Decision
from eligibility.pack.layout import Vocabulary, facts_of
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.pack.paths import set_path
from eligibility.rulebook import Rulebook
from eligibility.testing.pack_folder import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Flat", "Situation", "command", "flat_of", "nest", "person_text"]

Flat = dict[str, Any]
"""A person laid out flat: values as they are kept, by path; records as lists of ``{field: value}``."""


@dataclass(frozen=True)
class Situation:
    """A person on a day of decision, under some rules.

    ``person`` is nested plain data, as a person file holds it; ``on`` the date of the decision. Printed, it is the
    command line that decides the person again, ready to be copied into a shell.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> who = Situation(rules, {"settlement": {"wants": False}}, date(2023, 6, 1))
    >>> who.outcome("settlement")
    <Outcome.NOT_APPLICABLE: 'not_applicable'>
    >>> print(who)
    eligibility check - --on 2023-06-01 <<'END'
    settlement:
      wants: false
    END
    """

    rules: Rulebook = field(repr=False, compare=False)
    person: dict[str, Any]
    on: date

    def decide(self) -> Decision:
        """Decide it."""
        return self.rules.decide(self.person, on=self.on)

    def outcome(self, programme: str) -> Any:
        """The outcome of one programme."""
        return self.decide()[programme].outcome

    def __str__(self) -> str:
        return command(self.rules, self.person, self.on)

    def __repr__(self) -> str:
        return f"\n{self}\n"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - Hypothesis's signature
        """How Hypothesis prints it."""
        printer.text(repr(self))


def command(rules: Rulebook, person: Mapping[str, Any], on: date) -> str:
    """The command line that decides a person again, with the person in it.

    Args:
        rules: the rules; their pack and the readings that are not the default ones are named.
        person: nested plain data, as a person file holds it.
        on: the date of the decision.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13", readings={"D5": "migrant-workers-only"})
    >>> print(command(rules, {"is_migrant_worker": True}, date(2023, 6, 1)))
    eligibility check - --on 2023-06-01 --reading D5=migrant-workers-only <<'END'
    is_migrant_worker: true
    END
    """
    words = ["eligibility", "check", "-", "--on", on.isoformat(), *_pack_option(rules)]
    for reading in rules.reading_definitions:
        if reading.chosen != reading.default:
            words += ["--reading", f"{reading.id}={reading.chosen}"]
    return f"{shlex.join(words)} <<'END'\n{person_text(person)}END"


def person_text(person: Mapping[str, Any]) -> str:
    r"""A person as the text of a person file (YAML); one of whom nothing is known is ``{}``.

    >>> person_text({"loan": {"amount": "100000.01"}, "business": {"location": "371083"}})
    "loan:\n  amount: '100000.01'\nbusiness:\n  location: '371083'\n"
    """
    return yaml.safe_dump(dict(person), allow_unicode=True, sort_keys=False, default_flow_style=False)


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """A flat person as nested plain data; what is missing is left out.

    >>> nest({"loan.amount": Decimal("5.00"), "loan.product": None, "birth_date": date(1988, 2, 29)})
    {'loan': {'amount': '5'}, 'birth_date': '1988-02-29'}
    """
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        if value is not None:
            set_path(nested, path, _plain(value))
    return nested


def flat_of(vocabulary: Vocabulary, person: Any) -> Flat:
    """A checked person laid out flat, without what is missing."""
    facts = facts_of(person)
    flat: Flat = {}
    for path, slot in vocabulary.slots.items():
        value = facts[slot]
        if value is None:
            continue
        names = vocabulary.item_slots.get(path)
        flat[path] = value if names is None else [_record(names, record) for record in value]
    return flat


def _record(names: Mapping[str, int], record: tuple[Any, ...]) -> dict[str, Any]:
    return {name: record[place] for name, place in names.items() if record[place] is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _pack_option(rules: Rulebook) -> Iterable[str]:
    """How the command line is told of the pack: by nothing for the default one, a shipped one's id, or the folder.

    Rules that came from no folder are written into one.
    """
    folders = rules.pack.folders
    shipped = {str(folder): name for name, folder in {**shipped_packs(), **shipped_overlays()}.items()}
    if not folders:
        return ("--pack", str(folder_of(rules)))
    named = "+".join(shipped.get(folder, folder) for folder in folders[-1:])
    return () if named == _DEFAULT_PACK else ("--pack", named)


_DEFAULT_PACK = "weihai-2023-13"
