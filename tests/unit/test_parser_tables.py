"""The ready-made parser tables."""

import json
from importlib.resources import files

from eligibility.language import parse

TESTS = ["a <= 1 and not(b)", 'x in ("a", "b") or x in territory', "some c in l satisfies age(c.d) between 1 and 2"]


def test_tables_are_of_this_grammar() -> None:
    """A stale grammar.json costs loading time: run .ci/make_parser_tables.py after a change of the grammar."""
    kept = json.loads(files("eligibility.language").joinpath("grammar.json").read_text(encoding="utf-8"))
    assert kept["grammar"] == parse.grammar_hash()


def test_tables_and_grammar_read_alike() -> None:
    """The parser from the tables and the parser from the grammar give the same trees."""
    made = parse.parser_from_grammar()
    for text in TESTS:
        assert made.parse(text) == parse._parser().parse(text)
