"""JupyterLab and marimo in a real browser: the form is filled in, an answer changes, the finding follows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import notebooks
from eligibility.present.colours import DARK, LIGHT
from notebooks import PATIENCE

TESTS = Path(__file__).resolve().parents[1]
KINDS = ("jupyter", "marimo")
FORM = """\
import eligibility
rules = eligibility.load("weihai-2023-13")
loan = {"product": "entrepreneurship_guarantee_loan", "borrower": "individual"}
form = rules.form({"loan": loan}, on="2023-06-01")
form"""
DECISION = 'rules.decide({"loan": loan}, on="2023-06-01")'
MISSING = 'rules.decide({"loan": loan}, on="2023-06-01").missing()'
NASTY = f"""\
import sys
sys.path.insert(0, {str(TESTS)!r})
from displays import every_display, spoilt
nasty = spoilt(rules)
nasty.form({{"birth_date": "1990-01-01"}}, on="2023-06-01", language="zh")"""
ALL_NASTY = """\
class All:
    def _repr_html_(self):
        return "".join(one.html("en") for one in every_display(nasty).values())

All()"""


@dataclass
class Notebook:
    """An open notebook."""

    kind: str
    page: Any
    elsewhere: list[str]
    complaints: list[str]

    def form(self) -> Any:
        """The first form."""
        return self.page.locator(".eligibility-form").first

    def field(self, path: str) -> Any:
        """A field of the first form."""
        return self.form().locator(f'[data-path="{path}"]')

    def finding(self, title: str) -> str:
        """What stands beside the form about a programme."""
        return str(self.form().locator(".findings li", has_text=title).inner_text())


@pytest.fixture(scope="module", params=KINDS)
def notebook(request: pytest.FixtureRequest, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A notebook with a form, a decision, and every display of a pack whose words try to do harm."""
    folder = tmp_path_factory.mktemp(request.param)
    serve = getattr(notebooks, request.param)
    with serve(
        folder, [FORM, DECISION, MISSING, NASTY, ALL_NASTY], "system" if request.param == "marimo" else "light"
    ) as url:
        page = chromium.new_page(viewport={"width": 1300, "height": 1000}, color_scheme="light")
        opened = Notebook(request.param, page, [], [])
        page.on("request", lambda one: opened.elsewhere.append(one.url) if _is_elsewhere(one.url) else None)
        page.on("dialog", lambda one: _refuse(one, opened.complaints))
        page.add_init_script("window.pwned = () => { window.harmed = true; }")
        page.goto(url, timeout=PATIENCE)
        if request.param == "jupyter":
            notebooks.run_all(page)
        opened.form().wait_for(timeout=PATIENCE)
        yield opened
        page.close()


def _refuse(dialog: Any, complaints: list[str]) -> None:
    complaints.append(dialog.message)
    dialog.dismiss()


def _is_elsewhere(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "about:"))


def test_form_is_filled_in_and_the_finding_follows(notebook: Notebook) -> None:
    """Amount typed, one yuan too much, back again: the finding, the announcement and the text to copy follow."""
    for path in ("is_new_citizen", "business.is_starting"):
        _open_until_visible(notebook, path)
        notebook.field(path).get_by_text("是", exact=True).click()
    _open_until_visible(notebook, "business.location")
    notebook.field("business.location").locator("select").first.select_option(label="乳山市")
    amount = _open_until_visible(notebook, "loan.amount").locator("input")
    amount.fill("100001元")
    amount.press("Tab")
    _wait_for(notebook, ".changes", "不符合")
    assert "不满足：合同申请金额在10万元及以下" in notebook.finding("免除反担保")
    assert "读作 100,001元" in notebook.field("loan.amount").inner_text()
    amount.fill("１０万")
    amount.press("Tab")
    _wait_for(notebook, ".changes", "不符合 → 尚不能确定")
    assert "还缺" in notebook.finding("免除反担保")
    yaml = notebook.form().locator(".copies pre").last
    assert "amount: '100000'" in (yaml.text_content() or "")


