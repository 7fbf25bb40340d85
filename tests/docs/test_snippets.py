"""What the documents say is done here, block by block, so that nothing in them can go stale.

Every page is a little script. Its fenced blocks run in their order, in a folder of their own that holds copies of
``rules/`` and ``examples/``:

- ``python`` blocks share one namespace; those with ``>>>`` are doctests, the others are executed;
- ``yaml`` blocks are read as the library reads them, and checked against the model they belong to. Where the first
  line is a comment that names a file, the block is that file, or a change to it: text that stands in the file is the
  "before" of the next block of that file, and other text goes to its end. ``yaml wrong`` is not checked;
- ``console`` blocks are shell sessions, whose output has to be what the page shows; ``...`` stands for any text, ``…``
  for any within a line.
"""

import doctest
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from pydantic import BaseModel, TypeAdapter

import eligibility
from eligibility.interchange.tables.files import read_scenarios
from eligibility.pack import schema
from eligibility.pack.yaml_source import plain_data, read_yaml

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = [page for page in sorted((ROOT / "docs").rglob("*.md")) if ROOT / "docs" / "rules" not in page.parents]
RUN = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "rules" / "README.md", *WRITTEN]
PAGES = [*RUN, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md"]

MODELS: dict[str, type[BaseModel]] = {
    "pack": schema.PackFile,
    "facts": schema.FactsFile,
    "terms": schema.TermsFile,
    "parameters": schema.ParametersFile,
    "readings": schema.ReadingsFile,
    "clauses": schema.ClausesFile,
    "claims": schema.ClaimsFile,
    "programme": schema.ProgrammeFile,
    "cases": schema.CasesFile,
    "base": schema.CasesFile,
}
ENTRIES: dict[str, type[BaseModel]] = {
    "fact": schema.FactModel,
    "term": schema.TermModel,
    "parameter": schema.ParameterModel,
    "reading": schema.ReadingModel,
    "clause": schema.ClauseModel,
    "claim": schema.ClaimModel,
    "case": schema.CaseModel,
    "from": schema.ParameterValue,
    "code": schema.Unit,
    "is": schema.ChoiceModel,
}


class Block(NamedTuple):
    """A fenced block of a page, without its indentation."""

    line: int
    language: str
    text: str
    wrong: bool = False


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    fence = re.compile(r"^( *)```([\w-]*)([^\n]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
    text = page.read_text(encoding="utf-8")
    for found in fence.finditer(text):
        indent, language, information, body = found.groups()
        lines = (line.removeprefix(indent) for line in body.splitlines(keepends=True))
        line = text.count("\n", 0, found.start()) + 1
        yield Block(line, language, "".join(lines), wrong="wrong" in information)


def shown(page: Path) -> str:
    """The name of a page in the repository, for test ids."""
    return page.relative_to(ROOT).as_posix()


# --- running a page -----------------------------------------------------------------------------------------


class Runner:
    """Runs the blocks of one page in a folder."""

    def __init__(self, folder: Path, page: Path) -> None:
        self.folder = folder
        self.page = page
        self.names: dict[str, Any] = {"__name__": "__snippets__"}
        self.status = 0
        self.before: dict[Path, str] = {}

    def run(self, block: Block) -> None:
        """Run one block, if its language is one of those that run."""
        match block.language:
            case "python" if ">>>" in block.text:
                self._doctest(block)
            case "python":
                code = "\n" * block.line + block.text
                exec(compile(code, str(self.page), "exec"), self.names)  # noqa: S102 - our own pages
            case "yaml":
                if not block.wrong:
                    check_yaml(block.text)
                self._file(block.text)
            case "console":
                self._session(block.text)

    def _doctest(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, {}, shown(self.page), str(self.page), block.line)
        test.globs = self.names
        lines: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test, out=lines.append, clear_globs=False)
        assert not lines, "".join(lines)

    def _file(self, text: str) -> None:
        head, _, body = text.partition("\n")
        named = re.match(r"# (?:[\w-]+/)*[\w-]+\.yaml\b", head)
        if named is None:
            return
        path = self.folder / named[0].removeprefix("# ")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        now = path.read_text(encoding="utf-8")
        if path in self.before:
            path.write_text(now.replace(self.before.pop(path), body), encoding="utf-8")
        elif body in now:
            assert now.count(body) == 1, f"{path.name} holds this more than once:\n{body}"
            self.before[path] = body
        else:
            path.write_text(now.rstrip("\n") + "\n" + body, encoding="utf-8")

    def _session(self, text: str) -> None:
        for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            done = subprocess.run(
                ["sh", "-c", f"(exit {self.status}); {command}"],
                cwd=self.folder,
                env=environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
                timeout=120,
            )
            self.status = done.returncode
            assert alike(expected, done.stdout), f"$ {command}\n{done.stdout}\n--- the page shows\n{expected}"


def alike(expected: str, got: str) -> bool:
    """Whether an output is the one shown, but for blank space at the ends of lines."""
    wanted, found = ("\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (expected, got))
    pattern = re.escape(wanted).replace(re.escape("..."), r"[\s\S]*").replace("…", ".*")
    return re.fullmatch(pattern, found) is not None


def environment(folder: Path) -> dict[str, str]:
    """The shell's environment, with commands that are this very source and its pytest, as if set up already."""
    programs = folder / ".venv" / "bin"
    if not programs.exists():
        programs.mkdir(parents=True)
        commands = {"eligibility": "eligibility", "pytest": "pytest -p no:cacheprovider -p no:xdist"}
        (folder / ".ci").mkdir()
        (folder / ".ci" / "environment.sh").write_text("environment() { :; }\n", encoding="utf-8")
        for name, module in commands.items():
            command = programs / name
            command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', encoding="utf-8")
            command.chmod(0o755)
    here = str(Path(eligibility.__file__).resolve().parents[1])
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONPATH": here}
    return {**os.environ, **plain, "PATH": path}


@pytest.mark.parametrize("page", RUN, ids=shown)
def test_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block of a page runs and gives what the page shows."""
    for name in ("rules", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    runner = Runner(tmp_path, page)
    for block in blocks(page):
        try:
            runner.run(block)
        except Exception as error:
            error.add_note(f"{shown(page)}:{block.line}")
            raise
    assert not runner.before, "a change that the page never makes"


# --- YAML ---------------------------------------------------------------------------------------------------


def check_yaml(text: str) -> None:
    """Read a block as the library does, and check it against the model that its keys tell."""
    data = read_yaml(text, "block.yaml").data
    if data is None:
        return
    if isinstance(data, dict):
        if "scenarios" in data:
            read_scenarios(RULES.pack, text.encode(), "block.yaml", "yaml", date(2023, 6, 1))
            return
        known = next((model for key, model in MODELS.items() if key in data), None)
        if known is not None:
            known.model_validate(data)
        elif data.keys() <= {fact.path.partition(".")[0] for fact in RULES.facts} | {"unknown"}:
            RULES.person(plain_data(data))
        else:
            check_entry(data)
    else:
        for entry in data:
            check_entry(entry)


def check_entry(entry: dict[str, Any]) -> None:
    """Check one entry of a list of a pack's file, or one condition."""
    first = next(iter(entry))
    if first in ("applies", "requires", "notes", "for_each", "values", "expect"):
        for part in entry[first] if isinstance(entry[first], list) else [entry[first]]:
            check_entry(part)
    elif first in ENTRIES:
        ENTRIES[first].model_validate(entry)
    elif "list" in entry:
        schema.ForEach.model_validate(entry)
    elif "zh" in entry:
        schema.Note.model_validate(entry)
    elif "outcome" in str(entry):
        TypeAdapter(dict[str, schema.Expectation]).validate_python(entry)
    else:
        schema.Node.model_validate(entry)


RULES = eligibility.load("weihai-2023-13")


# --- what the pages promise to cover ------------------------------------------------------------------------


def test_errors_page_is_generated() -> None:
    """docs/reference/errors.md is what docs/generate.py makes of the messages."""
    made: str = runpy.run_path(str(ROOT / "docs" / "generate.py"))["errors_page"]()
    assert (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8") == made


def test_pack_format_names_every_key() -> None:
    """docs/reference/pack-format.md has a word on every key of every model."""
    text = (ROOT / "docs" / "reference" / "pack-format.md").read_text(encoding="utf-8")
    models = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert not {key for key in keys if f"`{key}`" not in text and f"`{key}: " not in text}


def test_command_line_page_names_every_command() -> None:
    """docs/reference/command-line.md has a section on every command, and there is no other."""
    text = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    from typer.main import get_command

    from eligibility.cli.app import app

    commands = set(getattr(get_command(app), "commands", {}))
    assert set(re.findall(r"^### `eligibility ([\w-]+)", text, flags=re.MULTILINE)) == commands


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_relative_links_resolve(page: Path) -> None:
    """Every link of a page that stays in the repository leads to something."""
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_both_readmes_say_the_same() -> None:
    """README.md and README.zh.md have the same headings, blocks and links, each to pages in its own language."""
    english, chinese = (shape(ROOT / name) for name in ("README.md", "README.zh.md"))
    assert english == chinese


def shape(page: Path) -> tuple[list[int], list[str], list[str]]:
    """Levels of headings, languages of blocks, and targets of links, in order."""
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)]
    links = [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if not target.startswith("README")]
    links = [re.sub(r"\.(zh|en)\.", ".", target) for target in links]
    return levels, [block.language for block in blocks(page)], links
