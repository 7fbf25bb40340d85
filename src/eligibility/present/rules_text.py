"""The rules themselves in words: what a programme asks, as a list that people can read.

Nobody is decided here. A condition becomes a :class:`RuleLine`: its wording, how it is tested, on which clause and
reading it rests, who decides where the law leaves it open, and the lines under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from eligibility.language import tree
from eligibility.language.fold import settled
from eligibility.language.types import Kind
from eligibility.language.wording import amount, group_words, region_words, value_words
from eligibility.present.suppliers import supplier_words

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import FactDefinition, Pack, ParameterDefinition

__all__ = ["Mark", "RuleLine", "RuleWriter", "plain", "quoted"]

Mark = Callable[[str, str, str], str]
"""Dresses a piece of wording: what it is (``text``, ``fact``, ``term``, ``parameter``, ``reading``, ``clause``), the
name it goes by, and the wording itself."""

_SIGNS: Final = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_DATED: Final = {
    "=": ("为", " is "),
    "!=": ("不为", " is not "),
    "<": ("早于", " is before "),
    "<=": ("不晚于", " is no later than "),
    ">": ("晚于", " is after "),
    ">=": ("不早于", " is no earlier than "),
}


def plain(kind: str, name: str, text: str) -> str:  # noqa: ARG001 - a mark that marks nothing
    """The wording as it is.

    >>> plain("fact", "loan.amount", "Loan amount")
    'Loan amount'
    """
    return text


def quoted(text: str) -> str:
    """A text in quotation marks; those inside become single ones.

    >>> quoted("合伙借款是否按“个人”对待"), quoted("“and so on”")
    ('“合伙借款是否按‘个人’对待”', '“and so on”')
    """
    inner = text[1:-1] if text.startswith("“") and text.find("”") == len(text) - 1 else text
    return f"“{inner.replace('“', '‘').replace('”', '’')}”"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One condition in words, and what stands under it.

    Attributes:
        id: the condition's id, empty for an unnamed group.
        says: what its author says of it, or what it is; never empty.
        group: how the lines under it are to be met; empty where there are none.
        test: how it is tested: the fact, and what it is compared with.
        settled: the reading that settles it without any fact, and which way; empty where facts or doubts have a say.
        clause: the clause it rests on.
        readings: the ids of the readings it rests on.
        open_term: the words that the law leaves open.
        who_decides: who decides on an open term, by name.
        below: the lines under it.
    """

    id: str
    says: str
    group: str
    test: str
    settled: str
    clause: str
    readings: tuple[str, ...]
    open_term: str
    who_decides: tuple[str, ...]
    below: tuple[RuleLine, ...]

    def lines(self, depth: int = 0) -> Iterator[tuple[int, RuleLine]]:
        """This line and all under it, each with how deep it lies."""
        yield depth, self
        for line in self.below:
            yield from line.lines(depth + 1)


