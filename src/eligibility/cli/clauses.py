"""``eligibility clauses``: what became of every clause of the document."""

from __future__ import annotations

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, PackOption
from eligibility.cli.output import print_json, print_table
from eligibility.present.tables import clauses_data, clauses_table

__all__ = ["clauses"]


@guarded
def clauses(pack: PackOption = DEFAULT_PACK, lang: LangOption = Lang.ZH, format: FormatOption = Format.TEXT) -> int:
    """文件的各条各款 · The clauses of the document."""
    loaded = load_rules(pack, None).pack
    if format is Format.JSON:
        print_json(clauses_data(loaded))
    else:
        print_table(clauses_table(loaded, lang.value))
    return 0
