"""Lay out the sources of the documentation as Sphinx wants them: ``python docs/site/stage.py FOLDER``.

Pages stand where they stand in the repository, so that every link of theirs works on both. What only the site needs is
added here: the navigation, the list of decisions, and the reference of the Python interface from its docstrings.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import eligibility
import eligibility.live
import eligibility.scenarios
import eligibility.testing

ROOT: Final = Path(__file__).resolve().parents[2]
OUTSIDE: Final = (
    "README.md",
    "README.zh.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "rules/README.md",
    "examples/README.md",
)
"""Pages outside docs/ that are part of the site."""

NAVIGATION: Final[dict[str, tuple[str, ...]]] = {
    "中文": (
        "docs/index.zh",
        "README.zh",
        "docs/tutorial/first-person.zh",
        "docs/notebooks/first-person.zh",
        "docs/notebooks/borderline.zh",
        "docs/notebooks/readings-and-overlays.zh",
        "docs/how-to/use-in-a-notebook.zh",
        "docs/how-to/try-scenarios.zh",
        "docs/how-to/give-a-notice.zh",
        "docs/how-to/follow-a-case.zh",
        "docs/rules/weihai-2023-13/index.zh",
        "docs/rules/shandong-2020-settlement/index.zh",
        "docs/rules/example-district-plan/index.zh",
    ),
    "Tutorial": (
        "README",
        "docs/tutorial/first-person",
        "docs/notebooks/first-person.en",
        "docs/notebooks/borderline.en",
        "docs/notebooks/readings-and-overlays.en",
    ),
    "How to": ("docs/how-to/*",),
    "Explanation": ("docs/explanation/*", "docs/decisions/index"),
    "Reference": ("docs/reference/*", "CHANGELOG", "CONTRIBUTING", "examples/README"),
    "The rules": (
        "rules/README",
        "docs/rules/weihai-2023-13/index.en",
        "docs/rules/shandong-2020-settlement/index.en",
        "docs/rules/example-district-plan/index.en",
    ),
}
"""What stands in the side bar, by chapter; a star takes the pages that no chapter names."""


TITLES: Final = {
    "docs/index.zh": "首页",
    "README.zh": "这是什么",
    "README": "What it is",
    "docs/tutorial/first-person.zh": "第一个人（命令行）",
    "docs/tutorial/first-person": "Your first person (command line)",
    "docs/notebooks/first-person.zh": "笔记本：第一个人",
    "docs/notebooks/borderline.zh": "笔记本：临界的情形",
    "docs/notebooks/readings-and-overlays.zh": "笔记本：另一种口径、区市规定",
    "docs/notebooks/first-person.en": "Notebook: a first person",
    "docs/notebooks/borderline.en": "Notebook: a borderline scenario",
    "docs/notebooks/readings-and-overlays.en": "Notebook: another reading, a district's plan",
}
"""What the side bar calls pages whose own titles do not tell them apart there."""


def stage(folder: Path) -> None:
    """Write the sources into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.py", "build", "__pycache__"))
    for name in OUTSIDE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for pattern in ("examples/*", "rules/*/*.yaml", "LICENSE"):
        for path in ROOT.glob(pattern):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file() and not target.exists():
                shutil.copy(path, target)
    for name in ("conf.py", "chapters.py", "neighbours.py", "chinese_search.py", "chinese_theme.py"):
        shutil.copy(ROOT / "docs" / "site" / name, folder / name)
    _write(folder / "docs" / "decisions" / "index.md", _decisions(folder))
    _write(folder / "docs" / "reference" / "python.md", _python())
    for path in (folder / "docs" / "rules").glob("*/index.*.md"):
        _append(path, _tree(_pages_of_a_pack(path)))
    _append(
        folder / "docs" / "index.md", "\n".join(_tree(pages, chapter) for chapter, pages in navigation(folder).items())
    )
    for path in folder.rglob("*.md"):
        _write(path, _for_sphinx(path.read_text(encoding="utf-8")))


def navigation(folder: Path) -> dict[str, list[str]]:
    """The pages of every chapter, stars filled in."""
    named = {page for pages in NAVIGATION.values() for page in pages}
    found: dict[str, list[str]] = {}
    for chapter, pages in NAVIGATION.items():
        found[chapter] = []
        for page in pages:
            others = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob(f"{page}.md"))
            found[chapter] += [one for one in others if one not in named] if "*" in page else [page]
    return found


def _pages_of_a_pack(index: Path) -> list[str]:
    """The other pages about a pack in the language of its index, from the index's folder."""
    language = index.name.split(".")[1]
    home = index.parent
    pages = sorted(home.rglob(f"*.{language}.md"))
    return [page.relative_to(home).with_suffix("").as_posix() for page in pages if page != index]


def _tree(pages: list[str], caption: str = "") -> str:
    options = [":hidden:"]
    options += [f":caption: {caption}"] if caption else []
    listed = [_entry(page) if caption else page for page in pages]
    return "\n".join(["", "```{toctree}", *options, "", *listed, "```", ""])


def _entry(page: str) -> str:
    return f"{TITLES[page]} </{page}>" if page in TITLES else f"/{page}"


def _decisions(folder: Path) -> str:
    pages = sorted((folder / "docs" / "decisions").glob("*.md"))
    lines = ["# Decisions", "", "Why things are as they are, each with what was measured or tried.", ""]
    for page in pages:
        title = page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
        lines.append(f"- [{title}]({page.name})")
    return "\n".join([*lines, _tree([page.stem for page in pages])])


def _python() -> str:
    """The public interface, from the names that the package promises."""
    return "\n".join(
        [
            "# Python interface",
            "",
            "Made from the docstrings. What is named here is promised; see [Compatibility](compatibility.md).",
            *_module("eligibility", sorted(set(eligibility.__all__) - {"Person"})),
            "",
            "What `Rulebook` and `Decision` hand out and what tests use:",
            *_more(),
            "",
        ]
    )


def _more() -> Iterator[str]:
    yield from _module("eligibility.scenarios", sorted(eligibility.scenarios.__all__))
    yield from _module("eligibility.present.pictures.picture", ["Picture"])
    yield from _module("eligibility.live", sorted(eligibility.live.__all__))
    yield from _module("eligibility.testing", sorted(getattr(eligibility.testing, "__all__", ())))


def _module(module: str, names: list[str]) -> Iterator[str]:
    if not names:
        return
    yield f"\n## `{module}`\n"
    yield "```{eval-rst}"
    for name in names:
        __import__(module)
        kind = "autoclass" if isinstance(getattr(sys.modules[module], name), type) else "autofunction"
        yield f".. {kind}:: {module}.{name}"
        if kind == "autoclass":
            yield "   :members:"
        yield ""
    yield "```"


def _for_sphinx(text: str) -> str:
    """A folder's link leads to its list, and names of languages are those that Sphinx knows how to colour."""
    text = text.replace("decisions/)", "decisions/index.md)")
    return re.sub(r"^( *)```yaml wrong$", r"\1```yaml", text, flags=re.MULTILINE)


def _append(path: Path, text: str) -> None:
    _write(path, path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    stage(Path(sys.argv[1]))
