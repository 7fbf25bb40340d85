"""``eligibility check``: decide the persons in files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from eligibility._defects import defect
from eligibility.cli.errors import exit_code_of, guarded, in_order, problem_data, settings, show_error
from eligibility.cli.loading import STANDARD_INPUT, Answer, chosen_programmes, decide_files, decision_day, load_rules
from eligibility.cli.options import (
    DEFAULT_PACK,
    Files,
    Format,
    FormatOption,
    Lang,
    LangOption,
    On,
    PackOption,
    ProgrammeOption,
    ReadingOption,
)
from eligibility.cli.output import console, decision_data, line_width, print_json, print_line, print_lines
from eligibility.decision import Decision
from eligibility.errors import EligibilityError, Location, UsageError, problem
from eligibility.present.text import decision_lines

__all__ = ["check"]

_MANY = 20
_Made = TypeVar("_Made")


@guarded
def check(
    files: Files,
    on: On = None,
    programme: ProgrammeOption = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """核对一人或多人的情况 · Decide one or more persons."""
    rules = load_rules(pack, reading)
    day, programmes = decision_day(on), chosen_programmes(rules, programme)
    _refuse_repeated_input(files, lang.value)
    answers = decide_files(rules, files, day)
    if len(files) >= _MANY and sys.stderr.isatty():
        answers = iter(_with_progress(answers, len(files)))
    show = _show_json if format is Format.JSON else _show_text
    return show(answers, len(files), lang.value, programmes)


def _refuse_repeated_input(files: Sequence[Path], language: str) -> None:
    """Standard input can be read once."""
    if files.count(STANDARD_INPUT) > 1:
        expected = "至多一个 -" if language == "zh" else "one - at most"
        raise UsageError(problem("U013", name="FILE", expected=expected, got="- -"))


def _with_progress(answers: Iterable[Answer], count: int) -> list[Answer]:
    from rich.progress import track

    return list(track(answers, total=count, description="", console=console(stderr=True), transient=True))


def _show_json(answers: Iterator[Answer], count: int, language: str, programmes: tuple[str, ...]) -> int:
    shown = []
    codes = [0]
    for name, answer in answers:
        made = _made(name, answer, lambda decision: decision_data(decision, language, programmes))
        if isinstance(made, EligibilityError):
            shown.append({"file": name, "error": [problem_data(one, language) for one in in_order(made)]})
            codes.append(exit_code_of(made))
        else:
            shown.append({"file": name, **made})
    print_json(shown if count > 1 else shown[0])
    return max(codes)


def _show_text(answers: Iterator[Answer], count: int, language: str, programmes: tuple[str, ...]) -> int:
    width = line_width()
    errors: list[EligibilityError] = []
    for number, (name, answer) in enumerate(answers):
        made = _made(name, answer, lambda decision: list(decision_lines(decision, language, width, programmes)))
        if isinstance(made, EligibilityError):
            show_error(made, language)
            errors.append(made)
            continue
        if count > 1:
            print_line(("" if number == 0 else "\n") + f"━━ {name} ━━", "heading")
        print_lines(made)
    if errors and count > 1:
        print_line(_summary(count, len(errors), language), stderr=True)
    return _worst(errors)


def _made(
    name: str, answer: Decision | EligibilityError, make: Callable[[Decision], _Made]
) -> _Made | EligibilityError:
    """What is shown of an answer; a defect that keeps it from being shown costs no other file its answer."""
    if isinstance(answer, EligibilityError):
        return answer
    try:
        return make(answer)
    except Exception as error:
        if settings.debug:
            raise
        return defect(error, Location(name))


def _worst(errors: Sequence[EligibilityError]) -> int:
    return max((exit_code_of(error) for error in errors), default=0)


def _summary(count: int, failed: int, language: str) -> str:
    if language == "zh":
        return f"共 {count} 个文件：{count - failed} 个已答复，{failed} 个有误"
    return f"{count} files: {count - failed} answered, {failed} with errors"
