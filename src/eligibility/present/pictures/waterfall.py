"""Where a group of persons falls out of a programme: a bar for each condition, in the order of the law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eligibility.decide.trace import Trace
from eligibility.errors import EligibilityError, UsageError, problem
from eligibility.language import tree
from eligibility.language.wording import condition_words
from eligibility.logic import Outcome, Truth
from eligibility.present.colours import LIGHT
from eligibility.present.explanation import Labeller
from eligibility.present.layout import wrap
from eligibility.present.pictures.picture import HATCHES, INK, Picture, Writer, colour_of
from eligibility.present.text import OUTCOME_MARKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eligibility.decision import Decision, Finding

__all__ = ["Step", "waterfall_picture", "waterfall_steps"]

_STANDING: Final = (
    Outcome.UNDETERMINED,
    Outcome.REFER,
    Outcome.ELIGIBLE_IN_PRINCIPLE,
    Outcome.ELIGIBLE,
)
_WORDS: Final = {
    "title": ("{}：{} 人中谁在哪一步不再符合", "{}: where {} persons fall out"),
    "all": ("全部人员", "Everybody"),
    "errors": ("数据有误，没有作出结论", "Input wrong, nothing decided"),
    "not_in_force": ("该日没有有效的规定", "No text in force on the day"),
    "persons": ("人数", "Persons"),
    "alt": ("{}：{} 人", "{}: {}"),
    "foot": (
        "每个人只计在第一个不满足的条件上，按文件的顺序；条件之间并不因此有先后。",
        "Each person counts at the first condition that is not met, in the order of the document.",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: what it is called, how many persons, and the outcome that they have (``None``: all, or an error).

    ``left`` is how many persons are still in after it.
    """

    words: str
    count: int
    left: int
    outcome: Outcome | None


def waterfall_steps(
    answers: Iterable[Decision | EligibilityError], programme: str, language: str
) -> tuple[str, tuple[Step, ...]]:
    """The title of the programme and the bars; the persons of all bars after the first add up to the first.

    Raises:
        UsageError: U003, no such programme; U013, nobody was decided.
    """
    known = list(answers)
    findings = [answer[programme] for answer in known if not isinstance(answer, EligibilityError)]
    if not findings:
        raise UsageError(problem("U013", name="answers", expected="a list of values", got="[]"))
    fallen: Counter[tuple[int, str, Outcome]] = Counter()
    standing: Counter[Outcome] = Counter()
    for finding in findings:
        if finding.outcome in _STANDING:
            standing[finding.outcome] += 1
        else:
            fallen[(*_first_unmet(finding, language), finding.outcome)] += 1
    left = len(known)
    steps = [Step(_say("all", language), left, left, None)]
    errors = len(known) - len(findings)
    if errors:
        left -= errors
        steps.append(Step(_say("errors", language), errors, left, None))
    for (_, words, outcome), count in sorted(fallen.items(), key=lambda one: (one[0][0], one[0][1])):
        left -= count
        steps.append(Step(words, count, left, outcome))
    steps += [Step(one.label(language), standing[one], standing[one], one) for one in _STANDING if standing[one]]
    return findings[0].title.in_language(language), tuple(steps)


def _first_unmet(finding: Finding, language: str) -> tuple[int, str]:
    """The place and the words of the first limb of scope or conditions that is not met."""
    limbs = [limb for trace in finding.traces() for limb in _limbs(trace)]
    for place, limb in enumerate(limbs):
        if limb.truth is Truth.FALSE:
            return place, _words(limb, finding, language)
    return -1, _say("not_in_force", language)


def _limbs(trace: Trace) -> Sequence[Trace]:
    return trace.children if isinstance(trace.node, tree.AllOf) and trace.children else (trace,)


def _words(trace: Trace, finding: Finding, language: str) -> str:
    if trace.label is not None and trace.label.says is not None:
        return trace.label.says.in_language(language)
    decision = finding._decision  # noqa: SLF001 - the view of a decision
    return condition_words(trace.node, Labeller(decision.engine.pack, decision.person, language), language)


def waterfall_picture(answers: Iterable[Decision | EligibilityError], programme: str, language: str) -> Picture:
    """The picture; see ``eligibility.waterfall``."""
    name, steps = waterfall_steps(answers, programme, language)
    title = _say("title", language, name, str(steps[0].count))
    between = "；" if language == "zh" else "; "
    told = between.join(_say("alt", language, _named(step, language), str(step.count)) for step in steps)
    alt = f"{title}{'。' if language == 'zh' else '. '}{told}"

    def draw(canvas: Figure, writer: Writer) -> None:
        _draw(canvas.add_subplot(), writer, title, steps)

    return Picture(alt, language, (10, 1.9 + 0.62 * len(steps)), draw)


def _named(step: Step, language: str) -> str:
    """A step with its outcome, where its words do not say it already."""
    if step.outcome is None or step.outcome in _STANDING:
        return step.words
    return (
        f"{step.words}（{step.outcome.label(language)}）"
        if language == "zh"
        else f"{step.words} ({step.outcome.label(language)})"
    )


def _draw(axes: Axes, writer: Writer, title: str, steps: Sequence[Step]) -> None:
    total = max(step.count for step in steps)
    right = total
    labels = []
    for place, step in enumerate(steps):
        falls = place > 0 and step.outcome not in _STANDING
        left = right - step.count if place > 0 else 0
        right = left if place > 0 else total
        colour = LIGHT["outside"] if step.outcome is None else colour_of(step.outcome)
        hatch = "" if step.outcome is None else HATCHES[step.outcome]
        filled = step.outcome is None or step.outcome is Outcome.ELIGIBLE
        axes.barh(
            -place, step.count, left=left, height=0.62, facecolor=colour if filled else "white",
            edgecolor=colour, hatch=hatch, linewidth=1.4, zorder=2,
        )  # fmt: skip
        if 0 < place < len(steps) - 1:
            axes.plot([left, left], [-place, -place - 0.7], color=LIGHT["rule"], linewidth=1, zorder=1)
        silent = step.outcome in (None, Outcome.NOT_APPLICABLE)  # its mark would look like another minus
        mark = "" if silent or step.outcome is None else f"{OUTCOME_MARKS[step.outcome]} "
        shown = f"{mark}{'−' if falls else ''}{step.count:,}"
        axes.text(left + step.count + total * 0.012, -place, shown, **writer.font(10.5, va="center", ha="left"))
        labels.append("\n".join(wrap(_named(step, writer.language), 40)))
    axes.set_yticks([-place for place in range(len(steps))], labels, **writer.font(9.5))
    axes.set_xlim(0, total * 1.12)
    axes.set_ylim(-len(steps) + 0.4, 0.6)
    axes.tick_params(length=0, labelcolor=INK)
    axes.grid(axis="x", color="#dddddd", linewidth=0.7, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_title(title, loc="left", pad=10, **writer.font(13))
    axes.set_xlabel(f"{_say('persons', writer.language)}\n{_say('foot', writer.language)}", **writer.font(9))


def _say(word: str, language: str, *values: str) -> str:
    return _WORDS[word][language != "zh"].format(*values)
