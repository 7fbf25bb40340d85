"""The code that decides, as it is generated: for each programme in ``generated_code`` the text that it becomes.

What is folded away, kept in a table, or worked out once for all its uses is seen here and nowhere in an answer. After a
change of the generators, read what ``python tests/unit/test_generated_code.py`` has changed before it is committed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Rulebook
from eligibility.decide.outcomes import generate_source
from eligibility.decide.traces import generate_trace_source
from eligibility.pack.model import Programme

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "generated_code"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
DAYS = (date(2024, 6, 1), date(2027, 1, 1))
"""An ordinary day, and one on which the limit of income is no longer known."""
HEAD = "programme: {}\ntitle: {{zh: 甲, en: One}}\nclause: 第三条\ndecided_by: [小局]\n"


@contextmanager
def the_programmes() -> Iterator[Rulebook]:
    """The small pack with each of the programmes."""
    texts = {name: FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
    edits = [Edit(f"programmes/{name}.yaml", "", HEAD.format(name.replace("_", "-")) + texts[name]) for name in NAMES]
    register = Edit(
        "clauses.yaml",
        "    kind: [org]\n    why_nothing: {zh: 无内容, en: Nothing to decide}",
        f"    kind: [person]\n    bodies: [小局]\n    programmes: [{', '.join(NAMES).replace('_', '-')}]",
    )
    with tempfile.TemporaryDirectory() as folder:
        yield eligibility.load(copy_pack(HERE / "small_pack", Path(folder), register, *edits))


def outcomes(rules: Rulebook, programme: Programme) -> str:
    """What decides the outcome of a programme, on the second day only where it is another text."""
    pack = replace(rules.pack, programmes=(programme,))
    made = {day: generate_source(pack, rules.Person.vocabulary, day) for day in DAYS}
    texts = {day: _shown(source, names) for day, (source, names) in made.items()}
    return "\n".join(f"# on {day}\n{text}" for day, text in texts.items() if day == DAYS[0] or text != texts[DAYS[0]])


def traces(rules: Rulebook, programme: Programme) -> str:
    """What explains a programme, and its items."""
    vocabulary = rules.Person.vocabulary
    groups = ((programme.scope, programme.requires),)
    texts = ["# the programme", _shown(*generate_trace_source(groups, rules.pack, vocabulary, DAYS[0]))]
    if programme.item is not None:
        about = (programme.item.variable, programme.item.records)
        made = generate_trace_source(((programme.item.requires,),), rules.pack, vocabulary, DAYS[0], about)
        texts += ["# a record", _shown(*made)]
    return "\n".join(texts)


def _shown(source: str, names: Mapping[str, Any]) -> str:
    """Source with what its numbered names stand for."""
    constants = [f"# k{place}: {_constant(value)}" for place, value in enumerate(names["constants"])]
    kept = [f"# {place}: {_kept(value)}" for place, value in enumerate(names.get("kept", ()))]
    return "\n".join([*constants, *kept, source])


def _constant(value: Any) -> str:
    return f"{sorted(value)}" if isinstance(value, frozenset) else f"{value!r}"


def _kept(value: Any) -> str:
    label = getattr(value, "id", "")
    return f"{type(value).__name__} {label}".strip()


KINDS: dict[str, Callable[[Rulebook, Programme], str]] = {"outcomes": outcomes, "traces": traces}


@pytest.fixture(scope="module")
def rules() -> Iterator[Rulebook]:
    """The small pack with each of the programmes."""
    with the_programmes() as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_the_code_is_as_it_was(rules: Rulebook, name: str, kind: str) -> None:
    """What is generated is what the file beside the programme says."""
    (programme,) = (one for one in rules.programmes if one.id == name.replace("_", "-"))
    assert KINDS[kind](rules, programme) == FOLDER.joinpath(f"{name}.{kind}.txt").read_text(encoding="utf-8")


def main() -> None:
    """Write the files again."""
    with the_programmes() as rules:
        for programme in rules.programmes:
            name = programme.id.replace("-", "_")
            for kind, generate in KINDS.items() if name in NAMES else ():
                FOLDER.joinpath(f"{name}.{kind}.txt").write_text(generate(rules, programme), encoding="utf-8")


if __name__ == "__main__":
    main()
