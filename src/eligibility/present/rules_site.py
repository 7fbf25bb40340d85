"""What the generated pages on a pack share: the pack read for all of them once, and how they link to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from eligibility.decide.gathering import facts_read
from eligibility.language import tree
from eligibility.language.wording import amount
from eligibility.present.markdown import anchor, bullet, code, escape, link
from eligibility.present.rules_text import RuleLine, RuleWriter, quoted
from eligibility.present.rules_words import COMMON, Words

if TYPE_CHECKING:
    from datetime import date

    from eligibility.language.text import Text
    from eligibility.pack.model import BaseCase, FactDefinition, Pack, Programme, ReadingDefinition
    from eligibility.prove.difference import Difference

__all__ = ["Alternative", "Change", "Overlay", "Page", "Site", "decisive"]


class Change(NamedTuple):
    """A condition that another choice of a reading makes different; ``shared`` if all programmes have it."""

    before: tree.Condition
    after: tree.Condition
    shared: bool


@dataclass(frozen=True)
class Alternative:
    """A choice of a reading that is not in force, the pack under it, and what is proved to change (if asked for)."""

    reading: ReadingDefinition
    choice: str
    pack: Pack
    proved: Difference | None = None

    def changes(self, programme: Programme, shared: Iterable[str]) -> tuple[Change, ...]:
        """What it changes in a programme: the lowest conditions that differ."""
        other = next(one for one in self.pack.programmes if (one.id, one.start) == (programme.id, programme.start))
        ids = frozenset(shared)
        pairs = [*_differences(programme.scope, other.scope, ""), *_differences(programme.requires, other.requires, "")]
        if programme.item is not None and other.item is not None:
            pairs += _differences(programme.item.requires, other.item.requires, "")
        return tuple(Change(before, after, top in ids) for before, after, top in pairs)


def _differences(
    one: tree.Condition, other: tree.Condition, top: str
) -> Iterator[tuple[tree.Condition, tree.Condition, str]]:
    """The lowest named conditions that differ, with the name of the uppermost one around them."""
    if one == other:
        return
    paired = _paired(_body(one), _body(other))
    if paired is None:
        yield one, other, top
        return
    for before, after in paired:
        yield from _differences(before, after, top or _name(before))


def _paired(one: tree.Condition, other: tree.Condition) -> list[tuple[tree.Condition, tree.Condition]] | None:
    """The parts of two groups of one kind side by side, where they have the same names; ``None`` elsewhere."""
    if type(one) is not type(other) or not isinstance(one, tree.AllOf | tree.AnyOf | tree.AtLeast):
        return None
    first = {_name(part): part for part in tree.children(one) if isinstance(part, tree.Labelled)}
    second = {_name(part): part for part in tree.children(other) if isinstance(part, tree.Labelled)}
    if list(first) != list(second) or len(first) != len(tree.children(one)):
        return None
    return [(first[name], second[name]) for name in first]


def _body(node: tree.Condition) -> tree.Condition:
    while isinstance(node, tree.Labelled | tree.Term):
        node = node.body
    return node


def _name(node: tree.Condition) -> str:
    return node.id if isinstance(node, tree.Labelled) else ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an overlay is called, and on which document it rests; ``is_law`` is false for worked examples."""

    title: Text
    number: str
    day: date
    document: Text
    is_law: bool


