"""Every question that the document leaves open: the choices, the one in force, and what each other would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from eligibility.present.layout import wrap
from eligibility.present.readings_proved import proved_lines, unshown_lines
from eligibility.present.rules_words import READINGS
from eligibility.present.tables import readings_data
from eligibility.present.text import Line

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import Pack, ReadingDefinition
    from eligibility.prove.difference import Difference
    from eligibility.scenarios.readings import AlternativeEffect, ReadingEffect

__all__ = ["effects_data", "effects_lines"]


def effects_lines(effects: Sequence[ReadingEffect], language: str, width: int | None = None) -> list[Line]:
    """The readings one after the other, as lines."""
    lines: list[Line] = []
    for number, effect in enumerate(effects):
        if number:
            lines.append(Line(""))
        lines.extend(_reading_lines(effect, language, width))
    lines.append(Line(""))
    lines.extend(Line(line, "quiet") for line in wrap(_remark(effects, language), width))
    return lines


def _reading_lines(effect: ReadingEffect, language: str, width: int | None) -> Iterator[Line]:
    reading = effect.reading
    chinese = language == "zh"
    clause = (f"（{reading.clause}）" if chinese else f" ({reading.clause})") if reading.clause else ""
    for line in wrap(f"{reading.id}  {reading.question.in_language(language)}{clause}", width, hanging="    "):
        yield Line(line, "heading")
    for choice, label, why_not in reading.choices:
        head = f"  {_mark(reading, choice, why_not)} {_choice(reading, choice, label, why_not, language)}"
        yield from (Line(line) for line in wrap(head, width, hanging="    "))
        if why_not is None and choice != reading.chosen:
            yield from _effect_lines(effect[choice], language, width)
    if reading.source is not None:
        source = f"{'依据：' if chinese else 'Rests on: '}{reading.source.in_language(language)}"
        yield from (Line(line, "quiet") for line in wrap(source, width, "    ", hanging="    "))


def _mark(reading: ReadingDefinition, choice: str, why_not: Text | None) -> str:
    if why_not is not None:
        return "–"
    return "●" if choice == reading.chosen else "○"


def _choice(reading: ReadingDefinition, choice: str, label: Text, why_not: Text | None, language: str) -> str:
    """A choice with its label, and whether it is in force, the default, or documented only."""
    chinese = language == "zh"
    words = []
    if choice == reading.chosen:
        words.append("采用" if chinese else "in force")
    if choice == reading.default:
        words.append("默认" if chinese else "default")
    if why_not is not None:
        words.append(f"只作说明：{why_not.zh}" if chinese else f"documented only: {why_not.en}")
    if chinese:
        return f"{choice}：{label.zh}" + (f"（{'，'.join(words)}）" if words else "")
    return f"{choice}: {label.en}" + (f" ({', '.join(words)})" if words else "")


def _effect_lines(effect: AlternativeEffect, language: str, width: int | None) -> Iterator[Line]:
    for change in effect.changes:
        yield from (Line(line) for line in wrap(change.text(language), width, "      ", hanging="        "))
    if not effect.changes:
        nothing = "没有一个算例的结果会变" if language == "zh" else "the outcome of no case would change"
        yield Line(f"      {nothing}")
    if effect.proved is not None:
        yield from _proved(effect, effect.proved, language, width)


def _proved(effect: AlternativeEffect, proved: Difference, language: str, width: int | None) -> Iterator[Line]:
    titles = dict(proved.titles)
    head, lines = proved_lines(proved, lambda name: titles[name].in_language(language), language)
    shown = {(one.programme, one.items is not None, one.before, one.after) for one in effect.changes}
    unshown = unshown_lines(proved, shown, language)
    colon = "：" if language == "zh" else ":"
    parts = [f"{head}{colon if lines else ''}", *(f"  {line}" for line in lines)]
    if unshown:
        parts.append("没有算例的变化：" if language == "zh" else "Changes that no case shows:")
        parts += [f"  {one}" for one in unshown]
    for part in parts:
        yield from (Line(line) for line in wrap(part, width, "      ", hanging="          "))


def _remark(effects: Sequence[ReadingEffect], language: str) -> str:
    cases = max((one.cases for effect in effects for one in effect.alternatives), default=0)
    if language == "zh":
        return (
            f"变化是把规则包的算例（{cases} 例，同人同日的只算一次）逐项改按其他口径重新核对得出的，每次只换一项；"
            "算例不是统计样本，例数只说明会影响到哪些情形。"
            f"{READINGS['tags'][0]}"
        )
    return (
        f"The changes come from deciding the pack's cases ({cases}; same person and day counted once) again with one "
        "reading exchanged at a time. The cases are no sample of the population: numbers only show what is touched. "
        f"{READINGS['tags'][1]}"
    )


def effects_data(pack: Pack, effects: Sequence[ReadingEffect]) -> list[dict[str, Any]]:
    """As :func:`readings_data`, with the effect of each choice that could be chosen instead."""
    by_id = {effect.reading.id: effect for effect in effects}
    data = readings_data(pack)
    for reading in data:
        found = {one.choice: one for one in by_id[reading["reading"]].alternatives}
        for choice in reading["choices"]:
            effect = found.get(choice["is"])
            choice["effect"] = None if effect is None else effect.to_dict()
    return data
