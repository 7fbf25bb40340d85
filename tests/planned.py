"""A small pack with targets, and counts for it."""

from __future__ import annotations

from pathlib import Path

from edits import Edit, copy_pack

SMALL = Path(__file__).parent / "unit" / "small_pack"
NOTHING = "    why_nothing: {zh: 无内容, en: Nothing to decide}"
TARGETS = """\
targets:
  - {target: homes, title: {zh: 建房, en: Homes}, amount: 100, unit: {zh: 套, en: homes}, year: 2024, comparison: at_least, clause: 第三条, bodies: [小局]}
  - {target: posts, title: {zh: 岗位, en: Posts}, amount: 40, unit: {zh: 个, en: posts}, year: 2024, comparison: exactly, clause: 第三条}
  - {target: people, title: {zh: 人数, en: People}, amount: 1000, unit: {zh: 人, en: persons}, comparison: about, clause: 第三条}
  - {target: markets, title: {zh: 市场, en: Markets}, amount: 1, unit: {zh: 处, en: markets}, comparison: at_least, per: district, clause: 第三条}
"""  # noqa: E501 - a row each
REGISTER = Edit("clauses.yaml", NOTHING, f"{NOTHING}\n    targets: [homes, posts, people, markets]")
EAST_ENDS = 'former: ["100009"]}\n'
WEST_UNIT = '    - {code: "100002", name: {zh: 西区（老城）, en: West (old town)}, kind: county_level_city}\n'
WEST = Edit("pack.yaml", EAST_ENDS, EAST_ENDS + WEST_UNIT)
COUNTS = """\
district,month,target,count
东区,2024-01,homes,30
100009,2024-02,homes,25
West,2024-02,homes,40
new area,2024-03,homes,4
东区,2024-02,posts,41
西区,2024-01,people,400
East,2024-01,markets,2
new_area,2024-02,markets,1
"""


def pack_with_targets(folder: Path, *edits: Edit) -> Path:
    """A copy of the small pack with one more district, targets, and their place in the register."""
    return copy_pack(SMALL, folder, WEST, REGISTER, Edit("targets.yaml", "", TARGETS), *edits)
