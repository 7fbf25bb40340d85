"""The form in a bare page: legible in light and dark, and the findings in reach where the window is narrow."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

pytest.importorskip("anywidget")
import eligibility
from eligibility.notebook.widget import Form
from notebooks import PATIENCE

RULES = eligibility.load("weihai-2023-13")
LOAN = {"product": "entrepreneurship_guarantee_loan", "borrower": "individual"}
LEAST_FOR_TEXT, LEAST_FOR_CONTROLS = 4.5, 3.0  # WCAG 2.2 AA: 1.4.3, 1.4.11

_PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><style>{css}</style></head>
<body class="{theme}"><div id="here"></div><script type="module">
{module}
const kept = {state};
const nothing = () => {{}};
const model = {{ get: (name) => kept[name], set: nothing, save_changes: nothing, on: nothing, off: nothing }};
render({{ model, el: document.getElementById("here") }});
document.querySelectorAll("details").forEach((one) => (one.open = true));
</script></body></html>"""

_TOO_PALE = """(form, [text, controls]) => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const clear = (colour) => colour === "transparent" || parts(colour)[3] === 0;
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, pale] = [light(one), light(other)].sort((a, b) => a - b);
    return (pale + 0.05) / (dark + 0.05);
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!clear(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const wrong = [];
  let measured = 0;
  for (const node of form.querySelectorAll("*")) {
    const style = getComputedStyle(node);
    if (style.display === "none" || !node.checkVisibility()) continue;
    const said = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (said || node.matches("select, input[type=text]")) {
      measured += 1;
      const found = contrast(style.color, behind(node));
      if (found < text) wrong.push(`${node.tagName}.${node.className} text ${found.toFixed(2)}`);
    }
    if (node.matches("input[type=text]") && node.placeholder) {
      const found = contrast(getComputedStyle(node, "::placeholder").color, behind(node));
      if (found < text) wrong.push(`placeholder ${found.toFixed(2)}`);
    }
    if (node.matches("input[type=text], select, button")) {
      const found = contrast(style.borderTopColor, behind(node.parentElement));
      if (found < controls) wrong.push(`${node.tagName}.${node.className} border ${found.toFixed(2)}`);
    }
  }
  return [measured, [...new Set(wrong)]];
}"""


def shown(chromium: Any, language: str, theme: str, width: int) -> Any:
    """A page with the form of somebody who has a loan; one answer of it is wrong."""
    form = Form(RULES, {"loan": LOAN}, date(2023, 6, 1), language)
    form.answers = {**form.answers, "birth_date": {"value": "x"}}
    names = ("layout_of_form", "answers", "view", "summary_id")
    state = json.dumps({name: getattr(form, name) for name in names}, ensure_ascii=False).replace("</", "<\\/")
    module = form._esm.replace("export default { render };", "")
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    page.set_content(_PAGE.format(language=language, css=form._css, theme=theme, module=module, state=state))
    page.wait_for_selector(".eligibility-form .findings .badge", timeout=PATIENCE)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_form_is_legible(chromium: Any, theme: str) -> None:
    """Every text of the form has the contrast of WCAG AA as the browser paints it, and every control's border."""
    page = shown(chromium, "zh", theme, 420)
    measured, wrong = page.locator(".eligibility-form").evaluate(_TOO_PALE, [LEAST_FOR_TEXT, LEAST_FOR_CONTROLS])
    page.close()
    assert measured > 50
    assert wrong == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_are_in_reach_where_it_is_narrow(chromium: Any, language: str) -> None:
    """The count of each outcome stays in sight on a narrow screen, and leads to the findings."""
    page = shown(chromium, language, "light", 420)
    counts = page.locator(".eligibility-form button.counts")
    badges = page.locator(".eligibility-form .findings .tally .badge").all_inner_texts()
    assert counts.locator(".badge").all_inner_texts() == badges
    page.evaluate("window.scrollTo(0, 900)")
    assert counts.bounding_box()["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    counts.click()
    heading = page.locator(".eligibility-form .beside > .heading").first
    under, place = counts.bounding_box(), heading.bounding_box()
    assert under["y"] + under["height"] <= place["y"] < 400
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not counts.is_visible()
    page.close()
