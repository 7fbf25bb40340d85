"""``eligibility ask``: an interview that asks only what still matters, and ends with the decision."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from eligibility._files import write_file
from eligibility.cli.answers import Command, NotUnderstood, format_hint, options_of, parse_answer
from eligibility.cli.errors import guarded
from eligibility.cli.interview import Interview, Question
from eligibility.cli.loading import STANDARD_INPUT, chosen_programmes, decision_day, load_rules, read_source
from eligibility.cli.options import (
    DEFAULT_PACK,
    Format,
    FormatOption,
    Lang,
    LangOption,
    On,
    PackOption,
    ProgrammeOption,
    ReadingOption,
)
from eligibility.cli.output import decision_data, line_width, print_json, print_line, print_lines
from eligibility.errors import InputError, UsageError, cut, problem
from eligibility.pack.layout import UnknownReason
from eligibility.present.explanation import Labeller
from eligibility.present.layout import cells, wrap
from eligibility.present.text import OUTCOME_MARKS, decision_lines
from eligibility.rulebook import person_from_file

__all__ = ["ask"]

_WORDS: Final = {
    "welcome": (
        "只问还会影响结果的问题。随时可以输入：不知道、不愿说、有出入、跳过、返回、退出、帮助。",
        "Only what still matters is asked. Always possible: unknown, refused, conflicting, skip, back, quit, help.",
    ),
    "again": (
        "没有听懂，请按提示回答，或者输入：不知道。",
        "That was not understood. Please answer as shown, or say: unknown.",
    ),
    "first": ("这已经是第一题。", "This is the first question."),
    "done": ("没有更多会影响结果的问题了。", "Nothing else can change an outcome."),
    "stopped": ("到此为止，以下是目前的结果。", "Stopped here; this is where things stand."),
    "left": ("还剩至多 {} 问", "at most {} left"),
    "evidence": ("证明材料：{}", "Shown by: {}"),
    "matters": ("关系到：{}", "Matters for: {}"),
    "who": ("也可以查：{}", "Can also be looked up: {}"),
    "noted": ("记为", "Noted:"),
    "saved": ("已保存到 {}", "Saved to {}"),
}
_NUMBERED_IN_A_ROW: Final = 3


@guarded
def ask(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="已有的人员文件，从它问起 · A person file to start from")
    ] = None,
    on: On = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="把答案存成 YAML 文件 · Save the answers as YAML")
    ] = None,
    programme: ProgrammeOption = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """一问一答，只问还需要的 · An interview that asks only what matters."""
    rules = load_rules(pack, reading)
    day, programmes = decision_day(on), chosen_programmes(rules, programme)
    _refuse_bad_places(file, save, lang.value)
    start: dict[str, Any] = {}
    if file is not None:
        source = read_source(file)
        person_from_file(rules, source.data, source.where)
        start = source.data
    interview = Interview(rules, start, day, programmes)
    talk = _Talk(interview, programmes, lang.value, aside=format is Format.JSON)
    try:
        talk.run()
    except KeyboardInterrupt:
        talk.say()
        raise
    finally:
        if save is not None:
            _save(interview, save)
            talk.say(talk.word("saved").format(save), "quiet")
    if format is Format.JSON:
        print_json(decision_data(interview.decision, lang.value, programmes))
    else:
        print_line()
        print_lines(decision_lines(interview.decision, lang.value, line_width(), programmes))
    return 0


def _refuse_bad_places(file: Path | None, save: Path | None, language: str) -> None:
    """Say before the interview, not after it, that the answers could not be saved."""
    chinese = language == "zh"
    if file == STANDARD_INPUT:
        expected = (
            "一个文件，因为答案要从标准输入读" if chinese else "a file, since the answers come from standard input"
        )
        raise UsageError(problem("U013", name="FILE", expected=expected, got="-"))
    if save is None:
        return
    if save.exists() and (file is None or not save.samefile(file)):
        expected = (
            "一个还不存在的文件，或者开始时读的那个" if chinese else "a file that does not exist yet, or the one read"
        )
        raise UsageError(problem("U013", name="--save", expected=expected, got=cut(str(save))))
    if not os.access(save.parent, os.W_OK):
        expected = "可以写入的文件夹" if chinese else "a folder that can be written to"
        raise UsageError(problem("U013", name="--save", expected=expected, got=cut(str(save.parent))))


def _save(interview: Interview, place: Path) -> None:
    """Write the person as YAML, for its owner's eyes only."""
    write_file(place, yaml.safe_dump(interview.data, allow_unicode=True, sort_keys=False).encode(), private=True)


