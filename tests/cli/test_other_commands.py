"""``explain``, ``schema``, ``clauses``, ``facts`` and ``readings``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from eligibility.pack.loading import shipped_overlays, shipped_packs

from .conftest import ON, Run, Write

ROOT = Path(__file__).resolve().parents[2]
PERSON = {"loan": {"product": "entrepreneurship_guarantee_loan", "borrower": "individual", "amount": "150000"}}


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: numbers, booleans and nulls typed; ``on``, ``yes`` and dates are text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is PyYAML's
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":timestamp"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def as_in_an_editor(path: Path) -> Any:
    """A file's data, typed."""
    return yaml.load(path.read_text(encoding="utf-8"), EditorLoader)  # noqa: S506 - a safe loader


# --- explain ------------------------------------------------------------------------------------------------


def test_explain_shows_the_tree(run: Run, write: Write) -> None:
    """Every condition with its mark, its truth, the value read and the threshold."""
    text = run("explain", write("a.json", PERSON), "counter-guarantee-waiver", *ON).stdout
    line = next(line for line in text.splitlines() if "合同申请金额在10万元及以下" in line)
    assert line.strip().startswith("✗")
    assert "150,000元" in line
    assert "100,000元" in line


def test_explain_takes_a_title(run: Run, write: Write) -> None:
    """A programme can be named by its title in either language."""
    path = write("a.json", PERSON)
    by_id = run("explain", path, "settlement", *ON).stdout
    assert run("explain", path, "落户", *ON).stdout == by_id
    assert run("explain", path, "Household settlement", *ON).stdout == by_id


def test_explain_refuses_an_unknown_programme(run: Run, write: Write) -> None:
    """A misspelt programme is U003 with a suggestion."""
    result = run("explain", write("a.json", PERSON), "setlement", *ON, "--lang", "en")
    assert result.exit_code == 2
    assert "U003" in result.stderr
    assert "did you mean settlement?" in result.stderr


def test_explain_as_json(run: Run, write: Write) -> None:
    """The tree as JSON, items included."""
    person = {"settlement": {"wants": True}, "family": {"moving_relatives": [{"relation": "spouse"}]}}
    shown = json.loads(run("explain", write("a.json", person), "settlement", *ON, "--format", "json").stdout)
    assert shown["outcome"] == "undetermined"
    assert shown["scope"]
    assert {"id", "says", "truth", "reads", "children"} <= set(shown["requires"][0])
    assert len(shown["items"]) == 1


def test_explain_reads_standard_input_and_refuses_bad_files(run: Run, write: Write) -> None:
    """Files are read as by ``check``."""
    assert "落户" in run("explain", "-", "settlement", *ON, text="{}").stdout
    result = run("explain", write("a.yaml", "loan: {amount: -1}"), "settlement", *ON)
    assert result.exit_code == 2
    assert "a.yaml:1:8: I103" in result.stderr


# --- schema -------------------------------------------------------------------------------------------------


