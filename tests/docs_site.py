"""The documentation site, built once for all tests of a process, without running the notebooks again."""

from __future__ import annotations

import atexit
import runpy
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "STAGE", "built_site"]

ROOT = Path(__file__).resolve().parents[1]
STAGE: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "site" / "stage.py"))


@cache
def built_site() -> tuple[Path, Path]:
    """The folder of the staged sources and that of the pages; a warning of Sphinx is an error."""
    folder = Path(tempfile.mkdtemp(prefix="eligibility-site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    STAGE["stage"](folder / "source")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-D", "nb_execution_mode=off"]
    done = subprocess.run(
        [*command, str(folder / "source"), str(folder / "pages")],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return folder / "source", folder / "pages"