def test_wrong_answer_keeps_what_was_typed(notebook: Notebook) -> None:
    """The library's message stands beside the field, marked for those who listen, and nothing is lost."""
    amount = _open_until_visible(notebook, "loan.amount").locator("input")
    amount.fill("很多")
    amount.press("Tab")
    _wait_for(notebook, '[data-path="loan.amount"] .error', "贷款金额：")
    assert amount.input_value() == "很多"
    assert amount.get_attribute("aria-invalid") == "true"
    assert "有 1 处填写有误" in notebook.form().inner_text()
    amount.fill("80000")
    amount.press("Tab")
    notebook.page.wait_for_function(_TEXT_GONE, arg=['[data-path="loan.amount"] .error'], timeout=PATIENCE)
    assert amount.get_attribute("aria-invalid") == "false"


def test_not_knowing_is_an_answer(notebook: Notebook) -> None:
    """A reason takes the place of a value, travels into the person, and gives way to a value again."""
    field = _open_until_visible(notebook, "loan.credit_record_ok")
    field.locator("select").select_option("refused")
    _wait_for(notebook, ".copies pre:last-of-type", "loan.credit_record_ok: refused")
    field.get_by_text("是", exact=True).click()
    _wait_for(notebook, ".copies pre:last-of-type", "credit_record_ok: true")
    assert field.locator("select").input_value() == ""


def test_list_is_filled_in(notebook: Notebook) -> None:
    """Children: none is an answer, one can be added and taken away, and its fields are asked for."""
    field = _open_until_visible(notebook, "family.children")
    field.get_by_role("button", name="没有").click()
    _wait_for(notebook, ".copies pre:last-of-type", "children: []")
    field.get_by_role("button", name="添加一项").click()
    birth = field.locator(".record input[type=text]").first
    birth.fill("2016年9月1日")
    birth.press("Tab")
    _wait_for(notebook, ".copies pre:last-of-type", "birth_date: '2016-09-01'")
    field.get_by_role("button", name="删去第1项").click()
    _wait_for(notebook, ".copies pre:last-of-type", "children: []")


def test_keyboard_is_enough(notebook: Notebook) -> None:
    """Radio buttons answer to the arrows, details to the space bar, and the field in use stays in use."""
    radio = _open_until_visible(notebook, "is_migrant_worker").locator("input[type=radio]").first
    radio.focus()
    notebook.page.keyboard.press("Space")
    _wait_for(notebook, ".copies pre:last-of-type", "is_migrant_worker: true")
    notebook.page.keyboard.press("ArrowDown")
    _wait_for(notebook, ".copies pre:last-of-type", "is_migrant_worker: false")
    in_use = "(form) => form.getRootNode().activeElement.closest('[data-path]').dataset.path"
    assert notebook.form().evaluate(in_use) == "is_migrant_worker"
    tree = notebook.page.locator(".eligibility:not(.eligibility-form) .group summary").locator("visible=true").first
    for summary in (notebook.form().locator(".findings summary").first, tree):
        before = summary.evaluate("(node) => node.parentElement.open")
        summary.focus()
        notebook.page.keyboard.press("Space")  # in marimo Enter belongs to the cell
        toggled = "([node, before]) => node.parentElement.open !== before"
        notebook.page.wait_for_function(toggled, arg=[summary.element_handle(), before], timeout=PATIENCE)


def test_halves_stand_below_each_other_where_it_is_narrow(notebook: Notebook) -> None:
    """Questions and findings share a wide cell, and a narrow one has them one below the other."""
    columns = "(form) => getComputedStyle(form).gridTemplateColumns.split(' ').length"
    assert notebook.form().evaluate(columns) == 2
    notebook.page.set_viewport_size({"width": 560, "height": 1000})
    narrow = "([form]) => getComputedStyle(form).gridTemplateColumns.split(' ').length === 1"
    notebook.page.wait_for_function(narrow, arg=[notebook.form().element_handle()], timeout=PATIENCE)
    notebook.page.set_viewport_size({"width": 1300, "height": 1000})


def test_light_and_dark_follow_the_notebook(notebook: Notebook) -> None:
    """Form and decision take the notebook's theme, whatever the system says."""
    for theme, palette in (("dark", DARK), ("light", LIGHT)):
        if notebook.kind == "jupyter":
            name = "JupyterLab Dark" if theme == "dark" else "JupyterLab Light"
            change = "(name) => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
            notebook.page.evaluate(change, name)
        else:
            notebook.page.emulate_media(color_scheme=theme)
        for place in (".eligibility-form", ".eligibility:not(.eligibility-form)"):
            shown = notebook.page.locator(place).first
            colour = f"rgb({', '.join(str(int(palette['paper'][at : at + 2], 16)) for at in (1, 3, 5))})"
            handle = shown.element_handle()
            script = "([node, colour]) => getComputedStyle(node).backgroundColor === colour"
            notebook.page.wait_for_function(script, arg=[handle, colour], timeout=PATIENCE)


