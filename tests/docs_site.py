"""The documentation site, built once for all tests of a run, without running the notebooks again."""

from __future__ import annotations

import runpy
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

__all__ = ["ROOT", "STAGE", "built_site"]

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE: Final = 600
STAGE: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "site" / "stage.py"))


def built_site(folder: Path) -> tuple[Path, Path]:
    """The folder of the staged sources and that of the pages; a warning of Sphinx is an error.

    Whoever comes first with a folder builds the site in it, in whichever process; the others wait for it.
    """
    source, pages, done = folder / "source", folder / "pages", folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + _PATIENCE
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.2)
        assert done.exists(), "the other process did not build the site in time"
        assert not done.read_text(encoding="utf-8"), "the other process could not build the site, and says why"
        return source, pages
    complaints = "the build did not end"
    try:
        STAGE["stage"](source)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        command += ["-D", "nb_execution_mode=off", str(source), str(pages)]
        made = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE)
        complaints = made.stderr if made.returncode else ""
    finally:
        done.write_text(complaints, encoding="utf-8")
    assert not complaints, complaints
    return source, pages
