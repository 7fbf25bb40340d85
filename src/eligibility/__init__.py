"""Rules of a city's policy as data, decided and explained for one person.

>>> import eligibility
>>> rules = eligibility.load("weihai-2023-13")
>>> decision = rules.decide({"is_migrant_worker": True, "residence": {"place": "371002"}}, on="2023-06-01")
>>> decision["rental-housing"].outcome
<Outcome.UNDETERMINED: 'undetermined'>
>>> [fact.path for fact in decision["rental-housing"].missing]
['residence.lives_or_works_in_town']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from eligibility._version import __version__ as __version__

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, Note, OpenTerm
    from eligibility.errors import (
        EligibilityError,
        InputError,
        InternalError,
        Location,
        MissingExtraError,
        PackError,
        Problem,
        ReplayError,
        UsageError,
    )
    from eligibility.logic import Outcome, Truth
    from eligibility.pack.vocabulary import Person, UnknownReason
    from eligibility.replaying import replay
    from eligibility.rulebook import Rulebook, load
    from eligibility.what_if import WhatIf, WhatIfRow

__all__ = [
    "Decision",
    "EligibilityError",
    "Finding",
    "InputError",
    "InternalError",
    "ItemFinding",
    "Location",
    "MissingExtraError",
    "MissingFact",
    "Note",
    "OpenTerm",
    "Outcome",
    "PackError",
    "Person",
    "Problem",
    "ReplayError",
    "Rulebook",
    "Truth",
    "UnknownReason",
    "UsageError",
    "WhatIf",
    "WhatIfRow",
    "load",
    "replay",
]

_ROOMS = {
    "decision": ("Decision", "Finding", "ItemFinding", "MissingFact", "Note", "OpenTerm"),
    "errors": (
        "EligibilityError",
        "InputError",
        "InternalError",
        "Location",
        "MissingExtraError",
        "PackError",
        "Problem",
        "ReplayError",
        "UsageError",
    ),
    "logic": ("Outcome", "Truth"),
    "pack.vocabulary": ("Person", "UnknownReason"),
    "replaying": ("replay",),
    "rulebook": ("Rulebook", "load"),
    "what_if": ("WhatIf", "WhatIfRow"),
}
_HOMES = {name: f"eligibility.{room}" for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """Fetch a public name from its room when it is first used, so that importing costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'eligibility' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
