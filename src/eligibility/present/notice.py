"""The one-time notification (一次性告知单): what a person takes home from the counter.

:func:`notice` turns a decision into finished sentences in one language; :func:`notice_text`, :func:`notice_html` and
:func:`notice_pdf` only lay them out, so that all three say the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from eligibility._arguments import checked_list, refused_argument
from eligibility.decide.gathering import facts_read
from eligibility.decide.trace import Trace
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.logic import Outcome, Truth
from eligibility.pack.layout import generic_path
from eligibility.present.notice_html import notice_html
from eligibility.present.notice_model import (
    AsideNotice,
    ItemNotice,
    Need,
    Notice,
    OpenPoint,
    ProgrammeNotice,
    ResultGroup,
    ServiceNotice,
)
from eligibility.present.notice_pdf import notice_pdf
from eligibility.present.notice_reasons import PlainLabeller, facts_against, facts_below, failing
from eligibility.present.notice_text import notice_text
from eligibility.present.notice_words import Words
from eligibility.present.text import BEST_FIRST

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, Note, OpenTerm
    from eligibility.pack.model import OverlayDefinition

__all__ = [
    "AsideNotice",
    "ItemNotice",
    "Need",
    "Notice",
    "OpenPoint",
    "ProgrammeNotice",
    "ResultGroup",
    "ServiceNotice",
    "notice",
    "notice_html",
    "notice_pdf",
    "notice_text",
]

_LONGEST_NAME: Final = 100
_MOST_VALUES: Final = 2


def notice(
    decision: Decision,
    language: str,
    *,
    applicant: str = "",
    handled_by: str = "",
    programmes: Iterable[str] | None = None,
) -> Notice:
    """What a person takes home: results, what is missing, who decides, what to do next.

    Args:
        decision: the decision to tell about.
        language: ``"zh"`` or ``"en"``.
        applicant: the person's name, printed as given; the decision itself knows no name.
        handled_by: who checked.
        programmes: the ids of the programmes to set out, with all their remarks. By default all that apply, with the
            remarks that bear on the result: those that rest on a condition; the others where the result is good or
            open, or where an employer's duty must not look settled. Services open to everybody, and what does not
            apply, are then only mentioned.

    Raises:
        UsageError: U003 (no such programme), U009 (no such language), or U013: no list of ids, or no name.

    >>> import eligibility
    >>> decision = eligibility.load("weihai-2023-13").decide({"is_migrant_worker": True}, on="2023-06-01")
    >>> sheet = notice(decision, "en", applicant="张三", programmes=["rental-housing"])
    >>> sheet.programmes[0].result, [need.register for need in sheet.needs][0]
    ('Cannot be told yet', 'public registers')
    """
    return _Composer(decision, language, programmes).notice(
        _name("applicant", applicant), _name("handled_by", handled_by)
    )


def _name(which: str, text: object) -> str:
    """A name on one line, without characters that steer the layout, cut short."""
    if not isinstance(text, str):
        raise refused_argument(which, text, "text")
    shown = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_shown(char))
    shown = " ".join(shown.split())
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


class _Composer:
    """Finds the words for one decision."""

    def __init__(self, decision: Decision, language: str, programmes: Iterable[str] | None) -> None:
        self._words = Words(language)
        self._language = language
        self._decision = decision
        self._pack = decision.engine.pack
        self._labeller = PlainLabeller(self._pack, decision.person, language)
        self._in_full = programmes is not None
        self._shared = self._shared_notes()
        self._shown, self._services, self._aside = self._split(programmes)
        self._needs = self._number_needs()

    def _split(self, programmes: Iterable[str] | None) -> tuple[list[Finding], list[Finding], list[Finding]]:
        """What is set out, the services that are open to everybody, and what does not apply; best results first."""
        found = list(self._decision.findings)
        if programmes is not None:
            named = [self._decision[name] for name in checked_list("programmes", programmes, "a list of ids")]
            found = list({one.programme: one for one in named}.values())
        found.sort(key=lambda one: BEST_FIRST.index(one.outcome))
        if programmes is not None:
            return found, [], []
        aside = [one for one in found if one.outcome is Outcome.NOT_APPLICABLE]
        services = [one for one in found if one not in aside and self._is_service(one)]
        return [one for one in found if one not in aside and one not in services], services, aside

    def _is_service(self, finding: Finding) -> bool:
        """Whether a programme is open to everybody and has nothing to say to this person in particular."""
        text = finding._text  # noqa: SLF001 - the view of a decision
        asks = facts_read([text.scope, text.requires])
        return finding.outcome is Outcome.ELIGIBLE and not asks and not self._conditional(finding)

    def notice(self, applicant: str, handled_by: str) -> Notice:
        """All of it."""
        pack, words, found = self._pack, self._words, [self._programme(finding) for finding in self._shown]
        return Notice(
            language=self._language,
            on=self._decision.on,
            applicant=applicant,
            handled_by=handled_by,
            document_number=pack.document_number,
            document_title=self._in(pack.document_title),
            further_documents=tuple(self._further(overlay) for overlay in pack.overlays),
            warnings=tuple(self._warnings()),
            groups=tuple(self._group(outcome, found) for outcome in dict.fromkeys(one.outcome for one in found)),
            services=tuple(self._service(finding) for finding in self._services),
            aside=tuple(AsideNotice(one.programme, self._in(one.title), self._meant_for(one)) for one in self._aside),
            needs=tuple(self._needs.values()),
            notes=tuple(self._note(note, note.clause) for note in self._shared),
            readings=self._readings(),
            next_steps=self._next_steps(),
            disclaimer=words.say("about_words", number=words.series(pack.documents)),
            shortened=any(self._notes(one) != self._own_notes(one) for one in (*self._shown, *self._services)),
            pack_version=pack.version,
            pack_hash=_short(pack.content_hash),
        )

    def _further(self, overlay: OverlayDefinition) -> str:
        """The document of an overlay, with what it is called and whether it is none."""
        said = [] if self._language == "zh" else [self._in(overlay.title)]
        if overlay.status == "example":
            said.append(self._words.say("example"))
        return self._words.bracketed(overlay.document_number, self._words.say("semicolon").join(said))

    def _warnings(self) -> Iterator[str]:
        if any(overlay.status == "example" for overlay in self._pack.overlays):
            yield self._words.say("example_words")
        yield from (self._in(one.text) for one in self._decision.warnings)

    # --- one programme ---

    def _group(self, outcome: Outcome, found: Iterable[ProgrammeNotice]) -> ResultGroup:
        words, own = self._words, tuple(one for one in found if one.outcome is outcome)
        return ResultGroup(outcome, words.result(outcome), words.group(outcome), own)

    def _service(self, finding: Finding) -> ServiceNotice:
        return ServiceNotice(finding.programme, self._in(finding.title), finding.clause, self._bodies(finding))

    def _programme(self, finding: Finding) -> ProgrammeNotice:
        needs = self._needs_of(finding)
        points = self._open_points(finding)
        reasons = self._reasons(finding)
        return ProgrammeNotice(
            programme=finding.programme,
            title=self._in(finding.title),
            outcome=finding.outcome,
            result=self._words.result(finding.outcome),
            clause=finding.clause,
            decided_by=self._bodies(finding),
            sentences=tuple(self._sentences(finding, needs, points, reasons)),
            reasons=reasons,
            needs=needs,
            open=points,
            items=tuple(self._item(item, finding) for item in finding.items),
            notes=tuple(self._note(note, finding.clause) for note in self._notes(finding)),
        )

    def _bodies(self, finding: Finding) -> tuple[str, ...]:
        return tuple(self._in(self._pack.body(name)) for name in finding.decided_by)

    def _sentences(
        self, finding: Finding, needs: Sequence[Need], points: Sequence[OpenPoint], reasons: Sequence[str]
    ) -> Iterator[str]:
        words, comma = self._words, self._words.say("comma")
        match finding.outcome:
            case Outcome.ELIGIBLE if self._binds_employer(finding):
                yield words.say("met_employer")
            case Outcome.UNDETERMINED:
                yield self._what_is_missing(needs)
                yield from self._to_decide("perhaps_refer", finding, points)
            case Outcome.REFER:
                yield from self._to_decide("refer", finding, points)
            case Outcome.NOT_ELIGIBLE if reasons:
                yield words.say("not_met_because", comma.join(reasons))
            case Outcome.NOT_APPLICABLE:
                yield words.say("meant_for", comma.join(self._meant_for(finding)))

    def _binds_employer(self, finding: Finding) -> bool:
        return finding._text.audience == "employer"  # noqa: SLF001 - the view of a decision

    def _what_is_missing(self, needs: Sequence[Need]) -> str:
        numbers = [need.number for need in needs if need.number]
        return self._words.are_numbers("missing_items", numbers) if numbers else self._words.say("missing_values")

    def _to_decide(self, key: str, finding: Finding, points: Iterable[OpenPoint]) -> Iterator[str]:
        """What is open, a sentence for each decider; those who decide anyway are not named once more."""
        words = self._words
        own = words.series([words.body(self._pack.body(name)) for name in finding.decided_by])
        for who, terms in _by_decider(points).items():
            named = words.say("named_above") if who == own else who
            yield words.say(key, who=named, terms=words.quoted(terms))
            key = key.removesuffix("_too") + "_too"

    def _item(self, item: ItemFinding, finding: Finding) -> ItemNotice:
        words = self._words
        name = self._labeller.item(item)
        return ItemNotice(name, item.outcome, words.result(item.outcome), self._item_detail(item, finding))

    def _item_detail(self, item: ItemFinding, finding: Finding) -> str:
        """What sets a relative or child apart from the person."""
        words = self._words
        own = item.traces()[-1]
        if item.outcome is Outcome.NOT_ELIGIBLE and own.truth is Truth.FALSE and finding.outcome is not item.outcome:
            found = [self._condition(one) for one in failing([own])]
            return words.say("not_met_because", words.say("comma").join(found))
        if item.outcome is Outcome.UNDETERMINED:
            common = {need.fact for need in self._needs_of(finding)}
            numbers = [need.number for need in self._needs_of(item) if need.number and need.fact not in common]
            return words.are_numbers("missing_items", numbers) if numbers else ""
        if item.outcome is Outcome.REFER and finding.outcome is not item.outcome:
            return words.sentences(self._to_decide("refer", finding, self._open_points(item)))
        return ""

    # --- why not ---

    def _reasons(self, finding: Finding) -> tuple[str, ...]:
        """The conditions that stand against a person, with the values on record."""
        if finding.outcome is not Outcome.NOT_ELIGIBLE:
            return ()
        found = [self._words.bracketed(self._condition(one), self._value(one)) for one in failing(finding.traces()[1:])]
        return tuple(dict.fromkeys(found))

    def _meant_for(self, finding: Finding) -> tuple[str, ...]:
        """The situation that a programme is meant for, as far as it is not the person's."""
        found = [self._condition(one) for one in failing(finding.traces()[:1])]
        return tuple(dict.fromkeys(found)) or (self._words.say("not_in_force"),)

    def _condition(self, trace: Trace) -> str:
        """A condition in quotation marks, as the rules word it, or what it is about."""
        words, says = self._words, self._says(trace)
        if says is not None:
            return words.quoted([says])
        labels = dict.fromkeys(self._labeller.name(read.what) for read in facts_below(trace))
        return words.say("about_facts", words.quoted(labels)) if labels else words.say("a_condition")

    def _value(self, trace: Trace) -> str:
        """What stands on record where a condition is not met, unless that is only yes or no or a whole story."""
        reads = {read.path: read for read in facts_against(trace) if not read.is_missing}
        telling = [read for read in reads.values() if read.what.type.kind is not Kind.BOOLEAN]
        if len(telling) > _MOST_VALUES:
            return ""
        colon = self._words.say("colon")
        shown = [self._labeller.read(read) for read in telling]
        return self._words.say("semicolon").join(f"{one.label}{colon}{one.value}" for one in shown)

    def _says(self, trace: Trace) -> str | None:
        if trace.label is not None and trace.label.says is not None:
            return self._in(trace.label.says)
        if isinstance(trace.node, tree.Term):
            term = self._pack.term_by_name[trace.node.name]
            return self._in(term.says or term.label)
        return None

    # --- what is needed ---

    def _number_needs(self) -> dict[str, Need]:
        """What is missing for the programmes shown, by path: first from the person, then from registers, then ours."""
        wanted = {fact.path for one in self._shown for answer in (one, *one.items) for fact in answer.missing}
        facts = [fact for fact in self._decision.missing() if fact.path in wanted]
        ours = [fact for fact in facts if "maintainer" in fact.supplied_by]
        registered = [fact for fact in facts if "register" in fact.supplied_by]
        asked = [fact for fact in facts if fact not in ours and fact not in registered]
        numbered = [(number, fact) for number, fact in enumerate((*asked, *registered), start=1)]
        return {fact.path: self._need(number, fact) for number, fact in (*numbered, *((0, one) for one in ours))}

    def _need(self, number: int, fact: MissingFact) -> Need:
        register = ""
        if "register" in fact.supplied_by:
            register = self._words.say("some_register") if fact.who is None else self._in(fact.who)
        evidence = "" if fact.evidence is None else self._in(fact.evidence)
        remark = self._words.remark(fact.reason)
        return Need(number, self._question(fact), evidence, register, remark, fact.path)

    def _question(self, fact: MissingFact) -> str:
        question = self._in(fact.question)
        records, bracket, rest = fact.path.partition("[")
        if not bracket:
            return question
        number = str(int(rest.partition("]")[0]) + 1)
        items = [one.item for one in self._pack.programmes]
        label = next((item.label for item in items if item is not None and item.records.path == records), None)
        named = self._in(label or self._pack.fact_by_path[records].label)
        return self._words.say("of_record", label=named, number=number, question=question)

    def _needs_of(self, answer: Finding | ItemFinding) -> tuple[Need, ...]:
        found = [self._needs[fact.path] for fact in answer.missing]
        return tuple(sorted(found, key=lambda need: (need.number == 0, need.number)))

    # --- what is open ---

    def _open_points(self, answer: Finding | ItemFinding) -> tuple[OpenPoint, ...]:
        return tuple(OpenPoint(self._in(term.term), self._who(term), term.clause) for term in answer.open)

    def _who(self, term: OpenTerm) -> str:
        """The bodies as they stand inside a sentence; a fact that only an authority determines may name several."""
        fact = self._pack.fact_by_path.get(generic_path(term.id))
        names = term.who_decides
        if fact is not None and fact.who is not None:
            names = tuple(fact.who.zh.split("、"))
            if not {body.zh for body in self._pack.bodies} >= set(names):
                return self._words.body(fact.who)
        bodies = [self._words.body(self._pack.body(name)) for name in names]
        return self._words.series(bodies) or self._words.body(Text("主管部门", "authority in charge"))

    # --- remarks ---

    def _shared_notes(self) -> tuple[Note, ...]:
        """The notes that every programme carries, to be said once."""
        findings = self._decision.findings
        if len(findings) < 2:
            return ()
        held = [{_wording(note) for note in one.notes} for one in findings]
        return tuple(note for note in findings[0].notes if all(_wording(note) in notes for notes in held))

    def _own_notes(self, finding: Finding) -> list[Note]:
        shared = {_wording(note) for note in self._shared}
        return [note for note in finding.notes if _wording(note) not in shared]

    def _conditional(self, finding: Finding) -> list[Note]:
        """The notes that show because something is so in this very case."""
        always = {note.id for note in finding._text.notes if note.when is None}  # noqa: SLF001 - the view of a decision
        return [note for note in self._own_notes(finding) if note.id not in always]

    def _notes(self, finding: Finding) -> list[Note]:
        """The notes to print: all where programmes were asked for or where they bear on the result."""
        telling = finding.outcome.is_positive or finding.outcome is Outcome.REFER
        duty = finding.outcome is Outcome.NOT_ELIGIBLE and self._binds_employer(finding)
        return self._own_notes(finding) if self._in_full or telling or duty else self._conditional(finding)

    def _note(self, note: Note, clause: str) -> str:
        text = self._in(note.text)
        return self._words.bracketed(text, note.clause) if note.clause and note.clause != clause else text

    def _readings(self) -> tuple[str, ...]:
        """The readings that were chosen against the default."""
        chosen = [reading for reading in self._pack.readings if reading.chosen != reading.default]
        colon = self._words.say("colon")
        return tuple(f"{self._in(one.question)}{colon}{self._in(one.label_of(one.chosen))}" for one in chosen)

    # --- what to do ---

    def _next_steps(self) -> tuple[str, ...]:
        words, steps = self._words, []
        asked = [need.number for need in self._needs.values() if need.number and not need.register]
        registered = [need.number for need in self._needs.values() if need.register]
        if asked:
            steps.append(words.say("next_tell", words.numbers(asked)))
        if registered:
            steps.append(words.say("next_registers", words.numbers(registered)))
        outcomes = {finding.outcome for finding in self._shown}
        for key, wanted in (
            ("next_ask", (Outcome.ELIGIBLE, Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.REFER)),
            ("next_not_met", (Outcome.NOT_ELIGIBLE,)),
        ):
            found = [outcome for outcome in wanted if outcome in outcomes]
            if found:
                steps.append(words.say(key, words.results(found)))
        return (*steps, words.say("next_always"))

    def _in(self, text: Text) -> str:
        return text.in_language(self._language)


def _by_decider(points: Iterable[OpenPoint]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for point in points:
        found.setdefault(point.who_decides, []).append(point.term)
    return {who: list(dict.fromkeys(terms)) for who, terms in found.items()}


def _wording(note: Note) -> tuple[str, Text]:
    """What makes two notes the same, whatever clause they hang on."""
    return note.id, note.text


def _short(content_hash: str) -> str:
    """Twelve figures of a hash in three groups, to read out over the telephone."""
    figures = content_hash.rpartition(":")[2][:12].upper()
    return " ".join(figures[place : place + 4] for place in range(0, len(figures), 4))
