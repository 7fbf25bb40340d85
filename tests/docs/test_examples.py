"""The examples decide, and each tells its story."""

import runpy
from pathlib import Path

import pytest

import eligibility
from eligibility.interchange.person_files import read_person_file

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PERSONS = sorted(EXAMPLES.glob("*.yaml"))
RULES = eligibility.load("weihai-2023-13")


@pytest.mark.parametrize("path", PERSONS, ids=lambda path: path.stem)
def test_example_decides(path: Path) -> None:
    """Every example gives a finding for every programme, and no warning."""
    decision = RULES.decide(read_person_file(path).data, on="2023-06-01")
    assert [finding.programme for finding in decision.findings] == list(RULES.pack.programme_ids)
    assert not decision.warnings


def test_examples_show_every_outcome() -> None:
    """Among them the examples give each of the six outcomes."""
    decisions = [RULES.decide(read_person_file(path).data, on="2023-06-01") for path in PERSONS]
    assert {outcome for decision in decisions for outcome in decision.outcomes} == set(eligibility.Outcome)


@pytest.mark.parametrize("path", PERSONS, ids=lambda path: path.stem)
def test_story_is_told_in_both_languages(path: Path) -> None:
    """The first line is a comment with the story in Chinese and English, and the README repeats it."""
    story = path.read_text(encoding="utf-8").splitlines()[0]
    assert story.startswith("# ")
    chinese, english = story.removeprefix("# ").split(" / ")
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"| [{path.name}]({path.name}) | {chinese} | {english} |" in readme


def test_embedding_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """examples/embed.py runs and answers its three persons."""
    runpy.run_path(str(EXAMPLES / "embed.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert [word in printed for word in ("refer", "undetermined", "problems")] == [True, True, True]
