"""``eligibility schema``: JSON Schema for editors and other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Lang, LangOption, PackOption
from eligibility.cli.output import print_json
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.interchange.json_schema import pack_schemas, person_schema

__all__ = ["schema"]


@guarded
def schema(
    *,
    rules: Annotated[bool, typer.Option("--rules", help="规则包各文件的格式 · Of all files of a rule pack")] = False,
    file: Annotated[
        str | None, typer.Option("--file", metavar="NAME", help="只要其中一个，如 facts.yaml · Of one of these files")
    ] = None,
    pack: PackOption = DEFAULT_PACK,
    lang: LangOption = Lang.ZH,
) -> int:
    """人员文件的 JSON Schema · The JSON Schema of a person."""
    del lang  # errors are told in it
    if file is not None:
        print_json(_one(file))
    elif rules:
        print_json(pack_schemas())
    else:
        book = load_rules(pack, None)
        print_json(person_schema(book.pack, book.Person))
    return 0


def _one(name: str) -> object:
    schemas = pack_schemas()
    if name not in schemas:
        expected = ", ".join(schemas)
        found = closest(name, schemas)
        raise UsageError(problem("U013", name="--file", expected=expected, got=cut(name), suggestion=found))
    return schemas[name]
