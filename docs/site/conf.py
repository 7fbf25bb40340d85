"""How Sphinx builds the documentation; ``docs/site/stage.py`` lays out the sources around it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from chapters import START, chapters_in
from chinese_search import ChineseAndEnglish
from chinese_theme import in_chinese, translate
from neighbours import PLACES, language_of, neighbour

import eligibility

project = "eligibility"
author = "the contributors"
version = release = eligibility.__version__
root_doc = "docs/index"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["docs/site"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a page made from a pack may begin below its first level

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # these would come from a network; a form leaves its summary
nb_mime_priority_overrides = [
    ("html", "text/html", 0),
    ("html", "application/vnd.jupyter.widget-view+json", None),
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "eligibility"
html_static_path = ["docs/site/static"]
html_css_files = ["fonts.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_search_language = ChineseAndEnglish.lang


def in_its_language(_app: Any, pagename: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Tell browsers and screen readers the language of a page, and have the theme speak it."""
    if pagename.endswith(".zh"):
        context["language"] = "zh-CN"
        context["_"] = context["gettext"] = translate


def with_its_chapters(_app: Any, pagename: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Leave the chapters in the other language out of the side bar; the theme has made it by now."""
    language = language_of(pagename)
    if context.get("furo_navigation_tree"):
        link = context["pathto"](START[language][0])
        context["furo_navigation_tree"] = chapters_in(language, context["furo_navigation_tree"], link)


def with_its_neighbours(app: Any, pagename: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Lead on to the next page in the same language, and back."""
    for side in PLACES:
        name = neighbour(pagename, side, app.builder.relations)
        title = None if name is None else app.builder.render_partial(app.env.titles[name])["title"]
        context[side] = None if name is None else {"link": context["pathto"](name), "title": title}


def written_in_chinese(app: Any, error: Exception | None) -> None:
    """What the templates say without gettext, in Chinese on Chinese pages."""
    if error is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.zh.html"):
            page.write_text(in_chinese(page.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Any) -> None:
    """Register the search and the language of pages."""
    app.add_search_language(ChineseAndEnglish)
    app.connect("html-page-context", in_its_language)
    app.connect("html-page-context", with_its_neighbours)
    app.connect("html-page-context", with_its_chapters, priority=900)
    app.connect("build-finished", written_in_chinese)
