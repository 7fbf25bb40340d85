"""The notebooks under docs/: each runs from top to bottom, shows something, has a twin, and opens in marimo as well."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import eligibility

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = sorted({path.name.partition(".")[0] for path in NOTEBOOKS})


def read_notebook(path: Path) -> Any:
    """A notebook as it is stored."""
    return nbformat.read(path, 4)  # type: ignore[no-untyped-call]


def cells(path: Path, kind: str = "") -> list[Any]:
    """The cells of a notebook, of one kind if it is named."""
    return [cell for cell in read_notebook(path).cells if kind in ("", cell.cell_type)]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """IPython in this process, quick, whose files go where nobody minds."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with eligibility.display_language("zh"):
        made: Any = InteractiveShell
        yield made(config=Config({"HistoryAccessor": {"enabled": False}}))


def test_there_are_three_in_both_languages() -> None:
    """Three notebooks, each in Chinese and in English."""
    assert [path.name for path in NOTEBOOKS] == [
        f"{name}.{language}.ipynb" for name in NAMES for language in ("en", "zh")
    ]
    assert len(NAMES) == 3


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs(path: Path, shell: Any) -> None:
    """Every cell runs, and at least three show more than plain text, in the language of the notebook."""
    shown = []
    for cell in cells(path, "code"):
        result = shell.run_cell(cell.source, store_history=False)
        result.raise_error()
        if hasattr(result.result, "_repr_html_"):
            shown.append(result.result._repr_html_())
        elif hasattr(result.result, "_repr_mimebundle_"):
            shown.append("a widget")
    assert len(shown) >= 3
    assert f'lang="{path.name.split(".")[1]}' in shown[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_clean(path: Path) -> None:
    """No outputs, no counts, no machine's name; ids that do not change by themselves."""
    notebook = read_notebook(path)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for number, cell in enumerate(notebook.cells):
        assert cell.id == f"{path.name.partition('.')[0]}-{number:02}"
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("name", NAMES)
def test_twins_do_the_same(name: str) -> None:
    """The same cells in the same order; in the code only texts, languages and the line that sets it differ."""
    chinese, english = (cells(FOLDER / f"{name}.{language}.ipynb") for language in ("zh", "en"))
    assert [cell.cell_type for cell in chinese] == [cell.cell_type for cell in english]
    for one, other in zip(chinese, english, strict=True):
        if one.cell_type == "code":
            assert skeleton(one.source) == skeleton(other.source)
        else:
            levels = [re.findall(r"^#+", cell.source, re.MULTILINE) for cell in (one, other)]
            assert levels[0] == levels[1]


def skeleton(code: str) -> str:
    """Code without what a translation may change."""
    code = code.replace('eligibility.display_language("en")\n', "").replace("\n\n", "\n")
    return re.sub(r"\.(zh|en)\b", ".LANGUAGE", re.sub(r'"[^"\n]*"', '""', code))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Links of a notebook lead to files that are there, in its own language."""
    for cell in cells(path, "markdown"):
        for target in re.findall(r"\]\(([^)\s]+)\)", cell.source):
            assert (FOLDER / target).exists(), target
            assert path.name.split(".")[1] in target


@pytest.mark.parametrize("name", NAMES)
def test_notebook_opens_in_marimo(name: str, tmp_path: Path) -> None:
    """Converted by marimo, which runs cells in the order of what they need, it runs to its end."""
    target = tmp_path / "notebook.py"
    convert = [sys.executable, "-m", "marimo", "convert", str(FOLDER / f"{name}.en.ipynb"), "-o", str(target)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    assert "multiple definitions" not in target.read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(target)], check=False, capture_output=True, text=True, cwd=tmp_path, timeout=120
    )
    assert done.returncode == 0, done.stderr