@dataclass(frozen=True)
class Site:
    """A pack, read once for all its pages.

    ``alternatives`` holds the pack under each other choice of a reading; ``home`` is the folder of the pages of the
    pack below, for an overlay whose own pages are only those that differ.
    """

    pack: Pack
    alternatives: tuple[Alternative, ...] = ()
    own: frozenset[str] = frozenset()
    home: str = ""
    overlay: Overlay | None = None

    @cached_property
    def texts(self) -> dict[str, tuple[Programme, ...]]:
        """The texts of every programme, in the order of time."""
        found: dict[str, list[Programme]] = {}
        for text in self.pack.programmes:
            found.setdefault(text.id, []).append(text)
        return {name: tuple(texts) for name, texts in found.items()}

    @cached_property
    def shared_scope(self) -> frozenset[str]:
        """The ids of the conditions that stand in the scope of every programme."""
        scopes = [set(text.scope.parts) for text in self.pack.programmes]
        if len(scopes) < 2:
            return frozenset()
        return frozenset(_name(part) for part in set.intersection(*scopes))

    @cached_property
    def conditions(self) -> dict[str, dict[str, tree.Labelled]]:
        """For every programme its named conditions by id, limbs of terms and those of other readings included."""
        found: dict[str, dict[str, tree.Labelled]] = {name: {} for name in self.texts}
        for pack in (self.pack, *(one.pack for one in self.alternatives)):
            for text in pack.programmes:
                for condition in decisive(text):
                    for part in tree.walk(condition):
                        if isinstance(part, tree.Labelled) and part.id:
                            found[text.id].setdefault(part.id, part)
        return found

    def read_to_decide(self, name: str) -> tuple[FactDefinition, ...]:
        """The facts that decide a programme, in the order of the vocabulary."""
        return self._decide[name]

    def read_in_notes(self, name: str) -> tuple[FactDefinition, ...]:
        """The facts that a programme looks at for its notes alone."""
        return self._note[name]

    def read_otherwise(self, name: str, alternative: Alternative) -> tuple[FactDefinition, ...]:
        """The facts that decide a programme under another choice of a reading, and not as things are."""
        return self._otherwise[name, alternative.reading.id, alternative.choice]

    @cached_property
    def _decide(self) -> dict[str, tuple[FactDefinition, ...]]:
        return {
            name: self._facts(part for text in texts for part in decisive(text)) for name, texts in self.texts.items()
        }

    @cached_property
    def _note(self) -> dict[str, tuple[FactDefinition, ...]]:
        found = {}
        for name, texts in self.texts.items():
            conditions = [note.when for text in texts for note in text.notes if note.when is not None]
            found[name] = self._facts(conditions, self._decide[name])
        return found

    @cached_property
    def _otherwise(self) -> dict[tuple[str, str, str], tuple[FactDefinition, ...]]:
        found = {}
        for one in self.alternatives:
            for name in self.texts:
                conditions = [part for text in one.pack.programmes if text.id == name for part in decisive(text)]
                found[name, one.reading.id, one.choice] = self._facts(conditions, self._decide[name])
        return found

    def _facts(
        self, conditions: Iterable[tree.Condition], known: tuple[FactDefinition, ...] = ()
    ) -> tuple[FactDefinition, ...]:
        """The facts that some conditions read and that are not known to be, in the order of the vocabulary."""
        read = facts_read(conditions) - {fact.path for fact in known}
        return tuple(fact for fact in self.pack.facts if fact.path in read)

    def cases_of(self, name: str) -> tuple[BaseCase, ...]:
        """The worked examples that expect something of a programme."""
        return tuple(case for case in self.pack.cases if any(str(one) == name for one in case.model.expect))

    def cases_under(self, alternative: Alternative) -> tuple[BaseCase, ...]:
        """The worked examples that choose an alternative."""
        wanted = (alternative.reading.id, alternative.choice)
        return tuple(
            case
            for case in self.pack.cases
            if wanted in {(str(name), str(choice)) for name, choice in case.model.readings.items()}
        )

    @cached_property
    def terms(self) -> dict[str, tree.Term]:
        """Every term as it is first used."""
        found: dict[str, tree.Term] = {}
        for pack in (self.pack, *(one.pack for one in self.alternatives)):
            for condition in _every_condition(pack):
                for part in tree.walk(condition):
                    if isinstance(part, tree.Term):
                        found.setdefault(part.name, part)
        return found

    def users(self, wanted: type[tree.Term | tree.Parameter], name: str) -> tuple[str, ...]:
        """The programmes whose conditions use a term or a threshold."""
        found: dict[str, None] = {}
        for text in self.pack.programmes:
            parts = (part for condition in decisive(text) for part in tree.walk(condition))
            if any(isinstance(part, wanted) and part.name == name for part in parts):
                found[text.id] = None
        return tuple(found)


def decisive(text: Programme) -> list[tree.Condition]:
    """What an outcome or an item's outcome rests on; a list that has items is read as a whole."""
    conditions: list[tree.Condition] = [text.scope, text.requires]
    if text.item is not None:
        conditions.append(tree.Quantified(True, text.item.variable, text.item.records, text.item.requires))
    return conditions


def _every_condition(pack: Pack) -> Iterator[tree.Condition]:
    for text in pack.programmes:
        yield from decisive(text)
        yield from (note.when for note in text.notes if note.when is not None)
    yield from (check.when for check in pack.checks)


# --- a page -------------------------------------------------------------------------------------------------