def test_tuple_shows_itself(notebook: Notebook) -> None:
    """What is missing is a tuple and shows itself as questions all the same."""
    shown = notebook.page.locator('.eligibility[aria-label="接下来要问"]').first
    shown.scroll_into_view_if_needed(timeout=PATIENCE)
    assert "您是不是农民工" in shown.inner_text()
    numbered = "(node) => getComputedStyle(node).listStyleType"
    assert shown.locator("ol").first.evaluate(numbered) == "decimal"


def test_everything_in_the_form_has_a_name(notebook: Notebook) -> None:
    """Every control has a label, every group a legend, every reference leads somewhere, and no id stands twice."""
    wrong = notebook.form().evaluate(_UNNAMED)
    assert wrong == []


def test_words_that_try_to_do_harm_do_nothing(notebook: Notebook) -> None:
    """Every display and the form of a pack full of scripts, formulas, Markdown and Mermaid shows them as text."""
    second = notebook.page.locator(".eligibility-form").nth(1)
    second.scroll_into_view_if_needed(timeout=PATIENCE)
    second.wait_for(timeout=PATIENCE)
    assert "<script>pwned()</script>" in second.inner_text()
    assert not second.locator("img, script, iframe, a").count()
    everything = notebook.page.locator(".eligibility:not(.eligibility-form)", has_text="=cmd()").last
    everything.scroll_into_view_if_needed(timeout=PATIENCE)
    assert not notebook.page.locator(".eligibility img, .eligibility script, .eligibility a").count()
    assert notebook.page.evaluate("window.harmed === undefined")
    assert not notebook.complaints


def test_nothing_is_loaded_from_elsewhere(notebook: Notebook) -> None:
    """No request left this machine on account of ours: neither form nor displays name another host."""
    ours = [url for url in notebook.elsewhere if not re.search(r"marimo|jupyter|googleapis|gstatic|jsdelivr", url)]
    assert not ours


_UNNAMED = """(form) => {
  const wrong = [];
  for (const one of form.querySelectorAll("input, select"))
    if (!one.getAttribute("aria-label") && ![...one.labels].some((label) => label.textContent.trim()))
      wrong.push(one.outerHTML);
  for (const one of form.querySelectorAll("button, summary")) if (!one.textContent.trim()) wrong.push(one.outerHTML);
  for (const one of form.querySelectorAll("fieldset"))
    if (!one.querySelector(":scope > legend")?.textContent.trim()) wrong.push(one.outerHTML);
  const ids = [...form.querySelectorAll("[id]")].map((one) => one.id);
  wrong.push(...ids.filter((id, at) => ids.indexOf(id) !== at));
  for (const one of form.querySelectorAll("[aria-describedby]"))
    wrong.push(...one.getAttribute("aria-describedby").split(" ").filter((id) => !ids.includes(id)));
  return wrong;
}"""
_TEXT = """([place, wanted]) => {
  const find = (root) => {
    for (const form of root.querySelectorAll(".eligibility-form")) return form;
    for (const node of root.querySelectorAll("*"))
      if (node.shadowRoot) { const found = find(node.shadowRoot); if (found) return found; }
    return null;
  };
  const nodes = [...find(document).querySelectorAll(place)];
  const shown = nodes.map((one) => one.textContent).join("\\n");
  return wanted === undefined ? shown === "" : shown.includes(wanted);
}"""
_TEXT_GONE = _TEXT


def _wait_for(notebook: Notebook, place: str, text: str) -> None:
    notebook.page.wait_for_function(_TEXT, arg=[place, text], timeout=PATIENCE)


def _open_until_visible(notebook: Notebook, path: str) -> Any:
    """A field, with the folded groups opened in which it stands."""
    field = notebook.field(path)
    if not field.count():
        notebook.form().locator("details").first.wait_for(state="attached", timeout=PATIENCE)
    script = (
        "(node) => { for (let at = node; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true; }"
    )
    field.evaluate(script)
    field.wait_for(timeout=PATIENCE)
    return field
