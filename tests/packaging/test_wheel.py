"""The built wheel, installed into an environment that has nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRY = """
import pathlib, eligibility
home = pathlib.Path(eligibility.__file__).parent
assert (home / "rules").is_dir() and (home / "py.typed").is_file() and "site-packages" in str(home), home
rules = eligibility.load("weihai-2023-13+shandong-2020-settlement")
decision = rules.decide({"loan": {"amount": "100000.01"}}, on="2023-06-01")
assert eligibility.replay(decision.record()) == decision
assert "不符合" in decision.html("zh")
static = home / "notebook" / "static"
assert (static / "form.js").is_file() and (static / "form.css").is_file()
try:
    rules.form(on="2023-06-01")
except eligibility.MissingExtraError as error:
    assert "eligibility[notebook]" in str(error)
print(decision["counter-guarantee-waiver"].outcome.value)
"""


def test_the_wheel_stands_alone(tmp_path: Path) -> None:
    """Packs, types and grammar are in the wheel, and only the four core dependencies come with it."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, env=clean)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, env=clean)
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True, env=clean
    )
    installed = {line.partition("==")[0].lower() for line in listed.stdout.splitlines()}
    assert {"pydantic", "python-dateutil", "pyyaml", "lark"} <= installed
    assert not installed & {"typer", "rich", "hypothesis", "matplotlib", "weasyprint"}
    ran = subprocess.run([str(python), "-c", TRY], check=True, capture_output=True, text=True, cwd=tmp_path, env=clean)
    assert ran.stdout.strip() == "not_eligible"
    command = subprocess.run(
        [str(tmp_path / "fresh" / "bin" / "eligibility"), "facts"],
        check=False,
        capture_output=True,
        text=True,
        env=clean,
    )
    assert command.returncode == 2
    assert "eligibility[cli]" in command.stderr
