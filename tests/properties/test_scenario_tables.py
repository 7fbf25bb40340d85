"""Scenarios written to a table read back exactly, whatever the person, the name and the pack."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility
from eligibility import Rulebook
from eligibility.errors import EligibilityError
from eligibility.interchange.scenario import Scenario, clean_words
from eligibility.interchange.tables.files import read_scenarios
from eligibility.interchange.tables.neutral import is_formula
from eligibility.pack.layout import UnknownReason
from eligibility.present.scenarios_file import scenarios_bytes
from eligibility.scenarios.table import decide_scenarios
from eligibility.testing.strategies import packs_with_persons
from strategies import Flat, nest, persons

RULES = eligibility.load("weihai-2023-13")
NAMES = st.sampled_from(["=cmd()", "+1", "-", "@x", "'", "''=1", "<script>", "王", 'a,b"c;d', "＝1", "﻿x"]) | st.text(
    max_size=20
)
DAY = date(2031, 3, 1)


def scenarios_of(rules: Rulebook, data: list[tuple[str, Flat, bool, str]]) -> list[Scenario]:
    """Scenarios with the names that can be, some with a reason for everything that is missing."""
    made: dict[str, Scenario] = {}
    for name, flat, with_reasons, note in data:
        shown = clean_words(name, 100)
        if not shown or shown in made:
            continue
        person: dict[str, Any] = nest(flat)
        if with_reasons:
            reasons = list(UnknownReason)
            missing = [fact.path for fact in rules.facts if "[]" not in fact.path and flat.get(fact.path) is None]
            person["unknown"] = {path: reasons[place % 4].value for place, path in enumerate(missing)}
        try:
            made[shown] = Scenario(shown, DAY, rules.person(person), (), clean_words(note) or "")
        except EligibilityError:
            continue
    return list(made.values())


def check(rules: Rulebook, scenarios: list[Scenario], kind: str, language: str) -> bytes:
    """Write, read, compare."""
    content = scenarios_bytes(decide_scenarios(rules, scenarios, rules.pack.programme_ids[:1]), kind, language)
    assert list(read_scenarios(rules.pack, content, f"x.{kind}", kind, None)) == scenarios
    return content


@pytest.mark.parametrize("kind", ["csv", "yaml", "xlsx"])
@settings(max_examples=25)
@given(data=st.data(), language=st.sampled_from(["zh", "en"]))
def test_round_trip_is_exact(kind: str, data: st.DataObject, language: str) -> None:
    """Name, day, every fact, every reason for not knowing one, and the note come back as they were."""
    row = st.tuples(NAMES, persons(RULES.facts), st.booleans(), NAMES)
    scenarios = scenarios_of(RULES, data.draw(st.lists(row, min_size=1, max_size=3)))
    if scenarios:
        content = check(RULES, scenarios, kind, language)
        assert not live_formulas(content, kind)


@pytest.mark.parametrize("kind", ["csv", "yaml", "xlsx"])
@settings(max_examples=25)
@given(data=st.data())
def test_round_trip_where_labels_say_nothing(kind: str, data: st.DataObject) -> None:
    """Facts and choices that all have one label are told apart by their paths and codes."""
    rules, drawn = data.draw(packs_with_persons())
    scenarios = []
    for number, (person, _) in enumerate(drawn[:4]):
        with suppress(EligibilityError):
            scenarios.append(Scenario(f"s{number}", DAY, rules.person(person)))
    check(rules, scenarios, kind, "zh")


def live_formulas(content: bytes, kind: str) -> list[str]:
    """The cells that a spreadsheet would run."""
    if kind == "yaml":
        return []
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row if is_formula(cell)]
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and is_formula(cell.value)]
    return [str(cell.value) for cell in cells if cell.data_type == "f"] + [
        str(cell.value) for cell in dangerous if not cell.quotePrefix
    ]
