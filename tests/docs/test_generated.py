"""docs/rules/ is what docs/generate_pack.py makes of the packs, and a stranger finds there what matters."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import eligibility
from edits import Edit, copy_pack
from eligibility.decide.gathering import facts_read
from eligibility.language import tree
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.pack.model import Programme
from eligibility.present.markdown import anchor
from eligibility.present.reference_pages import pack_pages
from eligibility.present.rules_site import Site

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
COMMAND = "python docs/generate_pack.py"
GENERATOR: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "generate_pack.py"))
SMALL = ROOT / "tests" / "unit" / "small_pack"
PACKS = (*shipped_packs(), *shipped_overlays())


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page as it would be written now."""
    made: dict[str, str] = GENERATOR["pages"]()
    return made


# --- fresh, and always the same -----------------------------------------------------------------------------


def test_pages_are_fresh(pages: dict[str, str], tmp_path: Path) -> None:
    """What stands in docs/rules/ is what the generator writes."""
    GENERATOR["write"](pages, tmp_path)
    made, kept = _read(tmp_path), _read(FOLDER)
    stale = sorted(name for name in {*made, *kept} if made.get(name) != kept.get(name))
    assert not stale, "\n".join([f"stale; run `{COMMAND}`:", *(f"docs/rules/{name}" for name in stale)])


def test_writing_takes_away_what_nothing_makes_any_more(pages: dict[str, str], tmp_path: Path) -> None:
    """A page of a programme that is gone goes as well."""
    gone = tmp_path / "weihai-2023-13" / "programmes" / "gone.zh.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("gone", encoding="utf-8")
    GENERATOR["write"](pages, tmp_path)
    assert not gone.exists()


