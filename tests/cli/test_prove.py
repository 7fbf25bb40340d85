"""What the solver's commands show, and how they end."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from cli.conftest import Run, Write

PACK = "weihai-2023-13"
PERSON = {"is_migrant_worker": True, "residence": {"place": "371002", "lives_or_works_in_town": False}}


def broken(tmp_path: Path, claim: str) -> Path:
    """A copy of the shipped pack with one claim of its own."""
    import shutil

    from eligibility.pack.loading import shipped_packs

    folder = tmp_path / PACK
    shutil.copytree(shipped_packs()[PACK], folder)
    text = f"claims:\n  - {{claim: mine, says: {{zh: 我的声明, en: my claim}}, programmes: [settlement], {claim}}}\n"
    (folder / "claims.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "证明 1 条，不成立 0 条"), ("en", "1 proved for everybody on every date")]
)
def test_prove_says_what_is_proved(run: Run, language: str, said: str) -> None:
    """A proved claim ends with 0 and is counted in the summary."""
    done = run("prove", PACK, "--claim", "no-wish-no-settlement", "--lang", language)
    assert (done.exit_code, said in done.stdout) == (0, True)


def test_a_broken_claim_comes_with_a_command_that_shows_it(run: Run, tmp_path: Path) -> None:
    """The line after $ explains the very outcome that breaks the claim."""
    folder = broken(tmp_path, "when: settlement.wants, outcome_in: [eligible]")
    done = run("prove", folder, "--lang", "en")
    assert done.exit_code == 1
    line = next(line for line in done.stdout.splitlines() if line.strip().startswith("$ "))
    words = shlex.split(line.strip().removeprefix("$ "))
    person, command = words[1], words[4:]
    assert command[command.index("--pack") + 1] == str(folder)
    shown = run(*command, "--lang", "en", text=person)
    assert shown.exit_code == 0
    outcome = next(one for one in done.stdout.splitlines() if one.strip().startswith("settlement: "))
    assert outcome.split(": ")[1].split(";")[0] in shown.stdout


def test_prove_as_json(run: Run, tmp_path: Path) -> None:
    """The data hold the status of every claim, and the persons of a counterexample."""
    done = run("prove", broken(tmp_path, "at_best: refer"), "--format", "json")
    data = json.loads(done.stdout)
    assert (done.exit_code, data["holds"]) == (1, False)
    (claim,) = data["readings"][0]["claims"]
    assert claim["status"] == "broken"
    assert claim["counterexample"]["cases"][0]["outcome"] == "eligible"


def test_prove_under_every_reading(run: Run) -> None:
    """A claim that rests on a reading falls under the other one, which is named."""
    done = run("prove", PACK, "--claim", "settlement-ignores-origin-and-status", "--all-readings", "--lang", "en")
    assert done.exit_code == 1
    fallen = [line for line in done.stdout.splitlines() if line.startswith("✗ weihai")]
    assert len(fallen) == 1
    assert "[D5=migrant-workers-only]" in fallen[0]


def test_audit_lists_what_never_matters(run: Run) -> None:
    """Findings are told in the language asked for, and as data."""
    done = run("prove", PACK, "--claim", "no-wish-no-settlement", "--audit", "--lang", "zh")
    assert done.exit_code == 0
    assert "! personal_loan_ceiling 2023-10-01" in done.stdout
    data = json.loads(run("prove", PACK, "--claim", "no-wish-no-settlement", "--audit", "--format", "json").stdout)
    assert {"never_matters", "swallowed", "value_changes_nothing"} == {one["kind"] for one in data["audit"]}


def test_diff_ends_with_1_where_something_differs(run: Run) -> None:
    """A difference is shown with a person, and none with a proof."""
    done = run("diff", PACK, "--other-reading", "D13=excludes", "--lang", "en", "--programme", "rental-housing")
    assert done.exit_code == 1
    assert "≠ Government-supported rental housing: Undetermined → Not eligible" in done.stdout
    done = run("diff", PACK, "--other-reading", "D12=february-28", "--lang", "zh")
    assert (done.exit_code, "已证明：22 个事项" in done.stdout) == (0, True)


def test_diff_of_two_dates(run: Run) -> None:
    """Dates stand behind the pack, and come out in the data."""
    dates = (f"{PACK}@2023-04-09", f"{PACK}@2023-04-10")
    done = run("diff", *dates, "--programme", "法律援助", "--format", "json")
    data = json.loads(done.stdout)
    assert (data["before"]["on"], data["after"]["on"]) == ("2023-04-09", "2023-04-10")
    assert {one["programme"] for one in data["changes"]} == {"legal-aid"}
    assert run("diff", PACK, "--programme", "legal").exit_code == 2


def test_nearest(run: Run, write: Write) -> None:
    """The change is told in words, and as data."""
    file = write("person.json", PERSON)
    done = run("nearest", file, "rental-housing", "--on", "2023-06-01", "--lang", "en")
    assert done.exit_code == 0
    assert "⇒ For the authority to decide" in done.stdout
    data = json.loads(run("nearest", file, "rental-housing", "--on", "2023-06-01", "--format", "json").stdout)
    assert data["alternatives"][0]["changes"][0]["fact"] == "residence.lives_or_works_in_town"
    assert run("nearest", file, "rental-housing", "--on", "2023-06-01", "--outcome", "yes").exit_code == 2


def test_nearest_of_an_item(run: Run, write: Write) -> None:
    """Items are counted from one, as they are shown; there is none before the first and none after the last."""
    person = {
        "is_chinese_citizen": True,
        "is_active_military": False,
        "settlement": {"wants": True, "already_settled_in_town": False, "kin_sponsor": "none"},
        "business": {"own_in_weihai": False},
        "housing": {"has_purchased_home": False, "has_rented_home": False},
        "employment": {"has_employer": False, "work_place": "110105"},
        "family": {"moving_relatives": [{"relation": "other"}, {"relation": "spouse"}]},
    }
    call = ("nearest", write("person.json", person), "settlement", "--on", "2023-06-01", "--item")
    done = run(*call, "2")
    assert done.stdout.startswith("落户 · 随迁亲属 2（配偶）：不符合\n1. ")
    assert json.loads(run(*call, "2", "--format", "json").stdout)["item"] == 1
    for wrong in ("0", "3"):
        assert (
            run(*call, wrong).exit_code,
            f"U013 --item：应为 记录的序号，得到 {wrong}" in run(*call, wrong).output,
        ) == (2, True)
    assert "--item 应为整数" in run(*call, "x").output


def test_gaps(run: Run, write: Write) -> None:
    """What matters is asked, what is settled is said."""
    file = write("person.json", PERSON)
    done = run("gaps", file, "--on", "2023-06-01", "--lang", "en")
    assert done.exit_code == 0
    assert "= Public-welfare post: whatever is missing, it is For the authority to decide" in done.stdout
    data = json.loads(run("gaps", file, "--on", "2023-06-01", "--format", "json").stdout)
    assert "post.kind" in data["not_needed"]
    assert data["settled"]["public-welfare-post"] == "refer"


@pytest.mark.parametrize("command", [("prove",), ("diff", PACK)])
def test_without_the_solver_the_extra_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Where z3 is not installed, the message says what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "z3", None)
    done = run(*command, "--lang", "en")
    assert done.exit_code == 2
    assert "eligibility[prove]" in done.output


def test_every_change_comes_with_a_command_that_shows_it(run: Run, tmp_path: Path) -> None:
    """Two folders of one name are told apart, and the line after $ gives the outcome that the change leads to."""
    import shutil

    from eligibility.pack.loading import shipped_packs

    folder = tmp_path / "mine"
    shutil.copytree(shipped_packs()[PACK], folder)
    path = folder / "parameters.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 100000", "value: 100001", 1), encoding="utf-8")
    done = run("diff", PACK, folder, "--programme", "counter-guarantee-waiver", "--lang", "en")
    head, *lines = done.stdout.splitlines()
    before, after = head.removesuffix(" (on every date)").split(" → ")
    assert before.endswith(f"({shipped_packs()[PACK]})")
    assert after.endswith(f"({folder})")
    changes = [line for line in lines if line.startswith("≠ ")]
    commands = [shlex.split(line.strip().removeprefix("$ ")) for line in lines if line.strip().startswith("$ ")]
    assert len(commands) == len(changes) > 1
    for change, words in zip(changes, commands, strict=True):
        shown = run(*words[4:], "--lang", "en", text=words[1])
        assert shown.exit_code == 0
        assert change.rpartition(" → ")[2] in shown.stdout