class _Talk:
    """The interview on a terminal, or between two pipes."""

    def __init__(self, interview: Interview, programmes: tuple[str, ...], language: str, *, aside: bool) -> None:
        self._interview = interview
        self._programmes = programmes
        self._pack = interview.rules.pack
        self._language = language
        self._aside = aside
        self._number = 1

    def run(self) -> None:
        """Ask until nothing more matters, the other side quits, or the answers end."""
        self._wrapped(self.word("welcome"), "quiet")
        while (question := self._interview.question()) is not None:
            self._show(question)
            if not self._settle(question):
                self.say("\n" + self.word("stopped"), "quiet")
                return
        self.say("\n" + self.word("done"), "quiet")

    # --- one question ---

    def _settle(self, question: Question) -> bool:
        """Take answers until one will do; ``False`` if the interview is over."""
        while True:
            text = self._read()
            if text is None:
                return False
            try:
                answer = parse_answer(text, question.fact, self._pack, self._language)
            except NotUnderstood:
                self._complain(question)
                continue
            if isinstance(answer, Command):
                if answer.name == "quit":
                    return False
                if answer.name == "help":
                    self._help(question)
                elif self._back():
                    return True
                continue
            if self._take(question, answer):
                self._number += 1
                return True

    def _take(self, question: Question, answer: UnknownReason | tuple[Any]) -> bool:
        try:
            if isinstance(answer, UnknownReason):
                changed = self._interview.leave(question.path, answer)
                self.say(f"  {self.word('noted')} {answer.label(self._language)}", "quiet")
            else:
                changed = self._interview.answer(question.path, answer[0])
                self.say(f"  {self.word('noted')} {self._kept(question)}", "quiet")
        except InputError as error:
            for one in error.problems:
                self._wrapped(f"  {one.message(self._language)}", "error")
            return False
        for name in changed:
            if not self._programmes or name in self._programmes:
                self._tell(name)
        return True

    def _tell(self, programme: str) -> None:
        """An outcome that has just been settled."""
        finding = self._interview.decision[programme]
        if finding.outcome.is_final or not finding.missing:
            title, label = finding.title.in_language(self._language), finding.outcome.label(self._language)
            colon = "：" if self._language == "zh" else ": "
            self.say(f"  {OUTCOME_MARKS[finding.outcome]} {title}{colon}{label}", finding.outcome.value)

    def _back(self) -> bool:
        if not self._interview.back():
            self.say(f"  {self.word('first')}", "error")
            return False
        self._number -= 1
        return True

    def _kept(self, question: Question) -> str:
        """The value as it was understood, in words."""
        person: Any = self._interview.decision.person
        for part in question.path.replace("[", ".").replace("]", "").split("."):
            person = person[int(part)] if part.isdigit() else getattr(person, part)
        return Labeller(self._pack, self._interview.decision.person, self._language).fact_value(
            question.fact.path, person
        )

    # --- what is shown ---

    def _show(self, question: Question) -> None:
        fact = question.fact
        left = self.word("left").format(question.remaining)
        place = self._place(question.path)
        self.say()
        self._wrapped(f"[{self._number}] {place}{fact.question.in_language(self._language)}", "heading", hanging="    ")
        self._options(question)
        hint = format_hint(fact, self._language)
        self.say(
            "    " + (f"（{left}）" if self._language == "zh" else f"({left})") + (f" {hint}" if hint else ""), "quiet"
        )

    def _place(self, path: str) -> str:
        """Which record of a list a question is about."""
        if "[" not in path:
            return ""
        label = self._pack.fact_by_path[path.partition("[")[0]].label.in_language(self._language)
        number = int(path.partition("[")[2].partition("]")[0]) + 1
        return f"{label} {number}：" if self._language == "zh" else f"{label} {number}: "

    def _options(self, question: Question) -> None:
        options = options_of(question.fact, self._pack, self._language)
        shown = [f"{number} {option.label}" for number, option in enumerate(options, start=1)]
        if len(shown) <= _NUMBERED_IN_A_ROW:
            if shown:
                self.say("    " + "    ".join(shown))
            return
        width = cells(str(len(shown)))
        for number, option in enumerate(options, start=1):
            self.say(f"    {number:>{width}} {option.label}")

    def _complain(self, question: Question) -> None:
        hint = format_hint(question.fact, self._language)
        self._wrapped(f"  {self.word('again')}" + (f"（{hint}）" if hint and self._language == "zh" else ""), "error")

    def _help(self, question: Question) -> None:
        fact, language = question.fact, self._language
        separator = "、" if language == "zh" else ", "
        titles = [
            finding.title.in_language(language)
            for finding in self._interview.decision.findings
            if any(one.path == question.path for answer in (finding, *finding.items) for one in answer.missing)
        ]
        lines = [fact.help.in_language(language)] if fact.help else []
        if fact.evidence:
            lines.append(self.word("evidence").format(fact.evidence.in_language(language)))
        if fact.who:
            lines.append(self.word("who").format(fact.who.in_language(language)))
        if titles:
            lines.append(self.word("matters").format(separator.join(titles)))
        for line in lines:
            self._wrapped(f"    {line}", "quiet", hanging="    ")

    # --- in and out ---

    def word(self, name: str) -> str:
        """A phrase in the language of the interview."""
        return _WORDS[name][self._language != "zh"]

    def say(self, text: str = "", style: str = "") -> None:
        """A line to the person who answers."""
        print_line(text, style, stderr=self._aside)

    def _wrapped(self, text: str, style: str, *, hanging: str = "") -> None:
        for line in wrap(text.lstrip(), line_width(), text[: len(text) - len(text.lstrip())], hanging=hanging):
            self.say(line, style)

    def _read(self) -> str | None:
        """The next answer, ``None`` when there are no more; piped answers are shown, so that the text makes sense."""
        prompt = "  > "
        if sys.stdin.isatty() and not self._aside:
            with suppress(ImportError):
                import readline  # noqa: F401 - importing it is what makes arrows and backspace work on wide characters
            try:
                return input(prompt)
            except EOFError:
                self.say()
                return None
        print_line(prompt, stderr=self._aside, end="")
        text = sys.stdin.readline()
        if not text:
            self.say()
            return None
        if not sys.stdin.isatty():
            self.say(text.rstrip("\r\n"))
        return text
