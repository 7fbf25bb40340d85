"""pytest's way into ``eligibility``: a pack's worked examples and claims are collected as tests.

This module is what pytest loads in every run on a machine that has the library, so it imports nothing until a pack's
files turn up. ``pytest my-pack`` runs ``my-pack/cases/*.yaml`` and ``my-pack/claims.yaml``;
``-p no:eligibility`` or ``eligibility_packs = false`` in the configuration switches it off.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__: list[str] = []

_ENDINGS = (".yaml", ".yml")
_HEADS = ("pack.yaml", "overlay.yaml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch to the configuration."""
    parser.addini("eligibility_packs", "collect the cases and claims of rule packs", type="bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take up the files of a pack; leave all others alone."""
    if file_path.suffix not in _ENDINGS:
        return None
    is_claims = file_path.name == "claims.yaml"
    folder = file_path.parent if is_claims else file_path.parent.parent
    if not (is_claims or file_path.parent.name == "cases") or not _is_pack(folder):
        return None
    if not parent.config.getini("eligibility_packs"):
        return None
    from eligibility.testing.plugin import CasesFile, ClaimsFile

    kind = ClaimsFile if is_claims else CasesFile
    made: pytest.Collector = kind.from_parent(parent, path=file_path)
    return made


def _is_pack(folder: Path) -> bool:
    return any((folder / head).is_file() for head in _HEADS)
