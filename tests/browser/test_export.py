"""What a notebook with a form is exported to: not blank, without kernel and without network."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

CELLS = (
    (
        "import eligibility\n"
        'rules = eligibility.load("weihai-2023-13")\n'
        'form = rules.form({"loan": {"amount": "80000"}}, on="2023-06-01")\n'
        "form"
    ),
    'form.answers = {**form.answers, "loan.amount": {"value": "100001"}, "is_migrant_worker": {"value": False}}',
    "form.decision",
)


@pytest.fixture(scope="module")
def executed() -> Any:
    """A notebook in which an answer came after the form was shown."""
    make: Any = nbformat.v4
    notebook = make.new_notebook(cells=[make.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, kernel_name="python3", timeout=300).execute()
    return notebook


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_export_shows_what_was_filled_in(chromium: Any, executed: Any, tmp_path: Path) -> None:
    """Without any network the page shows the answers as they stood at the end, what to ask next and the findings."""
    exporter: Any = HTMLExporter
    html, _ = exporter().from_notebook_node(executed)
    page_file = tmp_path / "export.html"
    page_file.write_text(html, encoding="utf-8")
    page = chromium.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto(page_file.as_uri())
    summary = page.locator("[data-eligibility-summary]")
    assert summary.is_visible()
    shown = summary.inner_text()
    assert "100,001元" in shown
    assert "80,000元" not in shown
    assert "接下来要问" in shown
    assert "免除反担保：不满足" in shown
    assert page.locator(".eligibility:visible").count() == 2
    page.close()


def test_kept_output_is_the_last_answer(executed: Any) -> None:
    """In the notebook file the summary is an output of its own, renewed after the last answer."""
    outputs = executed.cells[0].outputs
    kept = [one.data["text/html"] for one in outputs if "text/html" in one.get("data", {})]
    assert len(kept) == 1
    assert "100,001元" in kept[0]
