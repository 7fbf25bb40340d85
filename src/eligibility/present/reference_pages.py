"""The pages beside the programmes: overview, clauses, facts and terms, readings, targets; and all pages of a pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.language.wording import amount
from eligibility.logic import Outcome
from eligibility.present.markdown import anchor, bullet, code, escape, heading, link, table
from eligibility.present.programme_page import ProgrammePage, outcome_words, reading_words
from eligibility.present.readings_proved import proved_lines
from eligibility.present.rules_site import Alternative, Change, Page, Site
from eligibility.present.rules_text import RuleLine, RuleWriter, quoted
from eligibility.present.rules_words import CLAUSES, DOING, FACTS, INDEX, KINDS, KINDS_OF_CHANGE, READINGS, TARGETS

if TYPE_CHECKING:
    from datetime import date

    from eligibility.language.text import Text
    from eligibility.pack.model import (
        BaseCase,
        ChangeDefinition,
        ClauseDefinition,
        FactDefinition,
        ParameterDefinition,
        ReadingDefinition,
        TargetDefinition,
        TermDefinition,
    )

__all__ = ["pack_pages"]


_TAG: Final = re.compile(r"\[(doc|F~?|K\??|✗)\]")
"""How a pack marks where a statement comes from."""


def pack_pages(site: Site) -> dict[str, str]:
    """Every page on a pack, in Chinese and English, by its path in the pack's folder.

    Args:
        site: the pack, and the pack under each other choice of a reading.

    Returns:
        Markdown texts; the same pack always gives the same ones.

    >>> import eligibility
    >>> pages = pack_pages(Site(eligibility.load("weihai-2023-13").pack))
    >>> "programmes/settlement.zh.md" in pages, "index.en.md" in pages
    (True, True)
    """
    made = {}
    for language in ("zh", "en"):
        pages: dict[str, Page] = {
            "index": IndexPage(site, language),
            "clauses": ClausesPage(site, language),
            "facts": FactsPage(site, language),
            "readings": ReadingsPage(site, language),
        }
        if site.pack.targets:
            pages["targets"] = TargetsPage(site, language)
        for name in site.texts:
            if not site.home or name in site.own:
                pages[f"programmes/{name}"] = ProgrammePage(site, language, name)
        for name, page in pages.items():
            made[f"{name}.{language}.md"] = "\n".join(page.lines()).rstrip() + "\n"
    return made


# --- overview -----------------------------------------------------------------------------------------------


class IndexPage(Page):
    """The document, its programmes, its territory, and how to read the pages."""

    words = INDEX

    def lines(self) -> list[str]:
        """The whole page."""
        overlay = self.site.overlay
        lines = self.head(self.wording(overlay.title if overlay is not None else self.pack.title), "index")
        lines += [*self._particulars(), "", heading(2, self.say("how")), ""]
        marks = self.joined(outcome_words(outcome.value, self.language) for outcome in reversed(Outcome))
        lines += [bullet(0, self.say(f"how {number}").format(marks)) for number in range(1, 5)]
        return [*lines, "", *self._changes(), *self._programmes(), *self._warnings(), *self._territory()]

    def _particulars(self) -> Iterator[str]:
        pack, overlay = self.pack, self.site.overlay
        if overlay is not None:
            yield self._document("document", overlay.number, overlay.day, overlay.document)
            yield bullet(0, self.pair("status", self.say("law" if overlay.is_law else "example")))
            below = link(self.wording(pack.title), f"../{self.site.home}/index.{self.language}.md")
            yield bullet(0, self.pair("below", below))
        else:
            yield self._document("document", pack.document_number, pack.document_date, pack.document_title)
        yield bullet(0, self.pair("version", code(pack.version)))

    def _document(self, word: str, number: str, day: date, title: Text) -> str:
        return bullet(0, self.pair(word, f"{escape(number)}{self.enclosed(self.day(day))}"), self.wording(title))

    def _programmes(self) -> list[str]:
        head = [self.say(word) for word in ("programme", "clause", "decides", "best")]
        rows = []
        for name, texts in self.site.texts.items():
            first = texts[0]
            best = outcome_words(first.best.value, self.language)
            rows.append([self.programme(name), self.clause(first.clause), self.bodies(first.decided_by), best])
        return [heading(2, self.say("programmes")), "", *table(head, rows), ""]

    def _changes(self) -> list[str]:
        changes = self.pack.changes
        if not changes:
            return []
        head = [self.say(word) for word in ("what", "clause", "why")]
        return [
            heading(2, self.say("changes")),
            "",
            self.say("changes words"),
            "",
            *table(head, map(self._change, changes)),
            "",
        ]

    def _change(self, change: ChangeDefinition) -> list[str]:
        done, kind = (words[not self.chinese] for words in (DOING[change.do], KINDS_OF_CHANGE[change.kind]))
        name = code(f"{change.of}.{change.name}" if change.of else change.name)
        what = f"{done}{kind} {name}" if self.chinese else f"{done} {kind} {name}"
        return [what, self.clause(change.clause), self.wording(change.why)]

    def _warnings(self) -> list[str]:
        checks = self.pack.checks
        if not checks:
            return []
        made = [
            bullet(0, self.wording(check.text), self.say("when").format(self.writer.test(check.when)))
            for check in checks
        ]
        return [heading(2, self.say("warnings")), "", self.say("warnings words"), "", *made, ""]

    def _territory(self) -> list[str]:
        head = [self.say(word) for word in ("unit", "code", "former")]
        rows = [
            [
                self.wording(unit.name) + (self.enclosed(self.wording(unit.note)) if unit.note else ""),
                code(unit.code),
                self.joined(map(code, unit.former)),
            ]
            for unit in self.pack.units
        ]
        return [heading(2, self.say("territory")), "", *table(head, rows), ""] if rows else []


# --- clauses ------------------------------------------------------------------------------------------------


class ClausesPage(Page):
    """The matrix of clauses, and a word on each."""

    words = CLAUSES

    def lines(self) -> list[str]:
        """The whole page."""
        lines = [*self.head(self.say("clauses"), "clauses"), self.say("words"), ""]
        head = [self.say(word) for word in ("clause", "gist", "about", "bodies", "became")]
        lines += [*table(head, map(self._row, self.pack.clauses)), ""]
        for clause in self.pack.clauses:
            lines += [heading(2, escape(clause.clause)), "", *self._entry(clause), ""]
        return lines

    def _row(self, clause: ClauseDefinition) -> list[str]:
        about = self.joined(KINDS[kind][not self.chinese] for kind in clause.kind)
        became = self._became(clause)
        where = link(escape(clause.clause), f"#{anchor(escape(clause.clause))}")
        return [where, self.wording(clause.gist), about, self.bodies(clause.bodies), became]

    def _became(self, clause: ClauseDefinition) -> str:
        parts = [self.programmes(clause.programmes)] if clause.programmes else []
        parts += [self._targets(clause)] if clause.targets else []
        if clause.why_nothing is not None:
            parts.append(self.wording(clause.why_nothing))
        return "<br>".join(parts) or (self.say("later") if clause.later else "")

    def _targets(self, clause: ClauseDefinition) -> str:
        titles = {target.id: target.title for target in self.pack.targets}
        named = self.joined(link(self.wording(titles[name]), self.to("targets")) for name in clause.targets)
        return f"{self.say('targets')}{self.say('colon')}{named}"

    def _entry(self, clause: ClauseDefinition) -> Iterator[str]:
        yield bullet(0, self.pair("gist", self.wording(clause.gist)))
        yield bullet(0, self.pair("about", self.joined(KINDS[kind][not self.chinese] for kind in clause.kind)))
        if clause.bodies:
            yield bullet(0, self.pair("bodies", self.bodies(clause.bodies)))
        if clause.figure is not None:
            yield bullet(0, self.pair("figure", self.wording(clause.figure)))
        if clause.programmes:
            yield bullet(0, self.pair("programmes", self.joined(map(self._at_best, clause.programmes))))
        if clause.targets:
            titles = {target.id: target.title for target in self.pack.targets}
            named = self.joined(link(self.wording(titles[name]), self.to("targets")) for name in clause.targets)
            yield bullet(0, self.pair("targets", named))
        if clause.why_nothing is not None:
            yield bullet(0, self.pair("nothing", self.wording(clause.why_nothing)))
        others = self._users(clause)
        if others:
            yield bullet(0, self.pair("conditions", self.programmes(others)))
        readings = [reading.id for reading in self.pack.readings if reading.clause == clause.clause]
        if readings:
            yield bullet(0, self.pair("open readings", self.joined(map(self.reading, readings))))

    def _at_best(self, name: str) -> str:
        """A programme with the best that it can come to, which tells a promise from a clause left open."""
        best = outcome_words(self.site.texts[name][0].best.value, self.language)
        return f"{self.programme(name)}{self.enclosed(self.say('at best').format(best))}"

    def _users(self, clause: ClauseDefinition) -> list[str]:
        """Programmes of other clauses with a condition that rests on this one."""
        return [
            name
            for name, conditions in self.site.conditions.items()
            if self.site.texts[name][0].clause != clause.clause
            and any(node.clause == clause.clause for node in conditions.values())
        ]


# --- facts, terms and amounts -------------------------------------------------------------------------------


class FactsPage(Page):
    """The vocabulary: every fact, every defined term, every amount."""

    words = FACTS

    def lines(self) -> list[str]:
        """The whole page."""
        lines = [*self.head(self.say("facts"), "facts"), self.say("words"), ""]
        head = [self.say(word) for word in ("fact", "type", "supplier", "rests on it")]
        lines += [*table(head, map(self._row, self.pack.facts)), "", heading(2, self.say("facts title")), ""]
        for fact in self.pack.facts:
            lines += [heading(3, self.glossary_heading("fact", fact.path)), "", *self._fact(fact), ""]
        lines += [heading(2, self.say("terms title")), ""] if self.pack.terms else []
        for term in self.pack.terms:
            lines += [heading(3, self.glossary_heading("term", term.name)), "", *self._term(term), ""]
        lines += [heading(2, self.say("amounts title")), ""] if self.pack.parameters else []
        for parameter in self.pack.parameters:
            lines += [heading(3, self.glossary_heading("parameter", parameter.name)), "", *self._amount(parameter), ""]
        return lines

    # --- facts ---

    def _row(self, fact: FactDefinition) -> list[str]:
        where = self.writer.fact(fact.path).replace(self.to("facts"), "")
        return [where, self.say(fact.type.kind.value), self.writer.suppliers(fact), self._summary(fact)]

    def _summary(self, fact: FactDefinition) -> str:
        if fact.decides_never is not None:
            return self.say("never")
        uses = dict(self._uses(fact))
        if "decides" in uses:
            return uses["decides"]
        return "<br>".join(
            f"{self.say(use)}{self.say('colon') + words if words else ''}" for use, words in uses.items()
        )

    def _fact(self, fact: FactDefinition) -> Iterator[str]:
        yield bullet(0, self.pair("question", self.wording(fact.question)))
        yield bullet(0, self.pair("type", self._kind(fact)))
        if fact.help is not None:
            yield bullet(0, self.pair("help", self.wording(fact.help)))
        yield bullet(0, self.pair("supplier", self.writer.suppliers(fact)))
        if fact.evidence is not None:
            yield bullet(0, self.pair("evidence", self.wording(fact.evidence)))
        yield bullet(0, self.pair("changeable", self.say("yes" if fact.changeable else "no")))
        if fact.decides_never is not None:
            yield bullet(0, self.pair("never", self.wording(fact.decides_never)))
            return
        uses = dict(self._uses(fact))
        for use, words in uses.items():
            yield bullet(0, self.pair(use, words) if words else f"**{self.say(use)}**")
        if uses.keys() & {"decides", "otherwise"}:
            yield bullet(0, self.pair("absent", self.say("absent open" if fact.only_authority else "absent unknown")))

    def _uses(self, fact: FactDefinition) -> Iterator[tuple[str, str]]:
        site = self.site
        decides = [name for name in site.texts if fact in site.read_to_decide(name)]
        if decides:
            yield "decides", self.programmes(decides)
        noted = [name for name in site.texts if fact in site.read_in_notes(name)]
        if noted:
            yield "in notes", self.programmes(noted)
        otherwise = [
            f"{self.programme(name)}{self.enclosed(self.reading(one.reading.id))}"
            for one in site.alternatives
            for name in site.texts
            if fact in site.read_otherwise(name, one)
        ]
        if otherwise:
            yield "otherwise", self.joined(dict.fromkeys(otherwise))
        if not (decides or noted or otherwise):
            yield "in checks", ""

    def _kind(self, fact: FactDefinition) -> str:
        words = self.say(fact.type.kind.value)
        if fact.choice_labels:
            words += self.say("colon") + self.joined(map(self.wording, fact.choice_labels))
        limits = self._codes() if fact.type.kind is Kind.REGION else []
        limits += [
            self.say(word).format(amount(bound, self.language))
            for word, bound in (("above", fact.above), ("minimum", fact.minimum), ("maximum", fact.maximum))
            if bound is not None
        ]
        limits += [self.say("not future")] if fact.not_after_decision else []
        details = [self.wording(fact.unit)] if fact.unit is not None else []
        return words + (self.enclosed(self.joined([*details, *limits])) if details or limits else "")

    def _codes(self) -> list[str]:
        words = self.joined(map(code, self.pack.region_words))
        return [self.say("six digits") + (" " + self.say("or code").format(words) if words else "")]

    # --- terms and amounts ---

    def _term(self, term: TermDefinition) -> Iterator[str]:
        if term.says is not None:
            yield bullet(0, self.wording(term.says))
        if term.source is not None:
            yield bullet(0, self.pair("source", self.wording(term.source)))
        if term.clause:
            yield bullet(0, self.pair("clause", self.clause(term.clause)))
        if term.reading:
            yield bullet(0, self.pair("rests", self.reading(term.reading)))
        users = self.site.users(tree.Term, term.name)
        if users:
            yield bullet(0, self.pair("used", self.programmes(users)))
        used = self.site.terms.get(term.name)
        if used is not None:
            yield from self._definition(used, term.clause)

    def _definition(self, term: tree.Term, clause: str) -> list[str]:
        writer = RuleWriter(self.pack, self.language, self.mark)
        (line,) = (writer.condition(tree.Labelled("", None, "", "", "", term)),)
        lines = self.rule_list(line.below, clause, depth=1)
        if not lines:
            lines = [bullet(1, self.say("test").format(writer.test(term.body)))]
        if term.argument is None:
            return [
                bullet(0, f"{line.group}{self.say('colon')}" if line.group else self.say("test").format("")),
                *lines,
            ]
        return [bullet(0, self.say("asked of").format(writer.value(term.argument)) + self.say("colon")), *lines]

    def _amount(self, parameter: ParameterDefinition) -> Iterator[str]:
        periods = self.writer.periods(parameter)
        sources = [dated.source for dated in parameter.timeline.values]
        for words, source in zip(periods, sources, strict=True):
            known = any(clause.clause == source for clause in self.pack.clauses)
            shown = self.clause(source) if known else escape(source)
            yield bullet(0, words + (self.enclosed(shown) if shown else ""))
        if parameter.timeline.known_until is not None:
            yield bullet(0, self.say("known until").format(self.day(parameter.timeline.known_until)))
        users = self.site.users(tree.Parameter, parameter.name)
        yield bullet(0, self.pair("used", self.programmes(users)) if users else f"**{self.say('in checks')}**")


# --- readings -----------------------------------------------------------------------------------------------


class ReadingsPage(Page):
    """Every question that the document leaves open, its choices, and what another choice changes."""

    words = READINGS

    def lines(self) -> list[str]:
        """The whole page."""
        lines = [*self.head(self.say("readings"), "readings"), self.say("words"), ""]
        head = [self.say(word) for word in ("name", "question", "default", "others")]
        lines += [*table(head, map(self._row, self.pack.readings)), ""]
        if any(reading.source is not None and _TAG.search(reading.source.en) for reading in self.pack.readings):
            lines += [escape(self.say("tags")), ""]
        for reading in self.pack.readings:
            lines += [heading(2, escape(reading.id)), "", *self._entry(reading)]
        return lines

    def _row(self, reading: ReadingDefinition) -> list[str]:
        others = [self.wording(reading.label_of(one)) for one in reading.selectable if one != reading.default]
        where = link(escape(reading.id), f"#{anchor(escape(reading.id))}")
        default = self.wording(reading.label_of(reading.default))
        return [where, self.wording(reading.question), default, "<br>".join(others)]

    def _entry(self, reading: ReadingDefinition) -> Iterator[str]:
        yield from (f"**{self.wording(reading.question)}**", "")
        for choice, words, why_not in reading.choices:
            if why_not is not None:
                state = self.say("cannot be").format(self.wording(why_not))
            else:
                state = self.say("is default" if choice == reading.default else "can be")
            yield bullet(0, f"{self.wording(words)} {code(choice)}{self.enclosed(state)}")
        if reading.clause:
            yield bullet(0, self.pair("clause", self.clause(reading.clause)))
        if reading.source is not None:
            yield bullet(0, self.pair("source", self.wording(reading.source)))
        yield ""
        for alternative in self.site.alternatives:
            if alternative.reading.id == reading.id:
                label = self.wording(reading.label_of(alternative.choice))
                yield from (
                    heading(3, self.say("changes").format(escape(reading.id), quoted(label))),
                    "",
                    *self._effects(alternative),
                    "",
                )

    def _effects(self, alternative: Alternative) -> list[str]:
        lines: list[str] = []
        shared: set[tree.Condition] = set()
        for name, texts in self.site.texts.items():
            for text in texts:
                for change in alternative.changes(text, self.site.shared_scope):
                    if change.shared and change.before in shared:
                        continue
                    shared |= {change.before} if change.shared else set()
                    where = self.say("everywhere") if change.shared else self.programme(name)
                    lines += self._change(alternative, where, change, text.clause)
        if alternative.pack.leap_day != self.pack.leap_day:
            lines.append(bullet(0, self.say("birthdays")))
        return [*(lines or [self.say("no change")]), *self._proved(alternative), *self._cases(alternative)]

    def _proved(self, alternative: Alternative) -> list[str]:
        """Which outcomes become others for somebody, and that no others do."""
        if alternative.proved is None:
            return []
        head, lines = proved_lines(alternative.proved, self.programme, self.language)
        return ["", f"{head}{self.say('colon').rstrip()}" if lines else head, "", *(bullet(0, line) for line in lines)]

    def _change(self, alternative: Alternative, where: str, change: Change, clause: str) -> list[str]:
        """A condition as it is now, and as it would be."""
        now = RuleWriter(self.pack, self.language, self.mark)
        then = RuleWriter(alternative.pack, self.language, self.mark)
        line = now.condition(change.before)
        head = bullet(0, f"{where}{self.say('colon')}{line.says}")
        return [head, *self._side("now", line, clause), *self._side("then", then.condition(change.after), clause)]

    def _side(self, word: str, line: RuleLine, clause: str) -> list[str]:
        head = f"{self.say(word)}{self.say('colon')}"
        if not line.below:
            return [bullet(1, head + (line.settled or line.test or line.open_term))]
        return [bullet(1, head + line.group), *self.rule_list(line.below, clause, depth=2)]

    def _cases(self, alternative: Alternative) -> list[str]:
        cases = self.site.cases_under(alternative)
        if not cases:
            return []
        head = [self.say(word) for word in ("story", "date", "results")]
        return ["", self.say("cases"), "", *table(head, map(self._case, cases))]

    def _case(self, case: BaseCase) -> list[str]:
        story = escape(str(case.model.story.zh if self.chinese else case.model.story.en))
        if len(case.model.readings) > 1:
            story += f"<br>{reading_words(self, case.model)}"
        results = [
            f"{self.programme(str(name))}{self.say('colon')}{outcome_words(expected.outcome, self.language)}"
            for name, expected in case.model.expect.items()
        ]
        return [story, self.day(case.model.on), "<br>".join(results)]


# --- targets ------------------------------------------------------------------------------------------------


class TargetsPage(Page):
    """The plan's figures."""

    words = TARGETS

    def lines(self) -> list[str]:
        """The whole page."""
        head = [self.say(word) for word in ("target", "figure", "year", "clause", "bodies")]
        rows = map(self._row, self.pack.targets)
        return [*self.head(self.say("targets"), "targets"), self.say("words"), "", *table(head, rows)]

    def _row(self, target: TargetDefinition) -> list[str]:
        unit = self.wording(target.unit)
        number = f"{target.amount:,}{unit}" if self.chinese else f"{target.amount:,} {unit}"
        figure = self.say(target.per).format(self.say(target.comparison).format(number))
        figure += self.say("stock") if target.measure == "stock" else ""
        year = "" if target.year is None else str(target.year)
        return [self.wording(target.title), figure, year, self.clause(target.clause), self.bodies(target.bodies)]
