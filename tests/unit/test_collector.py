"""Loading lets the garbage collector rest and leaves it as it was."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import eligibility
from eligibility import PackError

SMALL = Path(__file__).with_name("small_pack")


@pytest.mark.parametrize("enabled", [True, False])
def test_collector_is_left_as_it_was(enabled: bool, tmp_path: Path) -> None:
    """After a load that went well and one that failed the collector runs exactly if it ran before."""
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        eligibility.load(SMALL).with_readings({})
        assert gc.isenabled() is enabled
        with pytest.raises(PackError):
            eligibility.load(tmp_path)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()