def test_pages_do_not_depend_on_the_process(pages: dict[str, str]) -> None:
    """Another process with another hash seed makes the same pages."""
    script = "import json, runpy, sys; print(json.dumps(runpy.run_path(sys.argv[1])['pages']()))"
    path = os.pathsep.join([str(Path(eligibility.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "docs" / "generate_pack.py")],
        env={**os.environ, "PYTHONHASHSEED": "13", "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == pages


def _read(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


# --- the stranger's questions -------------------------------------------------------------------------------


def programme_pages(pages: dict[str, str]) -> Iterator[tuple[eligibility.Rulebook, str, str, list[Programme], str]]:
    """Every programme's page with its rulebook, its language and its texts."""
    for name in PACKS:
        rules = eligibility.load(name)
        for programme in dict.fromkeys(text.id for text in rules.programmes):
            for language in ("zh", "en"):
                page = pages.get(f"{name}/programmes/{programme}.{language}.md")
                if page is not None:
                    texts = [text for text in rules.programmes if text.id == programme]
                    yield rules, name, language, texts, page


def section(page: str, title: str) -> str:
    """The part of a page under one heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def shown(markdown: str) -> str:
    """The text that a reader sees."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    text = re.sub(r"<[^>]*>", "", html)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(name, char)
    return text


def test_every_programme_has_its_pages(pages: dict[str, str]) -> None:
    """Both languages, for every programme of every pack, and for those that an overlay changes."""
    for name in shipped_packs():
        for programme in eligibility.load(name).programmes:
            assert {f"{name}/programmes/{programme.id}.{language}.md" for language in ("zh", "en")} <= pages.keys()
    for name in shipped_overlays():
        assert any(page.startswith(f"{name}/programmes/") for page in pages)


def test_which_clause_a_result_rests_on(pages: dict[str, str]) -> None:
    """A programme's page names its clause at the top, and every other clause at the condition that rests on it."""
    titles = {"zh": "依据", "en": "Clause"}
    for rules, name, language, texts, page in programme_pages(pages):
        for text in texts:
            own = re.search(rf"^- \*\*{titles[language]}\*\*.*$", page, flags=re.MULTILINE)
            assert own is not None, (name, text.id)
            assert f"[{text.clause}](../clauses.{language}.md#{anchor(text.clause)})" in own[0]
            for node in named_conditions(text):
                assert not node.clause or f"[{node.clause}](" in page, (name, text.id, node.id)
        assert rules.clauses


def test_who_decides(pages: dict[str, str]) -> None:
    """A programme's page names who decides, and for every open term who decides on that."""
    titles = {"zh": "由谁决定", "en": "Who decides"}
    for rules, name, language, texts, page in programme_pages(pages):
        line = next(line for line in page.splitlines() if line.startswith(f"- **{titles[language]}**"))
        for text in texts:
            for body in text.decided_by:
                assert rules.pack.body(body).in_language(language) in line, (name, text.id, body)
            for node in named_conditions(text):
                if isinstance(node.body, tree.Open) and node.says is not None:
                    entry = entry_of(page, node.says.in_language(language))
                    for body in node.body.who_decides:
                        assert rules.pack.body(body).in_language(language) in entry, (name, text.id, node.id)


def test_which_facts_were_read(pages: dict[str, str]) -> None:
    """A programme's page lists every fact that decides it, and no other, with who can supply it and what shows it."""
    titles = {"zh": "决定时看哪些事实", "en": "Facts read to decide"}
    for rules, name, language, texts, page in programme_pages(pages):
        read = {path for text in texts for path in facts_read(decisive(text))}
        listed = section(page, titles[language])
        rows = [line for line in listed.splitlines() if line.startswith("| [")]
        assert len(rows) == len(read), (name, texts[0].id)
        for path in read:
            fact = rules.pack.fact_by_path[path]
            row = next(
                shown(f"| a | b | c |\n| --- | --- | --- |\n{row}") for row in rows if f"{anchored(path)})" in row
            )
            assert fact.label.in_language(language) in row
            assert fact.evidence is None or fact.evidence.in_language(language) in row


def test_every_condition_stands_on_its_page(pages: dict[str, str]) -> None:
    """What the author says of a condition is on the page of its programme."""
    for _, name, language, texts, page in programme_pages(pages):
        text_shown = shown(page)
        for text in texts:
            for node in named_conditions(text):
                assert node.says is None or node.says.in_language(language) in text_shown, (name, text.id, node.id)


def test_every_case_stands_on_the_pages_of_its_programmes(pages: dict[str, str]) -> None:
    """A case has a row with its story, its date and its result on the page of each programme that it names."""
    titles = {"zh": "例子", "en": "Worked cases"}
    for rules, name, language, texts, page in programme_pages(pages):
        rows = [line for line in section(page, titles[language]).splitlines() if line.startswith("|")][2:]
        cases = [case.model for case in rules.pack.cases if texts[0].id in case.model.expect]
        assert len(rows) == len(cases), (name, texts[0].id)
        for row, case in zip(rows, cases, strict=True):
            story, _, outcome, why = (cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:5])
            expected = next(one for programme, one in case.expect.items() if programme == texts[0].id)
            told = str(case.story.zh if language == "zh" else case.story.en)
            assert told in shown(story.replace("<br>", " "))
            assert eligibility.Outcome(expected.outcome).label(language) in outcome
            assert why != "–", case.case


def test_every_note_stands_on_its_page(pages: dict[str, str]) -> None:
    """Every note of a programme is on its page."""
    for _, name, language, texts, page in programme_pages(pages):
        text_shown = shown(page)
        for text in texts:
            for note in text.notes:
                assert " ".join(note.text.in_language(language).split()) in text_shown, (name, text.id, note.id)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_glossary_clauses_and_readings_are_whole(name: str, language: str, pages: dict[str, str]) -> None:
    """Every fact, term, amount, clause and reading has a heading of its own, no two of them alike."""
    pack = eligibility.load(name).pack
    wanted = {
        "facts": [*pack.fact_by_path, *pack.term_by_name, *pack.parameter_by_name],
        "clauses": [clause.clause for clause in pack.clauses],
        "readings": list(pack.reading_by_id),
    }
    for page, names in wanted.items():
        heads = re.findall(r"^#{2,3} (.+)$", pages[f"{name}/{page}.{language}.md"], flags=re.MULTILINE)
        anchors = [anchor(head) for head in heads]
        assert len(set(anchors)) == len(anchors), page
        for one in names:
            assert [head for head in heads if head == one or head.endswith(f" `{one}`")], (page, one)


def named_conditions(text: Programme) -> Iterator[tree.Labelled]:
    """The named conditions of a programme's text, those left out that stand under one which a reading settles."""
    for condition in decisive(text):
        yield from _named(condition)


def _named(node: tree.Value | tree.Condition) -> Iterator[tree.Labelled]:
    if isinstance(node, tree.Labelled):
        yield node
        if not any(isinstance(part, tree.Fact | tree.ItemField | tree.Open) for part in tree.walk(node)):
            return
    for part in tree.children(node):
        yield from _named(part)


def decisive(text: Programme) -> list[tree.Condition]:
    """What an outcome or an item's outcome rests on."""
    conditions: list[tree.Condition] = [text.scope, text.requires]
    if text.item is not None:
        conditions.append(tree.Quantified(True, text.item.variable, text.item.records, text.item.requires))
    return conditions


def entry_of(page: str, says: str) -> str:
    """The entry of a list that begins with a condition's wording."""
    return next(
        shown(line.replace("<br>", " "))
        for line in page.splitlines()
        if line.lstrip().startswith("- ") and shown(line.lstrip().replace("<br>", " ")).strip().startswith(says)
    )


def anchored(path: str) -> str:
    """The end of the link to a fact."""
    return anchor(f" `{path}`")


# --- text stays text ----------------------------------------------------------------------------------------

HOSTILE = "a|b <script>alert(1)</script> *c* _d_ `e` [f](g) ~h~ # &amp; $i$"


def test_text_of_a_pack_is_shown_as_it_is(tmp_path: Path) -> None:
    """Nothing that a pack says is taken for Markdown or HTML."""
    edits = (
        Edit("facts.yaml", "label: {zh: 房间数, en: Rooms}", f"label: {{zh: 房间数, en: '{HOSTILE}'}}"),
        Edit("clauses.yaml", "gist: {zh: 取暖补贴, en: Heating grant}", f"gist: {{zh: 取暖补贴, en: '{HOSTILE}'}}"),
        Edit(
            "cases/heating.yaml",
            "story: {zh: 收入正好, en: Income at the limit}",
            f"story: {{zh: 收入正好, en: '{HOSTILE}'}}",
        ),
        Edit(
            "programmes/heating.yaml",
            "says: {zh: 房间不多, en: Has few rooms}",
            f"says: {{zh: 房间不多, en: '{HOSTILE}'}}",
        ),
        Edit(
            "readings.yaml",
            'question: {zh: 困难算不算？, en: "Does hardship count?"}',
            f"question: {{zh: 困难, en: '{HOSTILE}'}}",
        ),
    )
    made = pack_pages(Site(eligibility.load(copy_pack(SMALL, tmp_path, *edits)).pack))
    for name in ("programmes/heating.en.md", "facts.en.md", "clauses.en.md", "readings.en.md"):
        assert "<script" not in MarkdownIt("commonmark").enable("table").render(made[name]), name
        assert HOSTILE in shown(made[name]), name


def test_pack_without_cases_targets_or_territory(tmp_path: Path) -> None:
    """What a pack does not have leaves no empty table behind."""
    made = pack_pages(Site(eligibility.load(copy_pack(SMALL, tmp_path)).pack))
    assert "targets.en.md" not in made
    assert "There is none yet." in made["programmes/school.en.md"]
    for name, page in made.items():
        assert not re.search(r"^\| --- .*\n(?!\|)", page, flags=re.MULTILINE), name


def test_every_text_of_a_programme_is_on_its_page(tmp_path: Path) -> None:
    """A rule that changes from one day to the next has both texts on its page, each with its period."""
    first = (SMALL / "programmes" / "heating.yaml").read_text(encoding="utf-8")
    later = first.replace("clause: 第一条", "clause: 第一条\nfrom: 2025-01-01", 1).replace(
        "rooms <= most_rooms", "rooms < most_rooms"
    )
    folder = copy_pack(SMALL, tmp_path, Edit("programmes/heating-later.yaml", "", later))
    page = pack_pages(Site(eligibility.load(folder).pack))["programmes/heating.en.md"]
    assert [line for line in page.splitlines() if line.startswith("- **This text holds**")] == [
        "- **This text holds**: until 2024-12-31",
        "- **This text holds**: from 2025-01-01",
    ]
    assert "≤ [Most rooms]" in page
    assert "< [Most rooms]" in page


def test_other_readings_stand_on_the_page_of_readings(pages: dict[str, str]) -> None:
    """A choice that can be made says what it changes, with the condition as it is and as it would be."""
    page = section(pages["weihai-2023-13/readings.en.md"], "D5")
    assert "now: Reading [D5](readings.en.md#d5) (For everyone): taken as met, whatever the facts" in page
    assert "Is a migrant worker<br>Test: [Migrant worker]" in page
    assert "It changes no condition." not in page
    assert "comes of age" in section(pages["weihai-2023-13/readings.en.md"], "D12")