def test_the_schema_of_a_person(run: Run) -> None:
    """It is valid, accepts every example as an editor reads it, and refuses what the door refuses."""
    schema = json.loads(run("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    examples = sorted(ROOT.glob("examples/*.yaml"))
    assert examples
    for path in examples:
        assert list(validator.iter_errors(as_in_an_editor(path))) == [], path
    good: list[Any] = [
        {},
        {"loan": None},
        {"loan": {"amount": 100000.01}},
        {"loan": {"amount": "100000.01"}},
        {"residence": {"place": 371002}},
        {"residence": {"place": "nanhai"}},
        {"family": {"moving_relatives": [{"relation": "spouse"}, {}]}},
        {"unknown": {"loan.amount": "refused"}},
    ]
    for person in good:
        assert validator.is_valid(person), person
    bad: list[Any] = [
        [],
        {"lone": {}},
        {"loan": {"amont": 1}},
        {"loan": {"amount": 0}},
        {"loan": {"amount": "many"}},
        {"is_migrant_worker": "true"},
        {"residence": {"place": 37}},
        {"sex": "f"},
        {"unknown": {"loan.amount": "perhaps"}},
    ]
    for person in bad:
        assert not validator.is_valid(person), person


def test_the_schemas_of_a_pack(run: Run) -> None:
    """Every file of every shipped pack validates as an editor reads it."""
    schemas = json.loads(run("schema", "--rules").stdout)
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        for folder in (*shipped_packs().values(), *shipped_overlays().values()):
            for path in sorted(folder.glob(name)):
                errors = [error.message for error in Draft202012Validator(schema).iter_errors(as_in_an_editor(path))]
                assert errors == [], path
    assert json.loads(run("schema", "--file", "facts.yaml").stdout) == schemas["facts.yaml"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.yaml", {"facts": [{"fact": "a"}]}),
        ("facts.yaml", {"fakts": []}),
        ("parameters.yaml", {"parameters": [{"parameter": "1a", "type": "money", "label": {"zh": "a", "en": "b"}}]}),
        ("programmes/*.yaml", {"programme": "x", "requires": {"test": "a", "open": {"zh": "a", "en": "b"}}}),
        ("cases/*.yaml", {"cases": [{"case": "X", "story": {"zh": "a", "en": "b"}, "on": "2023-06-01", "expect": {}}]}),
    ],
)
def test_the_schemas_of_a_pack_refuse_mistakes(run: Run, name: str, content: Any) -> None:
    """What loading refuses for its shape, an editor underlines."""
    schema = json.loads(run("schema", "--file", name).stdout)
    assert not Draft202012Validator(schema).is_valid(content)


def test_patterns_work_in_javascript_too(run: Run) -> None:
    r"""Editors' regular expressions know no Chinese letter as ``\w``."""
    text = run("schema", "--rules").stdout
    assert "\\\\w" not in text
    assert "\\\\W" not in text
    schema = json.loads(text)["terms.yaml"]
    term = {"term": "在威海", "label": {"zh": "a", "en": "b"}, "test": "true"}
    assert Draft202012Validator(schema).is_valid({"terms": [term]})


def test_an_unknown_file_has_no_schema(run: Run) -> None:
    """A misspelt file is refused with a suggestion."""
    result = run("schema", "--file", "fact.yaml")
    assert result.exit_code == 2
    assert "facts.yaml" in result.stderr


# --- tables -------------------------------------------------------------------------------------------------


def test_facts_as_json(run: Run) -> None:
    """Each fact carries how it is called, asked for, supplied and shown."""
    facts = {fact["path"]: fact for fact in json.loads(run("facts", "--format", "json").stdout)}
    amount = facts["loan.amount"]
    assert amount["dossier"] == ["loan_amount_yuan"]
    assert amount["type"] == "money"
    assert amount["unit"] == {"zh": "元", "en": "yuan"}
    assert amount["above"] == "0"
    assert amount["supplied_by"] == ["applicant"]
    assert amount["changeable"] is True
    assert amount["decides"] is None
    never = [fact for fact in facts.values() if fact["decides"] == "never"]
    assert never
    assert all(fact["reason"]["en"] for fact in never)
    assert facts["loan.borrower"]["choices"][0] == {"is": "individual", "zh": "个人", "en": "One person"}
    assert {"label", "question", "evidence"} <= set(amount)


def test_clauses_and_readings_as_json(run: Run) -> None:
    """Every clause of the register, and every reading with what is chosen."""
    clauses = {one["clause"]: one for one in json.loads(run("clauses", "--format", "json").stdout)}
    assert clauses["二(五)5"]["programmes"] == ["settlement"]
    assert clauses["一"]["why_nothing"]["zh"]
    readings = json.loads(run("readings", "--format", "json", "--reading", "D5=migrant-workers-only").stdout)
    chosen = {one["reading"]: one["chosen"] for one in readings}
    assert chosen["D5"] == "migrant-workers-only"
    assert chosen["D1"] == "counts"


@pytest.mark.parametrize("command", ["facts", "clauses", "readings"])
def test_tables_as_text(run: Run, command: str) -> None:
    """Both languages, one line for each row, no trailing blanks."""
    for language in ("zh", "en"):
        result = run(command, "--lang", language)
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert len(lines) > 10
        assert all(line == line.rstrip() for line in lines)
    assert run(command, "--pack", "nowhere").exit_code == 2


def test_help_and_version(run: Run) -> None:
    """Help names every command and the exit codes, in both languages."""
    text = run("--help").stdout
    for command in ("check", "explain", "ask", "schema", "test", "clauses", "facts", "readings"):
        assert command in text
        assert run(command, "--help").exit_code == 0
    assert "70" in text
    assert run("--version").stdout.startswith("eligibility ")
    assert run().exit_code == 2
