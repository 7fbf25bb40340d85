"""What ``Rulebook.decide`` returns: the outcome of every programme for one person on one date, and why.

A decision holds its outcomes from the start; reasons, missing facts and notes are worked out when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from eligibility.decide.engine import Engine
from eligibility.decide.evaluation import Evaluation
from eligibility.decide.gathering import Standing, gather
from eligibility.decide.lazily import lazily
from eligibility.decide.trace import Read, Trace
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.layout import UnknownReason, generic_path
from eligibility.present.html.showing import Displayed, language_in_force

if TYPE_CHECKING:
    from eligibility.pack.model import FactDefinition, Programme
    from eligibility.pack.vocabulary import Person
    from eligibility.present.explanation import Explanation
    from eligibility.present.html.markup import Markup
    from eligibility.present.notice import Notice
    from eligibility.prove.gaps import Need
    from eligibility.prove.nearest import Nearest

__all__ = ["Decision", "Finding", "ItemFinding", "MissingFact", "MissingFacts", "Note", "OpenTerm"]


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that is not known and can still change an outcome.

    ``path`` is its concrete place (``family.children[1].birth_date``); ``supplied_by`` names who can supply it:
    ``applicant``, ``register``, ``authority``, or ``maintainer`` for a threshold whose known period has passed.
    """

    path: str
    label: Text
    question: Text
    supplied_by: tuple[str, ...]
    who: Text | None = None
    evidence: Text | None = None
    reason: UnknownReason | None = None


