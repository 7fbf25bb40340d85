"""The page of one programme: on which clause it rests, who decides, what it asks, what is read, how cases come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from eligibility.language import tree
from eligibility.logic import Outcome
from eligibility.present.markdown import bullet, escape, heading, table
from eligibility.present.rules_site import Alternative, Page, Site
from eligibility.present.rules_text import RuleWriter, quoted
from eligibility.present.rules_words import PROGRAMME
from eligibility.present.text import OUTCOME_MARKS

if TYPE_CHECKING:
    from eligibility.pack.model import BaseCase, FactDefinition, ItemRule, NoteDefinition, Programme
    from eligibility.pack.schema import CaseModel, Expectation

__all__ = ["ProgrammePage", "outcome_words", "reading_words"]


def outcome_words(outcome: str, language: str) -> str:
    """An outcome as people see it, with its mark.

    >>> outcome_words("refer", "en")
    '◇ For the authority to decide'
    """
    one = Outcome(outcome)
    return f"{OUTCOME_MARKS[one]} {one.label(language)}"


class ProgrammePage(Page):
    """The page of one programme.

    >>> import eligibility
    >>> page = ProgrammePage(Site(eligibility.load("weihai-2023-13").pack), "en", "settlement")
    >>> [line for line in page.lines() if line.startswith("# ")]
    ['# Household settlement']
    """

    folder = "programmes"
    words = PROGRAMME

    def __init__(self, site: Site, language: str, name: str) -> None:
        super().__init__(site, language)
        self.name = name
        self.texts = site.texts[name]

    def lines(self) -> list[str]:
        """The whole page."""
        first = self.texts[0]
        lines = self.head(self.wording(first.title), self.name)
        if first.summary is not None:
            lines += [f"> {self.wording(first.summary)}", ""]
        for text in self.texts:
            lines += self._text(text)
        return [*lines, *self._facts(), *self._otherwise(), *self._notes(), *self._cases()]

    # --- one text of the rule ---

    def _text(self, text: Programme) -> list[str]:
        self.writer = RuleWriter(self.pack, self.language, self.mark)
        lines = [*self._particulars(text), ""]
        lines += self._conditions("scope", "scope words", text.scope, text.clause)
        lines += self._conditions("requires", "requires words", text.requires, text.clause)
        return lines + (self._items(text.item, text.clause) if text.item is not None else [])

    def _particulars(self, text: Programme) -> Iterator[str]:
        gist = next((one.gist for one in self.pack.clauses if one.clause == text.clause), None)
        best = text.best.value
        yield bullet(0, self.pair("clause", self.clause(text.clause) + self.enclosed(self.wording(gist))))
        yield bullet(0, self.pair("decides", self.bodies(text.decided_by)))
        yield bullet(0, self.pair("for", self.say(text.audience)))
        yield bullet(0, self.pair("strength", self.say(text.strength)))
        words = outcome_words(best, self.language)
        yield bullet(0, self.pair("best", words + self.enclosed(self.say(f"best {best}"))))
        period = [self.say("from").format(self.day(text.start))] if text.start is not None else []
        period += [self.say("until").format(self.day(text.until))] if text.until is not None else []
        if period:
            yield bullet(0, self.pair("period", self.joined(period)))

    def _conditions(self, title: str, words: str, condition: tree.Condition, clause: str) -> list[str]:
        lines = self.rule_list(self.writer.conditions(condition), clause)
        return [heading(2, self.say(title)), "", self.say(words), "", *lines, ""]

    def _items(self, item: ItemRule, clause: str) -> list[str]:
        lines = self.rule_list(self.writer.conditions(item.requires), clause)
        words = self.say("items words").format(self.writer.fact(item.records.path))
        return [heading(2, self.wording(item.label)), "", words, "", *lines, ""]

    # --- facts ---

    def _facts(self) -> list[str]:
        facts = self.site.read_to_decide(self.name)
        lines = [heading(2, self.say("decide")), ""]
        if facts:
            head = [self.say(word) for word in ("fact", "supplier", "evidence")]
            lines += [self.say("decide words"), "", *table(head, map(self._fact, facts)), ""]
        else:
            lines += [self.say("no facts"), ""]
        noted = self.site.read_in_notes(self.name)
        if noted:
            lines += [heading(2, self.say("in notes")), "", self.say("in notes words").format(self.facts(noted)), ""]
        return lines

    def _fact(self, fact: FactDefinition) -> list[str]:
        supplier = self.writer.suppliers(fact)
        if fact.only_authority:
            supplier += self.enclosed(self.say("open fact"))
        return [self.writer.fact(fact.path), supplier, self.wording(fact.evidence)]

    # --- other readings ---

    def _otherwise(self) -> list[str]:
        made: list[str] = []
        shared: dict[str, None] = {}
        for alternative in self.site.alternatives:
            own = []
            for text in self.texts:
                for change in alternative.changes(text, self.site.shared_scope):
                    if change.shared:
                        shared[alternative.reading.id] = None
                    else:
                        own += self._changed(alternative, change.after, text.clause)
            if own:
                made += [bullet(0, self._chosen(alternative)), *own, *self._also_read(alternative)]
        if made:
            made = [self.say("otherwise words"), "", *made]
        if shared:
            named = self.joined(self.reading(name) for name in shared)
            made += [*([""] if made else []), self.say("shared readings").format(named)]
        return [heading(2, self.say("otherwise")), "", *made, ""] if made else []

    def _chosen(self, alternative: Alternative) -> str:
        name = self.reading(alternative.reading.id)
        choice = self.wording(alternative.reading.label_of(alternative.choice))
        return self.say("chosen").format(name, quoted(choice))

    def _changed(self, alternative: Alternative, after: tree.Condition, clause: str) -> list[str]:
        """A condition as it is under another reading."""
        writer = RuleWriter(alternative.pack, self.language, self.mark)
        return self.rule_list([writer.condition(after)], clause, depth=1)

    def _also_read(self, alternative: Alternative) -> list[str]:
        facts = self.site.read_otherwise(self.name, alternative)
        return [bullet(1, self.say("reads also").format(self.facts(facts)))] if facts else []

    # --- notes ---

    def _notes(self) -> list[str]:
        notes = {(note.id, note.text): note for text in self.texts for note in text.notes}
        lines = [line for note in notes.values() for line in [self._note(note)]]
        return [heading(2, self.say("notes")), "", *lines, ""] if lines else []

    def _note(self, note: NoteDefinition) -> str:
        shown = "" if note.when is None else self.say("when").format(self.writer.test(note.when))
        clause = self.clause(note.clause) if note.clause and note.clause != self.texts[0].clause else ""
        return bullet(0, self.wording(note.text), " · ".join(part for part in (shown, clause) if part))

    # --- cases ---

    def _cases(self) -> list[str]:
        cases = self.site.cases_of(self.name)
        lines = [heading(2, self.say("cases")), ""]
        if not cases:
            return [*lines, self.say("no cases")]
        head = [self.say(word) for word in ("story", "date", "outcome", "why")]
        return [*lines, self.say("cases words"), "", *table(head, map(self._case, cases))]

    def _case(self, case: BaseCase) -> list[str]:
        expected = next(one for name, one in case.model.expect.items() if str(name) == self.name)
        story = escape(str(case.model.story.zh if self.chinese else case.model.story.en))
        readings = reading_words(self, case.model)
        if readings:
            story += f"<br>{readings}"
        outcome = outcome_words(expected.outcome, self.language)
        return [story, self.day(case.model.on), outcome, self._why(expected)]

    def _why(self, expected: Expectation) -> str:
        parts = [self._because(expected)] if expected.because else []
        if expected.missing:
            parts.append(self._listed("missing", map(self._fact_words, expected.missing)))
        if expected.open:
            word = "also open" if expected.missing else "left open"
            parts.append(self._listed(word, map(self._open_words, expected.open)))
        if expected.items:
            item = next(text.item for text in self.texts if text.item is not None)
            outcomes = self.joined(Outcome(one).label(self.language) for one in expected.items)
            parts.append(f"{self.wording(item.label)}{self.say('colon')}{outcomes}")
        return "<br>".join(part for part in parts if part)

    def _because(self, expected: Expectation) -> str:
        """The conditions that carry a result; what is listed as left open is not said twice."""
        outcome = Outcome(expected.outcome)
        left_open = set(map(str, expected.open or ()))
        names = [name for name in expected.because or () if str(name) not in left_open]
        if outcome is Outcome.REFER:
            return self._listed("left open", map(self._condition_words, names)) if names else ""
        word = "not met" if outcome.is_negative else "met" if outcome.is_positive else "not known"
        return self._listed(word, map(self._condition_words, names))

    def _listed(self, word: str, words: Iterable[str]) -> str:
        return f"{self.say(word)}{self.say('colon')}{self.say('semicolon').join(words)}"

    def _condition_words(self, name: Any) -> str:
        node = self.site.conditions[self.name].get(str(name))
        if node is None:
            return escape(str(name))
        return RuleWriter(self.pack, self.language, self.mark).condition(node).says

    def _open_words(self, name: Any) -> str:
        """An open term, by the id of its condition or by the path of a fact that only an authority determines."""
        node = self.site.conditions[self.name].get(str(name))
        if node is not None and isinstance(node.body, tree.Open):
            return quoted(self.wording(node.body.term))
        return self._fact_words(name)

    def _fact_words(self, path: Any) -> str:
        """A fact or a threshold that is missing; of a list's field with the number of the record."""
        head, bracket, rest = str(path).partition("[")
        generic = f"{head}[{rest[rest.find(']') :]}" if bracket else head
        if generic in self.pack.fact_by_path:
            named = self.writer.fact(generic)
            number = rest[: rest.find("]")]
            return self.say("number").format(named, int(number) + 1) if number.isdigit() else named
        if generic in self.pack.parameter_by_name:
            label = self.pack.parameter_by_name[generic].label.in_language(self.language)
            return self.mark("parameter", generic, label)
        return escape(str(path))


def reading_words(page: Page, case: CaseModel) -> str:
    """The readings that a case chooses, each with its choice."""
    words = []
    for name, choice in case.readings.items():
        label = page.pack.reading_by_id[str(name)].label_of(str(choice))
        words.append(f"{page.say('reading').format(page.reading(str(name)))}{page.say('colon')}{page.wording(label)}")
    return page.joined(words)
