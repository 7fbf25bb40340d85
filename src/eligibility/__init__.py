"""Rules of a city's policy as data, decided and explained for one person.

>>> import eligibility
>>> rules = eligibility.load("weihai-2023-13")
>>> decision = rules.decide({"is_migrant_worker": True, "residence": {"place": "371002"}}, on="2023-06-01")
>>> decision["rental-housing"].outcome
<Outcome.UNDETERMINED: 'undetermined'>
>>> [fact.path for fact in decision["rental-housing"].missing]
['residence.lives_or_works_in_town']
"""

from typing import TYPE_CHECKING, Any

from eligibility._version import __version__ as __version__
from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, MissingFacts, Note, OpenTerm
from eligibility.errors import (
    CallbackError,
    CaseError,
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
from eligibility.pack.layout import UnknownReason
from eligibility.present.html.showing import display_language
from eligibility.replaying import replay
from eligibility.rulebook import Rulebook, load
from eligibility.scenarios.side_by_side import Comparison, compare
from eligibility.scenarios.waterfall import waterfall
from eligibility.scenarios.what_if import WhatIf, WhatIfRow

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person

__all__ = [
    "CallbackError",
    "CaseError",
    "Comparison",
    "Decision",
    "EligibilityError",
    "Finding",
    "InputError",
    "InternalError",
    "ItemFinding",
    "Location",
    "MissingExtraError",
    "MissingFact",
    "MissingFacts",
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
    "compare",
    "display_language",
    "load",
    "replay",
    "waterfall",
]


def __getattr__(name: str) -> Any:
    """Fetch ``Person`` when it is first used: pydantic's models are dear to import, and loading needs them anyway."""
    if name != "Person":
        raise AttributeError(f"module 'eligibility' has no attribute {name!r}")
    from eligibility.pack.vocabulary import Person

    return Person


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
