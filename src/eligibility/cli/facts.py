"""``eligibility facts``: the vocabulary in which persons are described."""

from __future__ import annotations

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, PackOption
from eligibility.cli.output import print_json, print_table
from eligibility.present.tables import facts_data, facts_table

__all__ = ["facts"]


@guarded
def facts(pack: PackOption = DEFAULT_PACK, lang: LangOption = Lang.ZH, format: FormatOption = Format.TEXT) -> int:
    """可以填报的事实 · The facts that a person may carry."""
    loaded = load_rules(pack, None).pack
    if format is Format.JSON:
        print_json(facts_data(loaded))
    else:
        print_table(facts_table(loaded, lang.value))
    return 0