class RuleWriter:
    """Writes the conditions of one pack in one language.

    A term is spelt out where it is first met and named from then on, so one writer is good for one page.
    """

    def __init__(self, pack: Pack, language: str, mark: Mark = plain) -> None:
        self.pack = pack
        self.language = language
        self._mark = mark
        self._spelt: set[tuple[str, tree.Value | None]] = set()

    # --- conditions ---

    def conditions(self, node: tree.Condition) -> tuple[RuleLine, ...]:
        """The parts of a conjunction that has no name of its own, or the condition itself.

        >>> import eligibility
        >>> rules = eligibility.load("weihai-2023-13")
        >>> programme = next(one for one in rules.programmes if one.id == "rental-housing")
        >>> lines = RuleWriter(rules.pack, "en").conditions(programme.requires)
        >>> [line.says for line in lines][0], lines[0].test
        ('Lives or works in a town', 'Lives or works in a town = yes')
        """
        if isinstance(node, tree.AllOf):
            return tuple(line for part in node.parts for line in self.conditions(part))
        return (self.condition(node),)

    def condition(self, node: tree.Condition) -> RuleLine:
        """One condition, with the lines under it."""
        label = node if isinstance(node, tree.Labelled) else None
        body = node.body if isinstance(node, tree.Labelled) else node
        certain = self._settled(node)
        again = isinstance(body, tree.Term) and (body.name, body.argument) in self._spelt
        below = () if certain else self._below(body)
        group = self._group(body) if below else ""
        return RuleLine(
            id=label.id if label else "",
            says=self._says(label, body, group),
            group=group if label else "",
            test="" if certain else self._tested(body, below, again=again),
            settled=certain,
            clause=label.clause if label else "",
            readings=self._readings(node, label),
            open_term=self._say(body.term) if isinstance(body, tree.Open) and not certain else "",
            who_decides=self.bodies(body.who_decides) if isinstance(body, tree.Open) else (),
            below=below,
        )

    def _tested(self, body: tree.Condition, below: tuple[RuleLine, ...], *, again: bool) -> str:
        """The test of a condition that has no lines under it, or the term that those lines spell out."""
        if isinstance(body, tree.Open) or (below and not isinstance(body, tree.Term)):
            return ""
        if not again:
            return self.test(body)
        return self.test(body) + ("（上文已展开）" if self._chinese else " (spelt out above)")

    def _below(self, body: tree.Condition) -> tuple[RuleLine, ...]:
        match body:
            case tree.Term(name=name, argument=argument, body=inner):
                if not _has_label(inner) or (name, argument) in self._spelt:
                    return ()
                self._spelt.add((name, argument))
                return self._below(inner)
            case tree.AllOf(parts) | tree.AnyOf(parts) | tree.AtLeast(_, parts) if _has_label(body):
                return tuple(self.condition(part) for part in parts)
            case tree.Not(part) if _has_label(part) and not isinstance(part, tree.Term):
                return (self.condition(part),)
            case _:
                return ()

    def _group(self, body: tree.Condition) -> str:
        while isinstance(body, tree.Term):
            body = body.body
        return self._text(group_words(body, self.language))

    def _says(self, label: tree.Labelled | None, body: tree.Condition, group: str) -> str:
        if label is not None and label.says is not None:
            return self._say(label.says)
        if isinstance(body, tree.Term):
            return self._term(body)
        return group or self.test(body)

    def _settled(self, node: tree.Condition) -> str:
        """How the readings settle a condition, empty where they do not."""
        certain = settled(node)
        if certain is None:
            return ""
        chosen = [self._choice(reading) for reading in _readings_read(node)]
        if not chosen:
            words = ("人人都满足", "met by everybody") if certain else ("没有人满足", "met by nobody")
            return self._text(words[self.language != "zh"])
        if self.language == "zh":
            return "、".join(chosen) + self._text("：" + ("视为满足，不看事实" if certain else "视为不满足，不看事实"))
        return ", ".join(chosen) + self._text(
            ": taken as met, whatever the facts" if certain else ": taken as not met, whatever the facts"
        )

    def _choice(self, reading: str) -> str:
        """A reading with the choice in force."""
        definition = self.pack.reading_by_id[reading]
        chosen = self._say(definition.label_of(definition.chosen))
        name = self._mark("reading", reading, reading)
        return f"按口径 {name}（{chosen}）" if self.language == "zh" else f"Reading {name} ({chosen})"

    def _readings(self, node: tree.Condition, label: tree.Labelled | None) -> tuple[str, ...]:
        named = [label.reading] if label is not None and label.reading else []
        if isinstance(node, tree.Labelled) and isinstance(node.body, tree.Term):
            own = self.pack.term_by_name[node.body.name].reading
            named += [own] if own else []
        return tuple(dict.fromkeys(named))

    # --- tests ---

    def test(self, node: tree.Condition) -> str:
        """How a condition is tested, as one phrase.

        >>> import eligibility
        >>> from eligibility.language.types import BOOLEAN
        >>> pack = eligibility.load("weihai-2023-13").pack
        >>> RuleWriter(pack, "zh").test(tree.Not(tree.Holds(tree.Fact("is_new_citizen", BOOLEAN))))
        '新市民 = 否'
        """
        match node:
            case tree.Labelled(body=body):
                return self.test(body)
            case tree.Term():
                return self._term(node)
            case tree.Holds(value):
                return self._truth(value, True)
            case tree.Compare(operator, left, right):
                return self._comparison(operator, left, right)
            case tree.Member(value, options, name):
                return self._membership(value, options, name, inside=True)
            case tree.Contains(collection, choice):
                return self._containing(collection, choice, inside=True)
            case tree.Not(part):
                return self._negated(part)
            case tree.AllOf(parts):
                return self._joined(parts, "且", "and")
            case tree.AnyOf(parts):
                return self._joined(parts, "或", "or")
            case tree.AtLeast(count, parts):
                listed = self._joined(parts, "、", ",")
                return f"以下至少{count}项：{listed}" if self._chinese else f"at least {count} of: {listed}"
            case tree.Quantified(every=every, records=records, body=body):
                return self._about_records(records, body, every=every)
            case tree.Open(term=term):
                return self._say(term)

    @property
    def _chinese(self) -> bool:
        return self.language == "zh"

    def _negated(self, part: tree.Condition) -> str:
        match part:
            case tree.Holds(value):
                return self._truth(value, False)
            case tree.Compare(operator, left, right):
                return self._comparison(_OPPOSITE[operator], left, right)
            case tree.Member(value, options, name):
                return self._membership(value, options, name, inside=False)
            case tree.Contains(collection, choice):
                return self._containing(collection, choice, inside=False)
            case tree.Not(inner):
                return self.test(inner)
            case _:
                return f"并非（{self.test(part)}）" if self._chinese else f"not ({self.test(part)})"

    def _truth(self, value: tree.Value, wanted: bool) -> str:
        if isinstance(value, tree.Constant):
            certain = wanted is bool(value.value)
            words = ("人人满足", "always met") if certain else ("无人满足", "never met")
            return self._text(words[not self._chinese])
        return f"{self.value(value)} = {amount(wanted, self.language)}"

    def _comparison(self, operator: str, left: tree.Value, right: tree.Value) -> str:
        sides = (self.value(left, right), self.value(right, left))
        if Kind.DATE in (left.type.kind, right.type.kind):
            return _DATED[operator][not self._chinese].join(sides)
        return f" {_SIGNS[operator]} ".join(sides)

    def _membership(self, value: tree.Value, options: tuple[tree.Scalar, ...], name: str, *, inside: bool) -> str:
        if name == "territory":
            place = self._say(self.pack.territory_name)
            words = (
                (f"在{place}范围内", f" lies in {place}")
                if inside
                else (f"不在{place}范围内", f" lies outside {place}")
            )
            return self.value(value) + words[not self._chinese]
        listed = ("、" if self._chinese else ", ").join(self._option(option, value) for option in options)
        words = ("属于：", " is one of: ") if inside else ("不属于：", " is none of: ")
        return self.value(value) + words[not self._chinese] + listed

    def _containing(self, collection: tree.Fact, choice: str, *, inside: bool) -> str:
        words = ("包括", " includes ") if inside else ("不包括", " does not include ")
        return self.value(collection) + words[not self._chinese] + self._option(choice, collection)

    def _joined(self, parts: tuple[tree.Condition, ...], zh: str, en: str) -> str:
        word = zh if zh == "、" else f"，{zh}" if self._chinese else f" {en} "
        return (word if self._chinese else word.replace(" ,", ",")).join(self._enclosed(part) for part in parts)

    def _enclosed(self, part: tree.Condition) -> str:
        text = self.test(part)
        if not isinstance(part, tree.AllOf | tree.AnyOf | tree.AtLeast):
            return text
        return f"（{text}）" if self._chinese else f"({text})"

    def _about_records(self, records: tree.Fact, body: tree.Condition, *, every: bool) -> str:
        who, what = self.value(records), self.test(body)
        if self._chinese:
            return f"{who}中{'每一个都' if every else '至少有一个'}满足：{what}"
        return f"{'every one' if every else 'at least one'} of {who}: {what}"

    def _term(self, term: tree.Term) -> str:
        """A term by its name, and what it is asked of."""
        name = self._mark("term", term.name, self.pack.term_by_name[term.name].label.in_language(self.language))
        if term.argument is None:
            return name
        asked = self.value(term.argument)
        return f"{asked}符合{quoted(name)}" if self._chinese else f"{asked} is {quoted(name)}"

    # --- values ---

    def value(self, node: tree.Value, beside: tree.Value | None = None) -> str:
        """A value as a noun phrase; a constant in the words of the fact that stands beside it."""
        match node:
            case tree.Constant(value=value):
                return self._option(value, beside)
            case tree.AddMonths(start, months, _):
                since, count = self.value(start), self.value(months)
                if self._chinese:
                    return f"{since}满{count}个月之日"
                return f"{count} {'month' if count == '1' else 'months'} after {since}"
        return value_words(node, self._named, self.language)

    def _named(self, node: tree.Value, language: str) -> str:
        match node:
            case tree.Fact(path=path):
                return self.fact(path)
            case tree.ItemField():
                return self.fact(node.path)
            case tree.Parameter(name=name):
                return self._parameter(self.pack.parameter_by_name[name])
            case tree.ReadingChoice(reading=reading):
                return ("口径 " if language == "zh" else "reading ") + self._mark("reading", reading, reading)
            case _:
                raise AssertionError(node)

    def fact(self, path: str) -> str:
        """A fact by its label."""
        return self._mark("fact", path, self.pack.fact_by_path[path].label.in_language(self.language))

    def _parameter(self, parameter: ParameterDefinition) -> str:
        """A threshold by its label, with the values it has had."""
        name = self._mark("parameter", parameter.name, parameter.label.in_language(self.language))
        values = self.periods(parameter)
        if self._chinese:
            return f"{name}（{'，'.join(values)}）"
        return f"{name} ({', '.join(values)})"

    def periods(self, parameter: ParameterDefinition) -> tuple[str, ...]:
        """The values of a threshold, each with the day from which it holds."""
        made = []
        for dated in parameter.timeline.values:
            value = self._with_unit(amount(dated.value, self.language), parameter.unit)
            start = amount(dated.start, self.language)
            made.append(f"自{start}起{value}" if self._chinese else f"{value} from {start}")
        return tuple(made)

    def _option(self, value: tree.Scalar, beside: tree.Value | None) -> str:
        """A constant as people know it: a choice by its label, a place by its name, a number with its unit."""
        fact = self._fact_of(beside)
        if isinstance(value, str):
            return self._text(self._choice_words(value, beside, fact))
        unit = fact.unit if fact is not None and not isinstance(value, bool | date) else None
        return self._with_unit(amount(value, self.language), unit)

    def _choice_words(self, value: str, beside: tree.Value | None, fact: FactDefinition | None) -> str:
        if isinstance(beside, tree.ReadingChoice):
            return self.pack.reading_by_id[beside.reading].label_of(value).in_language(self.language)
        if fact is not None and value in fact.type.choices:
            return fact.label_of(value, self.language)
        name = self.pack.place_names.get(value)
        return value if name is None else region_words(name, value, self.language)

    def _fact_of(self, node: tree.Value | None) -> FactDefinition | None:
        match node:
            case tree.Fact(path=path):
                return self.pack.fact_by_path[path]
            case tree.ItemField():
                return self.pack.fact_by_path[node.path]
            case _:
                return None

    def _with_unit(self, text: str, unit: Text | None) -> str:
        if unit is None:
            return self._text(text)
        word = unit.in_language(self.language)
        return self._text(text + word if self._chinese else f"{text} {word}")

    # --- names ---

    def bodies(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Public bodies by their names in the language."""
        return tuple(self._say(self.pack.body(name)) for name in names)

    def suppliers(self, fact: FactDefinition) -> str:
        """Who can supply a fact: the applicant, a register by its name, the authority.

        >>> import eligibility
        >>> pack = eligibility.load("weihai-2023-13").pack
        >>> RuleWriter(pack, "en").suppliers(pack.fact_by_path["birth_date"])
        'the applicant or the police household register'
        """
        return supplier_words(fact, self.language, self._text)

    def _say(self, text: Text) -> str:
        return self._text(text.in_language(self.language))

    def _text(self, text: str) -> str:
        return self._mark("text", "", text)


def _has_label(node: tree.Condition) -> bool:
    return any(isinstance(part, tree.Labelled) for part in tree.walk(node))


def _readings_read(node: tree.Condition) -> tuple[str, ...]:
    """The readings that a condition compares, each once."""
    return tuple(dict.fromkeys(part.reading for part in tree.walk(node) if isinstance(part, tree.ReadingChoice)))
