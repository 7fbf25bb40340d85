"""The parser's tables are what the grammar makes."""

import json
from importlib.resources import files

import lark
import pytest

from eligibility.language.parse import parser_from_grammar, parser_tables


def test_tables_are_fresh():
    """grammar.json is stale: run .ci/make_parser_tables.py after a change of the grammar."""
    kept = json.loads(files("eligibility.language").joinpath("grammar.json").read_text(encoding="utf-8"))
    if kept["lark"] != lark.__version__:
        pytest.skip(f"made by lark {kept['lark']}, not used with {lark.__version__}")
    assert kept == parser_tables()


def test_the_grammar_alone_serves_as_well():
    """Another version of lark reads the grammar instead of the tables."""
    assert parser_from_grammar().parse("a <= 1 and not(b)").data == "any_of"
