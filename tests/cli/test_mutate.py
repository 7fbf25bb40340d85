"""``eligibility test --mutate`` says what nothing noticed, and ends with 1 if there is any."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from edits import copy_pack

SMALL = Path(__file__).parents[1] / "unit" / "small_pack"


def test_survivors_end_with_one(tmp_path: Path) -> None:
    """A pack whose cases are gone ends with 1 and shows the person that is missing among them; JSON says the same."""
    pack = copy_pack(SMALL, tmp_path)
    for path in (pack / "cases").iterdir():
        path.unlink()
    (pack / "claims.yaml").unlink()
    command = [sys.executable, "-m", "eligibility", "test", str(pack), "--mutate", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "survived" in done.stdout
    assert "eligibility check - --on" in done.stdout
    told = json.loads(
        subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False).stdout
    )
    mutation = told["packs"][0]["mutation"]
    assert mutation["passed"] is False
    assert mutation["mutants"] >= mutation["survived"] > 0
    assert {"where", "what", "fate", "example"} <= set(mutation["survivors"][0])
