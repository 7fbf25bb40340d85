"""``eligibility readings``: how the document is read where it can be read two ways."""

from __future__ import annotations

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, PackOption, ReadingOption
from eligibility.cli.output import print_json, print_table
from eligibility.present.tables import readings_data, readings_table

__all__ = ["readings"]


@guarded
def readings(
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """文件有两种读法之处 · Where the document can be read two ways."""
    loaded = load_rules(pack, reading).pack
    if format is Format.JSON:
        print_json(readings_data(loaded))
    else:
        print_table(readings_table(loaded, lang.value))
    return 0
