"""``eligibility case``: a case that lasts weeks, kept in a journal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from eligibility.cli.answers import Command, NotUnderstood, parse_answer
from eligibility.cli.errors import guarded
from eligibility.cli.loading import chosen_programmes, decision_day, load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, On, PackOption, ReadingOption
from eligibility.cli.output import decision_data, line_width, print_json, print_line, print_lines
from eligibility.errors import CaseError, InputError, PackError, UsageError, closest, cut, problem
from eligibility.interchange.person_files import read_person_text
from eligibility.interchange.tables.cells import CellError, FactCells
from eligibility.interchange.tables.headers import Headers
from eligibility.interchange.typed import half_width
from eligibility.language.types import Kind as FactKind
from eligibility.live import Case, Change, Entry, SqliteJournal
from eligibility.live.state import fold
from eligibility.pack.layout import UnknownReason
from eligibility.pack.model import FactDefinition, Pack
from eligibility.present.case_text import change_lines, conflict_lines, history_lines
from eligibility.present.text import decision_lines
from eligibility.rulebook import Rulebook

__all__ = ["case_app"]

case_app = typer.Typer(
    help="跟踪一个持续数周的案件 · Follow a case that lasts weeks", no_args_is_help=True, add_completion=False
)

Name = Annotated[str, typer.Argument(metavar="CASE", help="案件的名称 · Name of the case")]
OtherRules = Annotated[str | None, typer.Option("--pack", metavar="PACK", help="换用的规则包 · Other rules")]
JournalOption = Annotated[
    Path,
    typer.Option(
        "--journal", metavar="FILE", envvar="ELIGIBILITY_JOURNAL", help="案件日志（SQLite 文件） · The journal"
    ),
]
SourceOption = Annotated[str, typer.Option("--source", metavar="WHO", help="谁说的，如 本人、社保库 · Who says so")]
AtOption = Annotated[str | None, typer.Option("--at", metavar="TIME", help="何时说的，只供审计 · When, for the audit")]
WhyOption = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="根据，只供审计 · On what ground")]
EngineOption = Annotated[
    bool,
    typer.Option("--durable/--decide", help="由 durable-rules 推理并核对，或只用 decide · Derived by durable-rules"),
]
_OPTIONS: Final = (FactKind.BOOLEAN, FactKind.CHOICE, FactKind.CHOICES, FactKind.REGION)
_LENGTH_OF_A_CODE: Final = 6  # of a region
_DEFAULT_JOURNAL: Final = Path("cases.journal")
_WORDS: Final = {
    "opened": ("已建立案件 {}，办理日期 {}", "Opened the case {}, decision date {}"),
    "nothing": ("结果没有变化", "Nothing has changed"),
    "conflicts": ("来源不一致：", "In conflict:"),
}


@case_app.command("new")
@guarded
def new(
    name: Annotated[
        str | None, typer.Argument(metavar="CASE", help="名称，不给则取下一个编号 · Name, or the next number")
    ] = None,
    on: On = None,
    journal: JournalOption = _DEFAULT_JOURNAL,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """建立案件 · Open a new case."""
    rules, day = load_rules(pack, reading), decision_day(on)
    with SqliteJournal(journal) as place:
        if name is not None and place.read(name):
            raise CaseError(problem("C006", name=cut(name)))
        with rules.open_case(on=day, journal=place, case=name, engine="decide") as case:
            if format is Format.JSON:
                print_json({"case": case.name, "on": case.on.isoformat()})
            else:
                print_line(_word("opened", lang).format(case.name, case.on))
    return 0


@case_app.command("tell")
@guarded
def tell(
    name: Name,
    facts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FACT=VALUE]...",
            help="事实，如 贷款金额=80000，列表写成 JSON · Facts, such as loan.amount=80000, a list as JSON",
        ),
    ] = None,
    source: SourceOption = "applicant",
    retract: Annotated[
        str | None, typer.Option("--retract", metavar="FACT", help="收回该来源的说法 · Take back what it said")
    ] = None,
    settle: Annotated[
        str | None, typer.Option("--settle", metavar="FACT", help="冲突以该来源为准 · Settle on this source")
    ] = None,
    on: On = None,
    at: AtOption = None,
    why: WhyOption = None,
    journal: JournalOption = _DEFAULT_JOURNAL,
    pack: OtherRules = None,
    reading: ReadingOption = None,
    durable: EngineOption = False,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """告知、更正、收回或裁定事实，或改变办理日期，一次一种 · Tell, retract or settle facts, or move the date."""
    if sum(bool(one) for one in (facts, retract, settle, on)) != 1:
        expected = "FACT=VALUE …, --retract, --settle, --on"
        raise UsageError(
            problem(
                "U013", name="tell", expected=expected, got=str(sum(bool(one) for one in (facts, retract, settle, on)))
            )
        )
    day = None if on is None else decision_day(on)
    with SqliteJournal(journal, create=False) as place:
        rules = _rules_of(place, name, pack, reading)
        values = _values(rules, facts or (), lang.value)
        with rules.open_case(journal=place, case=name, engine="durable" if durable else "decide") as case:
            if day is not None:
                made = case.advance(on=day, at=at, why=why)
            elif retract is not None:
                made = case.retract_fact(_path(rules, retract), source=source, at=at, why=why)
            elif settle is not None:
                made = case.settle(_path(rules, settle), source=source, at=at, why=why)
            else:
                made = case.assert_facts(values, source=source, at=at, why=why)
            if format is Format.JSON:
                print_json({"case": name, "changes": [change.to_dict() for change in made]})
            else:
                _show_changes(case, made, lang)
    return 0


@case_app.command("show")
@guarded
def show(
    name: Name,
    journal: JournalOption = _DEFAULT_JOURNAL,
    pack: OtherRules = None,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """案件目前的结果、还缺什么、哪些来源不一致 · How a case stands, what is missing, what is in conflict."""
    with SqliteJournal(journal, create=False) as place, _taken_up(place, name, pack, reading) as case:
        if format is Format.JSON:
            print_json({"case": name, **decision_data(case.decision, lang.value, ()), "conflicts": case.conflicts()})
            return 0
        print_lines(decision_lines(case.decision, lang.value, line_width(), ()))
        if case.conflicts():
            print_line()
            print_line(_word("conflicts", lang), "heading")
            print_lines(conflict_lines(case.rules.pack, case.conflicts(), lang.value))
    return 0


@case_app.command("history")
@guarded
def history(
    name: Name,
    journal: JournalOption = _DEFAULT_JOURNAL,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """日志里记下的一切 · Everything that was recorded."""
    with SqliteJournal(journal, create=False) as place:
        rows = [
            {
                "step": entry.step,
                "kind": entry.kind.value,
                "fact": entry.path or None,
                "value": entry.value,
                "reason": entry.reason or None,
                "source": entry.source or None,
                "at": entry.at or None,
                "why": entry.why or None,
                "on": None if entry.on is None else entry.on.isoformat(),
            }
            for entry in _recorded(place, name)
        ]
        if format is Format.JSON:
            print_json({"case": name, "history": rows})
        else:
            print_lines(history_lines(_words_for(place, name), rows, lang.value))
    return 0


@case_app.command("why")
@guarded
def why(
    name: Name,
    programme: Annotated[
        str | None, typer.Argument(metavar="PROGRAMME", help="只看这个项目，编号或名称 · Only this programme")
    ] = None,
    journal: JournalOption = _DEFAULT_JOURNAL,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """哪一步、因为什么，结果变成了什么 · Which step changed what, and because of what."""
    with SqliteJournal(journal, create=False) as place, _taken_up(place, name, None, None) as case:
        wanted = chosen_programmes(case.rules, None if programme is None else [programme])
        made = [change for change in case.changes() if not wanted or change.programme in wanted]
        explained = [str(case.decision[one].explain(lang.value)) for one in wanted]
        if format is Format.JSON:
            print_json({"case": name, "changes": [change.to_dict() for change in made]})
            return 0
        print_lines(change_lines([(change.step, change.text(lang.value)) for change in made], lang.value))
        for text in explained:
            print_line()
            print_line(text)
    return 0


@case_app.command("watch")
@guarded
def watch(
    on: On = None,
    journal: JournalOption = _DEFAULT_JOURNAL,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    new_pack: Annotated[
        str | None, typer.Option("--new-pack", metavar="PACK", help="要比较的新规则包 · The rules to compare with")
    ] = None,
    new_reading: Annotated[
        list[str] | None,
        typer.Option("--new-reading", metavar="ID=CHOICE", help="要比较的口径，可重复 · A reading to compare with"),
    ] = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """政策找人：换了规则、口径或日期，谁的结果会变 · Whose answers would change under other rules or dates."""
    if not (new_pack or new_reading or on):
        raise UsageError(problem("U013", name="watch", expected="--new-pack, --new-reading, --on", got="–"))
    day = None if on is None else decision_day(on)
    rules = load_rules(pack, reading)
    other = load_rules(new_pack or pack, reading, new_reading)
    with SqliteJournal(journal, create=False) as place, rules.watch(place) as watched:
        report = watched.compare(rules=other, on=day)
        if format is Format.JSON:
            print_json(report.to_dict())
        else:
            print_line(report.text(lang.value) or _word("nothing", lang))
    return 0


# --- inside ---------------------------------------------------------------------------------------------------


def _taken_up(place: SqliteJournal, name: str, pack: str | None, reading: Sequence[str] | None) -> Case:
    """A case as it is in the journal, only to look at."""
    return _rules_of(place, name, pack, reading).open_case(journal=place, case=name, engine="decide")


def _recorded(place: SqliteJournal, name: str) -> list[Entry]:
    """What was recorded of a case; C005 if there is none."""
    entries = place.read(name)
    if not entries:
        raise CaseError(problem("C005", name=cut(name), suggestion=closest(name, place.cases())))
    return entries


def _words_for(place: SqliteJournal, name: str) -> Pack | None:
    """The pack that has words for what was recorded; nothing if it is gone: a history is shown without it."""
    try:
        return _rules_of(place, name, None, None).pack
    except (PackError, UsageError):
        return None


def _rules_of(place: SqliteJournal, name: str, pack: str | None, reading: Sequence[str] | None) -> Rulebook:
    """The rules that a case was recorded under, unless others are named."""
    recorded = fold(_recorded(place, name)).rules
    chosen = [f"{one}={choice}" for one, choice in recorded.get("readings", {}).items()] if pack is None else []
    return load_rules(pack or str(recorded["id"]), chosen, reading)


def _values(rules: Rulebook, facts: Sequence[str], language: str) -> dict[str, Any]:
    """What is told, by path; I105 for a fact that is told twice."""
    found: dict[str, Any] = {}
    for fact in facts:
        path, value = _parsed(rules, fact, language)
        if path in found:
            raise InputError(problem("I105", fact=path, got=path))
        found[path] = value
    return found


def _parsed(rules: Rulebook, fact: str, language: str) -> tuple[str, Any]:
    """A fact and its value from ``FACT=VALUE``; the value may be a reason for not knowing it."""
    name, *rest = re.split("[=＝]", fact, maxsplit=1)
    if not rest:
        raise UsageError(problem("U013", name="FACT=VALUE", expected="loan.amount=80000", got=cut(fact)))
    path, text = _path(rules, name), rest[0]
    definition = rules.pack.fact_by_path[path]
    if definition.type.kind is FactKind.RECORDS and text.strip().startswith("["):
        return path, read_person_text(text, path, "json").data
    try:
        answer = (text,) if _counts_options(text, definition) else parse_answer(text, definition, rules.pack, language)
    except NotUnderstood:
        answer = (text,)
    if isinstance(answer, UnknownReason):
        return path, answer
    value = text if isinstance(answer, Command) else answer[0]
    return path, _as_in_a_table(rules, definition, value) if isinstance(value, str) else value


def _counts_options(text: str, fact: FactDefinition) -> bool:
    """Whether an answer gives the number of an option: nobody was shown a list here whose second one could be meant."""
    numbers = re.split(r"[\s,、;，；]+", half_width(text).strip())
    return fact.type.kind in _OPTIONS and any(
        one.isdigit() and one != "0" and len(one) < _LENGTH_OF_A_CODE for one in numbers
    )


def _as_in_a_table(rules: Rulebook, fact: FactDefinition, text: str) -> Any:
    """What a cell with this text means; what it does not is refused in a caseworker's words."""
    if fact.type.kind is FactKind.RECORDS:
        return text
    try:
        return FactCells(fact, rules.pack).read(text)[0]
    except CellError as error:
        found = problem(error.code, fact=fact.path, expected=error.expected, got=error.got)
        raise InputError(found.labelled(fact.label.zh, fact.label.en)) from None


def _path(rules: Rulebook, name: str) -> str:
    """The path of a fact called by its path or its label, as in a table; I101 with a suggestion."""
    headers = Headers(rules.pack)
    column = headers.read(name)
    if column is None or column.fact is None or column.records:
        raise InputError(problem("I101", fact=cut(name.strip()), suggestion=headers.nearest(name.strip())))
    return column.fact.path


def _show_changes(case: Case, made: Sequence[Change], lang: Lang) -> None:
    if not made:
        print_line(_word("nothing", lang), "quiet")
    for change in made:
        style = "" if change.after is None else change.after.value
        print_line(change.text(lang.value), style)
    if case.conflicts():
        print_line(_word("conflicts", lang), "heading")
        print_lines(conflict_lines(case.rules.pack, case.conflicts(), lang.value))


def _word(name: str, lang: Lang) -> str:
    return _WORDS[name][lang is Lang.EN]
