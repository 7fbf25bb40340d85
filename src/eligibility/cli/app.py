"""The commands put together, and what is done before and after each."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eligibility._version import __version__
from eligibility.cli.ask import ask
from eligibility.cli.check import check
from eligibility.cli.clauses import clauses
from eligibility.cli.errors import BAD_INPUT, STOPPED, close_pipe, settings
from eligibility.cli.explain import explain
from eligibility.cli.facts import facts
from eligibility.cli.output import print_line, use_utf8
from eligibility.cli.readings import readings
from eligibility.cli.schema import schema
from eligibility.cli.test import test

__all__ = ["app"]

_EPILOGUE = (
    "退出码 Exit codes：0 已全部答复 everything was answered · 1 算例或声明不通过 cases or claims failed · "
    "2 输入、规则包或用法有误 bad input, pack or usage · 70 程序缺陷 a defect of ours"
)


class _Commands(TyperGroup):
    """The group of all commands, with one way to end for all of them."""

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> Any:
        use_utf8()
        words = list(sys.argv[1:] if args is None else args)
        settings.debug = "--debug" in words
        extra["standalone_mode"] = False
        try:
            code = super().main(args=[word for word in words if word != "--debug"], prog_name=prog_name, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            code = close_pipe()
        except typer.Abort:
            code = STOPPED
        except Exception as error:
            message = getattr(error, "format_message", None)
            if message is None:
                raise
            code = _bad_usage(error, message())
        sys.exit(code if isinstance(code, int) else 0)


def _bad_usage(error: Exception, message: str) -> int:
    """One line about a mistake in the call, and where to read on."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "eligibility"
    print_line(f"{command}: {message}", "error", stderr=True)
    print_line(f"用法 Usage: {command} --help", stderr=True)
    return BAD_INPUT


app = typer.Typer(
    cls=_Commands,
    name="eligibility",
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
    """谁能享受什么、为什么、还缺什么 · Who gets what, why, and what is missing."""  # noqa: D400, D415


for _command in (check, explain, ask, schema, test, clauses, facts, readings):
    app.command()(_command)
