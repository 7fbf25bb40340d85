"""What importing the library costs: nothing that is not needed, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import eligibility

SOURCE = Path(eligibility.__file__).resolve().parents[1]
EXTRAS = (
    "typer",
    "rich",
    "click",
    "hypothesis",
    "pytest",
    "stdnum",
    "z3",
    "polars",
    "questionary",
    "numpy",
    "pandas",
    "matplotlib",
)
PREAMBLE = """
import json, sys
before = {name: id(module) for name, module in sys.modules.items()}
"""


def run(program: str) -> Any:
    """What a fresh interpreter prints as JSON; it gets this library and no other setting."""
    paths = [str(SOURCE), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PATH": os.environ.get("PATH", "")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PREAMBLE + program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def roots(names: list[str]) -> set[str]:
    """The top-level packages among module names."""
    return {name.partition(".")[0] for name in names}


def test_import_loads_no_extra() -> None:
    """``import eligibility`` imports no extra, and neither the parser nor YAML before a pack is loaded."""
    loaded = roots(run("import eligibility; print(json.dumps(sorted(sys.modules)))"))
    assert loaded & {*EXTRAS, "lark", "yaml"} == set()


def test_deciding_loads_no_extra() -> None:
    """Loading the shipped pack, deciding, asking for reasons and a record need the core alone."""
    program = """
import eligibility
decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
[(finding.missing, finding.open, finding.notes) for finding in decision]
decision.missing(), decision.record(), str(decision["settlement"].explain("zh"))
print(json.dumps(sorted(sys.modules)))
"""
    assert roots(run(program)) & set(EXTRAS) == set()


def test_import_changes_nothing_global() -> None:
    """Importing and deciding adds no builtin, no warning filter, no decimal setting, no handler, no thread, no hook."""
    program = """
import builtins, decimal, locale, logging, os, random, signal, threading, warnings

def state():
    return {
        "builtins": sorted(vars(builtins)),
        "filters": repr(warnings.filters),
        "decimal": repr(decimal.getcontext()),
        "handlers": repr(logging.getLogger().handlers),
        "level": logging.getLogger().level,
        "threads": threading.active_count(),
        "hooks": [repr(sys.excepthook), repr(sys.displayhook), repr(sys.meta_path), repr(sys.path_hooks)],
        "limit": sys.getrecursionlimit(),
        "digits": sys.get_int_max_str_digits(),
        "environment": sorted(os.environ.items()),
        "directory": os.getcwd(),
        "path": sys.path,
        "signals": repr([signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]),
        "locale": locale.setlocale(locale.LC_ALL),
    }

first, seed = state(), random.getstate()
import eligibility
imported = state()
eligibility.load("weihai-2023-13").decide({}, on="2023-06-01").missing()
decided = state()
same = {name: [first[name] == imported[name], first[name] == decided[name]] for name in first}
same["random"] = [random.getstate() == seed] * 2
print(json.dumps(same))
"""
    same = run(program)
    assert {name for name, answers in same.items() if answers != [True, True]} == set()


@pytest.mark.parametrize("name", sorted(eligibility.__all__))
def test_every_public_name_is_there(name: str) -> None:
    """Each name of the public face can be had and is documented."""
    assert getattr(eligibility, name).__doc__


def test_dir_lists_the_public_names() -> None:
    """``dir``, and so completion, knows every public name before any is used."""
    missed = run("import eligibility; print(json.dumps(sorted(set(eligibility.__all__) - set(dir(eligibility)))))")
    assert missed == []


def test_unknown_names_are_missed() -> None:
    """A name that is not there is an attribute error, as with any module."""
    with pytest.raises(AttributeError):
        eligibility.nothing_like_it  # noqa: B018


def test_star_import() -> None:
    """A star import brings the public names and no other."""
    found = run(
        "space = {}; exec('from eligibility import *', space); print(json.dumps(sorted(set(space) - {'__builtins__'})))"
    )
    assert found == sorted(eligibility.__all__)
