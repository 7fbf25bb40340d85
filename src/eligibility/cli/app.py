"""The commands put together, and what is done before and after each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eligibility._version import __version__
from eligibility.cli.ask import ask
from eligibility.cli.case import case_app
from eligibility.cli.check import check
from eligibility.cli.clauses import clauses
from eligibility.cli.diff import diff
from eligibility.cli.errors import BAD_INPUT, STOPPED, close_pipe, report, settings
from eligibility.cli.explain import explain
from eligibility.cli.facts import facts
from eligibility.cli.nearest import gaps, nearest
from eligibility.cli.notice import notice
from eligibility.cli.output import print_line, use_utf8
from eligibility.cli.overlay import overlay
from eligibility.cli.prove import prove
from eligibility.cli.readings import readings
from eligibility.cli.scenarios import scenarios
from eligibility.cli.schema import schema
from eligibility.cli.targets import targets
from eligibility.cli.test import run_tests
from eligibility.cli.usage import asked_language, usage_lines

__all__ = ["app"]

_NAME = "eligibility"
_EPILOGUE = (
    "退出码 Exit codes：0 已全部答复 everything was answered · 1 算例或声明不通过、比较有差别 cases or claims failed, "
    "or there is a difference · "
    "2 输入、规则包或用法有误 bad input, pack or usage · 70 程序缺陷 a defect of ours"
)


class _Commands(TyperGroup):
    """The group of all commands, with one way to end for all of them."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        del prog_name, standalone_mode  # the same however we are called
        use_utf8()
        words = list(sys.argv[1:] if args is None else args)
        settings.debug = "--debug" in words
        words = [word for word in words if word != "--debug"]
        language = asked_language(words)
        try:
            code = super().main(
                args=words,
                prog_name=_NAME,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            sys.stdout.flush()
        except BrokenPipeError:
            code = close_pipe()
        except typer.Abort:
            code = STOPPED
        except Exception as error:  # noqa: BLE001 - nobody is shown a traceback
            message = getattr(error, "format_message", None)
            code = report(error, language) if message is None else _bad_usage(error, message(), language)
        sys.exit(code if isinstance(code, int) else 0)


def _bad_usage(error: Exception, message: str, language: str) -> int:
    """One line about a mistake in the call, and where to read on; nothing where the help was shown instead."""
    if not message:
        return BAD_INPUT
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else _NAME
    wrong, where = usage_lines(command, message, language)
    print_line(wrong, "error", stderr=True)
    print_line(where, stderr=True)
    return BAD_INPUT


app = typer.Typer(
    cls=_Commands,
    name=_NAME,
    help="谁能享受什么、为什么、还缺什么 · Who gets what, why, and what is missing",
    epilog=_EPILOGUE,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"eligibility {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="版本 · Version")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示调用栈 · Tracebacks for defects")] = False,
) -> None:
    """谁能享受什么、为什么、还缺什么 · Who gets what, why, and what is missing."""


for _name, _command in (
    ("check", check),
    ("explain", explain),
    ("ask", ask),
    ("schema", schema),
    ("test", run_tests),
    ("clauses", clauses),
    ("facts", facts),
    ("notice", notice),
    ("readings", readings),
    ("diff", diff),
    ("prove", prove),
    ("nearest", nearest),
    ("gaps", gaps),
    ("overlay", overlay),
    ("scenarios", scenarios),
    ("targets", targets),
):
    app.command(_name)(_command)
app.add_typer(case_app, name="case")