class MissingFacts(tuple[MissingFact, ...], Displayed):  # noqa: SLOT001 - a tuple takes no slots of its own
    """Facts that are missing: a tuple like any other that shows itself in a notebook as a list of questions."""

    _decision: Decision

    def __new__(cls, facts: Iterable[MissingFact], decision: Decision) -> Self:
        """Made by a decision or a finding."""
        made = super().__new__(cls, tuple(facts))
        made._decision = decision
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (MissingFacts, (tuple(self), self._decision))

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.questions import questions_fragment

        return questions_fragment(self, self._decision, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import questions_markdown

        return questions_markdown(self, language)

    def _title(self, language: str) -> str:
        return self._decision._title(language)  # noqa: SLF001 - parts of one thing


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """A doubt that only an authority or another document can settle.

    ``id`` is the condition's id, or the path of a fact that only an authority determines.
    """

    id: str
    term: Text
    who_decides: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a finding, or a warning about the input."""

    id: str
    text: Text
    clause: str = ""


class _Answer(Displayed):
    """What a programme's finding and an item's finding have in common."""

    outcome: Outcome
    _evaluation: Evaluation
    _place: int

    _is_item: ClassVar[bool] = False

    @property
    def _decision(self) -> Decision:
        """The decision that this belongs to: the one it came from, or its like over the same evaluation."""
        return Decision._over(self._evaluation)  # noqa: SLF001 - parts of one thing

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a finding has more than two outcomes, so it has no truth of its own; ask explicitly: "
            "finding.outcome.is_positive, .is_negative or .is_final, or compare finding.outcome"
        )

    @property
    def _programme(self) -> Programme | None:
        return self._evaluation.stretch.programmes[self._place]

    @property
    def missing(self) -> MissingFacts:
        """The unknown facts that can still change the outcome; empty unless ``UNDETERMINED``."""
        decision = self._decision
        if self.outcome is not Outcome.UNDETERMINED:
            return MissingFacts((), decision)
        return MissingFacts((decision._missing_fact(read) for read in self._standing().missing.values()), decision)  # noqa: SLF001

    @property
    def open(self) -> tuple[OpenTerm, ...]:
        """The open terms that stand in the way; empty unless ``UNDETERMINED`` or ``REFER``."""
        if self.outcome is not Outcome.UNDETERMINED and self.outcome is not Outcome.REFER:
            return ()
        found = self._standing().open.items()
        clause = self._programme.clause if self._programme is not None else ""
        return tuple(self._decision._open_term(name, one, clause) for name, one in found)  # noqa: SLF001

    def reason(self, language: str | None = None) -> str:
        """Why, on one line, without the outcome itself: what fits into a cell of a table.

        Args:
            language: ``"zh"`` or ``"en"``; without it the one of :class:`eligibility.display_language`.

        >>> import eligibility
        >>> decision = eligibility.load("weihai-2023-13").decide({"is_migrant_worker": False}, on="2023-06-01")
        >>> decision["rental-housing"].reason("en")
        'Outside its scope: Is a migrant worker (Migrant worker: no; 二(五)3)'
        """
        from eligibility.present.short import labeller_of, short_reason

        assert isinstance(self, Finding | ItemFinding)
        return short_reason(self, labeller_of(self._decision, language_in_force(language)))

    def _standing(self) -> Standing:
        return gather(self.traces())

    def traces(self) -> tuple[Trace, ...]:
        """The evaluated conditions: scope first, then what is required."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, init=False)
class ItemFinding(_Answer):
    """The answer of a programme for one record of a list: a relative, a child."""

    outcome: Outcome
    index: int
    label: Text
    _evaluation: Evaluation = field(repr=False)
    _place: int = field(repr=False)
    _is_item: ClassVar[bool] = True

    def __init__(self, outcome: Outcome, index: int, label: Text, evaluation: Evaluation, place: int) -> None:
        fields = self.__dict__  # past the frozen door at once, as in Finding
        fields["outcome"], fields["index"], fields["label"] = outcome, index, label
        fields["_evaluation"], fields["_place"] = evaluation, place

    @lazily
    def record(self) -> dict[str, Any]:
        """What is known of the record, as plain data."""
        return self._evaluation.item_records(self._place)[self.index]

    def traces(self) -> tuple[Trace, ...]:
        """The principal's scope and conditions, then the item's own condition."""
        return (*self._evaluation.traces(self._place), self._evaluation.item_trace(self._place, self.index))

    def explain(self, language: str = "en") -> Explanation:
        """The explanation of this item; ``str()`` of it is text."""
        return _explanation(self, language)

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.answers import item_fragment

        return item_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import answer_line

        return answer_line(self, _explanation(self, language).title, language)

    def _title(self, language: str) -> str:
        return _explanation(self, language).title


@dataclass(frozen=True, eq=False, init=False)
class Finding(_Answer):
    """The answer of one programme.

    It refuses ``bool()``: ask ``finding.outcome`` explicitly.
    """

    programme: str
    outcome: Outcome
    _evaluation: Evaluation = field(repr=False)
    _place: int = field(repr=False)

    def __init__(self, programme: str, outcome: Outcome, evaluation: Evaluation, place: int) -> None:
        fields = self.__dict__  # past the frozen door at once: every decision makes one of these for each programme
        fields["programme"], fields["outcome"] = programme, outcome
        fields["_evaluation"], fields["_place"] = evaluation, place
        if not evaluation.stretch.has_items[place]:
            fields["items"] = ()

    @lazily
    def items(self) -> tuple[ItemFinding, ...]:
        """One finding for each record of the programme's list (a relative, a child); empty where it has none."""
        evaluation, place, item = self._evaluation, self._place, self._text.item
        assert item is not None
        outcomes = enumerate(evaluation.item_outcomes[place])
        return tuple([ItemFinding(outcome, index, item.label, evaluation, place) for index, outcome in outcomes])

    @property
    def _text(self) -> Programme:
        """The rule's text on the day, or its nearest one where none is in force."""
        if self._programme is not None:
            return self._programme
        return next(one for one in self._evaluation.engine.pack.programmes if one.id == self.programme)

    @property
    def title(self) -> Text:
        """The programme's name."""
        return self._text.title

    @property
    def strength(self) -> str:
        """``"unconditional"``, or ``"in_principle"`` where the law says 原则上."""
        return self._text.strength

    @property
    def clause(self) -> str:
        """The clause that the programme rests on, such as ``二(二)2``."""
        return self._text.clause

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The bodies that decide, by their Chinese names."""
        return self._text.decided_by

    @property
    def item_records(self) -> str:
        """The path of the list that has an item finding for each record; empty where there is none."""
        item = self._text.item
        return "" if item is None else item.records.path

    @lazily
    def notes(self) -> tuple[Note, ...]:
        """The remarks whose condition is ``TRUE``."""
        if self._programme is None:
            return ()
        true = self._evaluation.true_remarks
        return tuple(
            Note(note.id, note.text, note.clause or self.clause)
            for note in self._programme.notes
            if note.when is None or id(note.when) in true
        )

    def traces(self) -> tuple[Trace, ...]:
        """The evaluated scope and conditions; empty where no text of the programme is in force."""
        return self._evaluation.traces(self._place)

    def explain(self, language: str = "en") -> Explanation:
        """The explanation tree: each condition with its truth, the value read, the threshold, the clause.

        >>> import eligibility
        >>> decision = eligibility.load("weihai-2023-13").decide({"loan": {"amount": "100000.01"}}, on="2023-06-01")
        >>> "100,000.01" in str(decision["counter-guarantee-waiver"].explain("en"))
        True
        """
        return _explanation(self, language)

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.answers import finding_fragment

        return finding_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import answer_line

        return answer_line(self, self.title.in_language(language), language)

    def _title(self, language: str) -> str:
        return self.title.in_language(language)


class Decision(Displayed):
    """The findings for one person on one date, in the order of the document.

    Immutable and thread-safe; pickles and deep-copies. Made by ``Rulebook.decide``.
    """

    def __init__(self, engine: Engine, person: Person, on: date, outcomes: tuple[Outcome, ...]) -> None:
        self.__dict__["_evaluation"] = Evaluation(engine, person, on, outcomes)

    _evaluation: Evaluation

    @classmethod
    def _over(cls, evaluation: Evaluation) -> Decision:
        made = cls.__new__(cls)
        made.__dict__["_evaluation"] = evaluation
        return made

    @property
    def engine(self) -> Engine:
        """The pack made ready to decide."""
        return self._evaluation.engine

    @property
    def person(self) -> Person:
        """Who was decided about."""
        return self._evaluation.person

    @property
    def on(self) -> date:
        """The date of the decision."""
        return self._evaluation.on

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes alone, in the order of the programmes."""
        return self._evaluation.outcomes

    # --- the findings ---

    @lazily
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each programme of the pack, those not in force included."""
        evaluation = self._evaluation
        named = enumerate(zip(evaluation.engine.pack.programme_ids, evaluation.outcomes, strict=True))
        return tuple([Finding(name, outcome, evaluation, place) for place, (name, outcome) in named])

    def __getitem__(self, programme: str) -> Finding:
        """The finding of one programme.

        Raises:
            UsageError: U003, with a suggestion.
        """
        asked: object = programme
        name = str(asked) if isinstance(asked, str) else type(asked).__name__
        for finding in self.findings:
            if finding.programme == name:
                return finding
        raise UsageError(problem("U003", name=cut(name), suggestion=closest(name, self.engine.pack.programme_ids)))

    def __contains__(self, programme: object) -> bool:
        """Whether the pack has a programme of this id."""
        return programme in self.engine.pack.programme_ids

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.outcomes)

    def missing(self) -> MissingFacts:
        """What to ask next, best first.

        Every unknown fact under an undecided condition, once: first those that the most undetermined programmes
        wait for, then in the order of the vocabulary. A tuple that shows itself in a notebook.
        """
        waiting: dict[str, set[str]] = {}
        facts: dict[str, MissingFact] = {}
        for finding in self.findings:
            for answer in (finding, *finding.items):
                for fact in answer.missing:
                    waiting.setdefault(fact.path, set()).add(finding.programme)
                    facts.setdefault(fact.path, fact)
        best_first = sorted(waiting, key=lambda path: (-len(waiting[path]), *self._order(path)))
        return MissingFacts((facts[path] for path in best_first), self)

    @lazily
    def warnings(self) -> tuple[Note, ...]:
        """Remarks on the input as a whole; they change no outcome and are no part of any finding."""
        checks = self.engine.pack.checks
        return tuple(Note(check.id, check.text) for check in checks if id(check.when) in self._evaluation.true_remarks)

    # --- what the solver says beside it ---

    def nearest(
        self, programme: str, outcome: Outcome | str | None = None, *, item: int | None = None, most: int = 5
    ) -> Nearest:
        """The smallest changes to facts that a person can change that reach a better outcome of a programme.

        Each alternative was decided again; with them come the distances to every threshold.

        Args:
            programme: the id of the programme.
            outcome: the outcome wanted; by default any better one, or, from an undetermined one where none can be
                reached, the authority's decision.
            item: the place of a record, for the outcome of an item.
            most: how many alternatives to look for.

        Raises:
            UsageError: U003 or U013, there is no such programme, outcome or item.
            MissingExtraError: X001, the extra ``prove`` is not installed.

        >>> import eligibility
        >>> rules = eligibility.load("weihai-2023-13")
        >>> person = {"is_migrant_worker": True, "residence": {"place": "371002", "lives_or_works_in_town": False}}
        >>> found = rules.decide(person, on="2023-06-01").nearest("rental-housing")
        >>> [(change.path, change.after) for change in found.alternatives[0].changes]
        [('residence.lives_or_works_in_town', True)]
        """
        from eligibility.prove.nearest import nearest

        return nearest(self, programme, outcome, item=item, most=most)

    def settled(self, programme: str, item: int | None = None) -> Outcome | None:
        """The outcome that every way of filling the gaps gives, where they all give the same one.

        The outcome of the finding stays what it is; this is said beside it. What only an authority determines stays
        open, since nobody can fill it in.

        Args:
            programme: the id of a programme.
            item: the place of a record, for the outcome of an item.

        Returns:
            The outcome, or ``None`` where the gaps can still make a difference or the solver does not know.

        Raises:
            UsageError: U003 or U013, there is no such programme or item.
            MissingExtraError: X001, the extra ``prove`` is not installed.
        """
        from eligibility.prove.gaps import settled

        return settled(self, programme, item)

    def needed(self) -> tuple[Need, ...]:
        """The missing facts that are proved to be needed.

        Each comes with two ways to fill the gaps that differ in it alone, and in the outcome.

        Raises:
            MissingExtraError: X001, the extra ``prove`` is not installed.
        """
        from eligibility.prove.gaps import needed

        return needed(self)

    # --- other forms ---

    def record(self) -> dict[str, Any]:
        """The decision as plain JSON that stands an audit and replays (see :func:`eligibility.replay`)."""
        from eligibility.interchange.record import write_record

        return write_record(self)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The decision as plain JSON for other programs, with wording in one language."""
        from eligibility.interchange.decision_json import decision_to_dict

        return decision_to_dict(self, language)

    def notice(
        self,
        language: str = "en",
        *,
        applicant: str = "",
        handled_by: str = "",
        programmes: Iterable[str] | None = None,
    ) -> Notice:
        """The one-time notification to take home; see :func:`eligibility.present.notice.notice`."""
        from eligibility.present.notice import notice

        return notice(self, language, applicant=applicant, handled_by=handled_by, programmes=programmes)

    def text(self, language: str = "en") -> str:
        """The decision as plain text for people."""
        from eligibility.present.text import decision_text

        return decision_text(self, language)

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.answers import decision_fragment

        return decision_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import decision_markdown

        return decision_markdown(self, language)

    def _title(self, language: str) -> str:
        from eligibility.present.html.answers import decision_title

        return decision_title(self, language)

    # --- inside ---

    def _order(self, path: str) -> tuple[int, int]:
        slots = list(self.engine.pack.fact_by_path)
        generic = generic_path(path)
        index = path.partition("[")[2].partition("]")[0]
        return (slots.index(generic) if generic in slots else len(slots), int(index or 0))

    def _missing_fact(self, read: Read) -> MissingFact:
        pack = self.engine.pack
        if isinstance(read.what, tree.Parameter):
            parameter = pack.parameter_by_name[read.path]
            return MissingFact(read.path, parameter.label, parameter.label, ("maintainer",), pack.maintainer)
        fact = pack.fact_by_path[generic_path(read.path)]
        reason = self.person.unknown.get(read.path)
        return MissingFact(read.path, fact.label, fact.question, fact.supplied_by, fact.who, fact.evidence, reason)

    def _open_term(self, name: str, one: tree.Open | Read, clause: str) -> OpenTerm:
        if isinstance(one, tree.Open):
            return OpenTerm(name, one.term, one.who_decides, one.clause or clause)
        fact: FactDefinition = self.engine.pack.fact_by_path[generic_path(one.path)]
        named = self.engine.pack.bodies
        who = tuple(body.zh for body in named if fact.who is not None and body.zh in fact.who.zh)
        return OpenTerm(name, fact.label, who or ((fact.who.zh,) if fact.who else ()), clause)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a decision is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a decision is frozen")

    def __bool__(self) -> NoReturn:
        raise TypeError("a decision has no truth of its own; ask decision[programme].outcome")

    def __eq__(self, other: object) -> bool:
        """Two decisions are equal if their records are: same rules, same day, same facts that could be read."""
        if not isinstance(other, Decision):
            return NotImplemented
        return hash(self) == hash(other) and self.record() == other.record()

    def __hash__(self) -> int:
        return hash((self.engine.pack.content_hash, self.on, self.outcomes))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Decision, (self.engine, self.person, self.on, self.outcomes))

    def __deepcopy__(self, memo: object) -> Decision:
        return self

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={outcome.value}"
            for name, outcome in zip(self.engine.pack.programme_ids, self.outcomes, strict=True)
        )
        return f"<Decision on {self.on}: {shown}>"


def _explanation(answer: Finding | ItemFinding, language: str) -> Explanation:
    from eligibility.present.explanation import explain

    return explain(answer, language)
