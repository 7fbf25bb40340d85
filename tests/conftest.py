"""Hypothesis profiles.

``ci`` is the default and always the same; ``HYPOTHESIS_PROFILE=long`` searches further,
``no-shrink`` stops at the first failure as it was drawn, ``mutation`` looks at few and stops likewise.
"""

import json
import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from machine import skipped_if_lacking

_TESTS = Path(__file__).parent
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "ci", derandomize=True, database=None, deadline=None, max_examples=100, suppress_health_check=_QUIET
)
settings.register_profile("long", deadline=None, max_examples=3_000, suppress_health_check=_QUIET)
settings.register_profile("no-shrink", settings.get_profile("ci"), phases=[Phase.generate])
settings.register_profile("mutation", settings.get_profile("no-shrink"), max_examples=8)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(_PROFILE)
if _PROFILE == "mutation":
    sys.setrecursionlimit(4 * sys.getrecursionlimit())  # mutmut lays two frames of its own around every call


@pytest.hookimpl(trylast=True)  # Hypothesis marks its own tests first
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests coverage is measured by, and let the quick tests of a mutant come first."""
    for item in items:
        if _is_drawn(item):
            item.add_marker("no_cover")
    durations = Path("mutmut-stats.json")
    if _PROFILE == "mutation" and durations.is_file():  # few mutants outlive the quick ones
        taken = json.loads(durations.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: taken.get(item.nodeid, 0.0))


def _is_drawn(item: pytest.Item) -> bool:
    """Whether a test tries persons, packs or texts by the hundred, which the tracer of coverage makes twice as slow.

    Coverage is measured by the others, which say what they expect of an example: that a line was reached by one of a
    thousand drawn persons says little about it. What draws them is measured by its own tests.
    """
    folder = item.path.relative_to(_TESTS).parts[0] if _TESTS in item.path.parents else ""
    if folder in ("agreement", "packs", "properties"):
        return True
    return folder != "testing" and item.get_closest_marker("hypothesis") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Skip a test for which this machine lacks a library, a font or a program."""
    with skipped_if_lacking():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """The same while what a test starts from is made."""
    with skipped_if_lacking():
        return (yield)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of the staged sources of the documentation and that of its pages, the same for all processes."""
    from docs_site import built_site  # docs/ is not there where the code is mutated in a copy

    base = tmp_path_factory.getbasetemp()
    return built_site((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "documentation-site")