class Page:
    """One page in one language: its words, its links, and the lines that it shares with others."""

    folder = ""
    words: Mapping[str, Words] = {}

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.pack = site.pack
        self.language = language
        self.chinese = language == "zh"
        self.writer = RuleWriter(site.pack, language, self.mark)

    def lines(self) -> list[str]:
        """The whole page, line by line."""
        raise NotImplementedError

    # --- words ---

    def say(self, word: str) -> str:
        """One of the page's own words."""
        return {**COMMON, **self.words}[word][not self.chinese]

    def wording(self, text: Text | None) -> str:
        """Wording of the pack, as Markdown."""
        return "" if text is None else escape(text.in_language(self.language))

    def day(self, day: date) -> str:
        """A date."""
        return amount(day, self.language)

    def joined(self, words: Iterable[str]) -> str:
        """Words one after the other."""
        return self.say("comma").join(words)

    def pair(self, word: str, value: str) -> str:
        """A bold name with its value."""
        return f"**{self.say(word)}**{self.say('colon')}{value}"

    def enclosed(self, text: str) -> str:
        """A remark in brackets, set off from what comes before it."""
        return f"（{text}）" if self.chinese else f" ({text})"

    def bodies(self, names: Iterable[str]) -> str:
        """Public bodies."""
        return self.joined(self.wording(self.pack.body(name)) for name in names)

    # --- links ---

    def mark(self, kind: str, name: str, text: str) -> str:
        """Wording as Markdown, with a link to where its name is explained."""
        if kind == "text":
            return escape(text)
        page = {"fact": "facts", "term": "facts", "parameter": "facts", "reading": "readings", "clause": "clauses"}[
            kind
        ]
        head = {"reading": escape(name), "clause": escape(name)}.get(kind) or self.glossary_heading(kind, name)
        return link(escape(text), f"{self.to(page)}#{anchor(head)}")

    def glossary_heading(self, kind: str, name: str) -> str:
        """The heading of an entry on the page of facts and terms."""
        labels = {
            "fact": lambda: self.pack.fact_by_path[name].label,
            "term": lambda: self.pack.term_by_name[name].label,
            "parameter": lambda: self.pack.parameter_by_name[name].label,
        }
        return f"{escape(labels[kind]().in_language(self.language))} {code(name)}"

    def to(self, page: str) -> str:
        """The way to one of the pages beside the programmes."""
        return f"{'../' if self.folder else ''}{page}.{self.language}.md"

    def programme(self, name: str) -> str:
        """A link to a programme's page."""
        up = "../" if self.folder else ""
        home = f"{up}../{self.site.home}/" if self.site.home and name not in self.site.own else up
        return link(self.wording(self.site.texts[name][0].title), f"{home}programmes/{name}.{self.language}.md")

    def programmes(self, names: Iterable[str]) -> str:
        """Links to programmes, or a word that it is all of them."""
        listed = tuple(names)
        if len(listed) > 1 and set(listed) == self.site.texts.keys():
            return self.say("everywhere")
        return self.joined(map(self.programme, listed))

    def clause(self, name: str) -> str:
        """A link to a clause."""
        return self.mark("clause", name, name)

    def reading(self, name: str) -> str:
        """A link to a reading."""
        return self.mark("reading", name, name)

    def facts(self, facts: Iterable[FactDefinition]) -> str:
        """Links to facts."""
        return self.joined(self.writer.fact(fact.path) for fact in facts)

    # --- lines ---

    def head(self, title: str, name: str) -> list[str]:
        """The title, and the way to the same page in the other language and to the other pages."""
        other = "en" if self.chinese else "zh"
        pages = ["index", "clauses", "facts", "readings", *(["targets"] if self.pack.targets else [])]
        ways = [link(self.say("other language"), f"{name}.{other}.md")]
        ways += [link(self.say(page), self.to(page)) for page in pages if self.folder or page != name]
        return [f"<!-- {self.say('made')} -->", "", f"# {title}", "", " · ".join(ways), ""]

    def rule_list(self, lines: Iterable[RuleLine], clause: str, depth: int = 0) -> list[str]:
        """Conditions as a nested list; a clause is named where it is not the given one."""
        return [bullet(depth + under, *self._rule(line, clause)) for top in lines for under, line in top.lines()]

    def _rule(self, line: RuleLine, clause: str) -> tuple[str, str]:
        says = f"**{line.says}**" if line.below else line.says
        if line.below and line.group:
            says += f"{self.say('colon')}{line.group}"
        parts = [line.settled, self.say("term" if line.below else "test").format(line.test) if line.test else ""]
        if line.open_term:
            parts.append(self.say("open").format(quoted(line.open_term), self.joined(line.who_decides)))
        parts += [self.clause(line.clause)] if line.clause and line.clause != clause else []
        if not line.settled:
            parts += [self.say("reading").format(self.reading(name)) for name in line.readings]
        parts = [part for part in parts if part]
        return (" · ".join([says, *parts]), "") if line.below else (says, " · ".join(parts))
