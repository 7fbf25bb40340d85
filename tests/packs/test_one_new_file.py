"""Adding a programme takes one new file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import eligibility
from eligibility import Outcome

ROOT = Path(__file__).resolve().parents[2]


def test_the_diff_in_contributing_adds_a_programme(tmp_path: Path) -> None:
    """The lines that CONTRIBUTING shows, as one new file in a pack without that programme, are all it takes."""
    folder = tmp_path / "weihai-2023-13"
    shutil.copytree(ROOT / "rules" / "weihai-2023-13", folder)
    (folder / "programmes" / "job-fairs.yaml").unlink()
    register = (folder / "clauses.yaml").read_text(encoding="utf-8")
    (folder / "clauses.yaml").write_text(register.replace("[job-fairs]", "[]"), encoding="utf-8")
    claims = (folder / "claims.yaml").read_text(encoding="utf-8")
    (folder / "claims.yaml").write_text(claims.replace("job-fairs, ", ""), encoding="utf-8")
    assert "job-fairs" not in eligibility.load(folder).pack.programme_ids
    shown = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (diff,) = re.findall(r"```diff\n(.*?)```", shown, flags=re.DOTALL)
    lines = [line.strip()[1:] for line in diff.splitlines() if line.strip().startswith("+") and "+++" not in line]
    (folder / "programmes" / "job-fairs.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rules = eligibility.load(folder)
    assert rules.decide({}, on="2023-06-01")["job-fairs"].outcome is Outcome.ELIGIBLE
    assert "job-fairs" in next(clause for clause in rules.clauses if clause.clause == "二(一)5").programmes
