"""The worked examples and claims of a pack as pytest's items, one for each.

``pytest_eligibility`` finds the files; everything that needs the library is here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eligibility.errors import EligibilityError, Location
from eligibility.pack.model import BaseCase
from eligibility.pack.schema import ClaimModel
from eligibility.pack.yaml_source import where_of
from eligibility.rulebook import Rulebook, load
from eligibility.testing.cases import CaseResult, run_case
from eligibility.testing.claims import ClaimResult, check_claim
from eligibility.testing.situation import command

__all__ = ["CasesFile", "ClaimsFile"]

_BOOKS = pytest.StashKey[dict[Path, "Rulebook | EligibilityError"]]()


class Broken(Exception):  # noqa: N818 - it is shown, not caught by name
    """An expectation that was not met, in the caseworker's words."""


class _PackFile(pytest.File):
    """A file of a pack; the pack is loaded once in a run, when its first file is collected."""

    @property
    def folder(self) -> Path:
        """The pack's folder."""
        return self.path.parent

    @property
    def shown(self) -> str:
        """The file as the pack's own errors name it; a pack that is extended has other names."""
        return self.path.relative_to(self.folder.parent).as_posix()

    def rules(self) -> Rulebook:
        """The pack.

        Raises:
            pytest.Collector.CollectError: the pack is wrong; every problem with its place.
        """
        books = self.config.stash.setdefault(_BOOKS, {})
        if self.folder not in books:
            try:
                books[self.folder] = load(self.folder)
            except EligibilityError as error:
                books[self.folder] = error
        found = books[self.folder]
        if isinstance(found, EligibilityError):
            raise self.CollectError(found.text(_language()))
        return found


class CasesFile(_PackFile):
    """One file of worked examples."""

    @property
    def folder(self) -> Path:
        """The pack's folder."""
        return self.path.parent.parent

    def collect(self) -> Iterator[CaseItem]:
        """One item for each worked example of the file."""
        rules = self.rules()
        try:
            cases = rules.pack.cases
        except EligibilityError as error:
            raise self.CollectError(error.text(_language())) from None
        for case in cases:
            if case.file == self.shown:
                yield CaseItem.from_parent(self, name=str(case.model.case), rules=rules, case=case)


class ClaimsFile(_PackFile):
    """A pack's claims."""

    def collect(self) -> Iterator[ClaimItem]:
        """One item for each claim."""
        rules = self.rules()
        for claim in rules.pack.claims:
            where = where_of(claim.claim)
            if where is None or where.file == self.shown:
                yield ClaimItem.from_parent(self, name=str(claim.claim), rules=rules, claim=claim)


class _Item(pytest.Item):
    """What a pack says, as a test."""

    where: Location | None

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        """The file, the line from 0, and the name."""
        return self.path, None if self.where is None else self.where.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **more: Any) -> Any:
        """The failure in the caseworker's words; a defect of the library with its traceback."""
        if isinstance(excinfo.value, Broken):
            line = "" if self.where is None else f":{self.where.line}"
            return f"{self.path}{line}: {excinfo.value}"
        return super().repr_failure(excinfo, *args, **more)


class CaseItem(_Item):
    """One worked example."""

    def __init__(self, *, rules: Rulebook, case: BaseCase, **more: Any) -> None:
        super().__init__(**more)
        self.rules = rules
        self.case = case
        self.where = where_of(case.model.case)

    def runtest(self) -> None:
        """Decide the person and compare."""
        result: CaseResult = run_case(self.rules, self.case)
        if result.passed:
            return
        language = _language()
        lines = [result.story.in_language(language), *(f"  {one.text(language)}" for one in result.failures)]
        raise Broken("\n".join([*lines, "", command(self._book(), self.case.person, self.case.model.on)]))

    def _book(self) -> Rulebook:
        chosen = {str(name): str(choice) for name, choice in self.case.model.readings.items()}
        try:
            return self.rules.with_readings(chosen) if chosen else self.rules
        except EligibilityError:
            return self.rules


class ClaimItem(_Item):
    """One claim."""

    def __init__(self, *, rules: Rulebook, claim: ClaimModel, **more: Any) -> None:
        super().__init__(**more)
        self.rules = rules
        self.claim = claim
        self.where = where_of(claim.claim)

    def runtest(self) -> None:
        """Prove the claim, or search for a person who breaks it."""
        result: ClaimResult = check_claim(self.rules, self.claim)
        if result.holds:
            return
        language = _language()
        text = f"{result.says.in_language(language)}\n  {result.why(language)}"
        shown = (command(self.rules, person, on) for person, on in result.shown_by)
        raise Broken("\n\n".join([text, *shown]))


def _language() -> str:
    """Chinese where the machine speaks it, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.lower().startswith("zh") else "en"
