"""Several answers beside each other: persons, circumstances, days, packs or readings that differ in something.

The table of scenarios is loaded when it is first asked for: ``import eligibility`` does not need it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eligibility.interchange.scenario import Scenario
    from eligibility.scenarios.difference import ScenarioChange, ScenarioComparison, ScenarioDifference
    from eligibility.scenarios.readings import compare_readings
    from eligibility.scenarios.table import ScenarioRow, Scenarios

__all__ = [
    "Scenario",
    "ScenarioChange",
    "ScenarioComparison",
    "ScenarioDifference",
    "ScenarioRow",
    "Scenarios",
    "compare_readings",
]

_HOME = {
    "Scenario": "table",
    "ScenarioChange": "difference",
    "ScenarioComparison": "difference",
    "ScenarioDifference": "difference",
    "ScenarioRow": "table",
    "Scenarios": "table",
    "compare_readings": "readings",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
