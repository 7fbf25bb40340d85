"""``eligibility explain``: why one programme came out as it did."""

from __future__ import annotations

from typing import Any, Final

from eligibility.cli.errors import guarded
from eligibility.cli.loading import chosen_programmes, decide_file, decision_day, load_rules
from eligibility.cli.options import (
    DEFAULT_PACK,
    Format,
    FormatOption,
    Lang,
    LangOption,
    On,
    OneFile,
    OneProgramme,
    PackOption,
    ReadingOption,
)
from eligibility.cli.output import line_width, print_json, print_line
from eligibility.present.explanation import ExplainedCondition, Explanation
from eligibility.present.layout import wrap

__all__ = ["explain"]

_STYLES: Final = {"✓": "green", "✗": "red", "?": "yellow", "◇": "magenta"}


@guarded
def explain(
    file: OneFile,
    programme: OneProgramme,
    on: On = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """逐条说明一个事项的结果 · Explain one programme, condition by condition."""
    rules = load_rules(pack, reading)
    decision = decide_file(rules, file, decision_day(on))
    finding = decision[chosen_programmes(rules, [programme])[0]]
    explanations = [finding.explain(lang.value), *(item.explain(lang.value) for item in finding.items)]
    if format is Format.JSON:
        own, *items = [_data(one) for one in explanations]
        print_json({"on": decision.on.isoformat(), **own, "items": items})
        return 0
    for number, explanation in enumerate(explanations):
        if number:
            print_line()
        _show(explanation)
    return 0


def _show(explanation: Explanation) -> None:
    width = line_width()
    for number, line in enumerate(explanation.lines):
        text = line.lstrip()
        style = _STYLES.get(text[:1], "heading" if number == 0 else "")
        indent = " " * (len(line) - len(text))
        for part in wrap(text, width, indent, hanging=indent + "  "):
            print_line(part, style)


def _data(explanation: Explanation) -> dict[str, Any]:
    return {
        "programme": explanation.programme,
        "title": explanation.title,
        "outcome": explanation.outcome.value,
        "outcome_label": explanation.outcome.label(explanation.language),
        "clause": explanation.clause,
        "scope": [_condition(one) for one in explanation.scope],
        "requires": [_condition(one) for one in explanation.requires],
    }


def _condition(condition: ExplainedCondition) -> dict[str, Any]:
    return {
        "id": condition.id or None,
        "says": condition.says,
        "truth": condition.truth.value,
        "clause": condition.clause or None,
        "reading": condition.reading or None,
        "who_decides": list(condition.who_decides),
        "reads": [
            {"kind": read.kind, "path": read.path, "label": read.label, "value": read.value, "missing": read.missing}
            for read in condition.reads
        ],
        "children": [_condition(one) for one in condition.children],
    }
