"""The invariants of dossier §11 as checks of a rulebook.

Each ``check_*`` raises ``AssertionError`` where the invariant fails. What speaks of outcomes is a Hypothesis property
over persons drawn mostly near one who is inside; what speaks of facts that no rule may read, or of words that no text
may say, looks at all that the programmes can read and at every text. The order is ``Outcome.rank``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from eligibility import InputError, Outcome, Rulebook
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.pack.model import Programme
from eligibility.pack.timeline import DatedValue, Timeline
from people import (
    AFTER,
    HEADLINE,
    INJURY,
    INSIDE,
    LIKE,
    PLACES,
    RENTAL,
    SETTLEMENT,
    SUPPORT,
    WAIVER,
    WEIHAI,
    after,
    before,
    changes,
    decide,
    outcome,
    people,
    said,
)
from strategies import AMOUNTS, CENT, DAY, FIRST_DAY, INSIDE_CODES, Flat, nest, own_facts, persons, value, values_of

LEGAL_AID, RURAL_SKILLS, SCHOOLING, CONTRACT = "legal-aid", "rural-skills-training", "schooling", "labour-contract"

X, N, U, R = Outcome.NOT_APPLICABLE, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.REFER
P, E = Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.ELIGIBLE

EXAMPLES = 150
BASE: Flat = {
    **INSIDE,
    "employment.has_written_contract": False,
    "employment.work_start_date": date(2023, 1, 31),
    "family.children": [{"birth_date": date(2015, 9, 1)}, {}],
    "family.parent_place": "371003",
    "family.parent_has_residence_permit": True,
    "legal_aid.matter": "wage_claim",
    "residence.lives_in_village": True,
    "training.wishes": True,
}
"""Inside the five headline programmes and those of O1 to O4 at once."""

CEILING = Decimal(100_000)
JUST_ABOVE = CEILING + CENT
LOAN = (
    *("loan.product", "loan.borrower", "loan.amount", "loan.is_split_of_larger_need", "loan.application_date"),
    *("loan.credit_record_ok", "loan.other_loans", "loan.prior_guarantee_loans"),
)
HUKOU = ("hukou.area_type", "hukou.is_rural_collective_member", "hukou.local_since", "hukou.arrival_reason")
INCOME = (
    *("legal_aid.income_below_threshold", "family.on_minimum_allowance"),
    *("contributions.invested", "contributions.tax_paid"),
)
RETURNEE: Flat = {
    "is_migrant_worker": True,
    "work_history.has_outside_work": True,
    "work_history.returned_to_home_county": True,
    "business.is_starting": True,
}
ENTITLED: Flat = {
    "settlement.wants": True,
    "is_chinese_citizen": True,
    "is_active_military": False,
    "settlement.already_settled_in_town": False,
}
"""Those whom ruling 9 names."""
INJURY_SCOPE: Flat = {
    "employment.work_place": "371002",
    "employment.already_enrolled_injury": False,
    "employment.construction_project_enrolled": False,
}
KIN = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild", "other")
EMPLOYED = ("labour_contract", "de_facto", "dispatch", "project_based")

PERSONAL = re.compile(
    r"ethnic|nationality|marri|marital|spous|single_parent|divorc|educat|graduat|degree|diploma|school"
    r"|(?:^|[._])sex$|gender|(?:^|[._])id_|identity|民族|婚|学历|毕业|性别|身份证号"
)
"""What G7 forbids, in the names of facts and in their labels."""
PERSONAL_CONTROL = ("sex", "is_new_graduate", "family.is_single_parent")
PROPERTY = re.compile(
    r"area_size|square|price|(?:^|[._])size|land|homestead|collective_member|面积|房价|土地|承包|宅基|集体经济"
)

LOAN_GRANTED = re.compile(
    r"贴息|批准|审批|获批|批贷|放款|发放|获得.{0,6}贷款|可以贷|准予|同意贷|有权.{0,6}贷款"
    r"|\binterest|\bsubsid|\bapprov|\bgrant(?:s|ed|ing)?\b|\blend|will get|entitled",
    re.IGNORECASE,
)
GIVING_UP = re.compile(
    r"退出|放弃|交回|腾退|退还|上交|收回|giv\w* up|surrender|renounc|relinquish"
    r"|waiv\w* (?:his|her|their|the) (?:land|share)|hand\w* (?:back|over)|return\w* the (?:land|homestead)",
    re.IGNORECASE,
)
LAND = re.compile(r"土地|承包|宅基|集体收益|集体权益|\bland\b|\bhomestead|\bcollective", re.IGNORECASE)
FORBIDS = re.compile(r"不得(?!不)|不必|无须|不要求|不以|may not|must not|cannot|need not|never", re.IGNORECASE)
WORKER_PAYS = re.compile(
    r"(?:职工|劳动者|工人|农民工|个人|本人)[^，。；]{0,12}(?:缴费|缴纳|交费|承担|负担|扣除)"
    r"|\b(?:worker|employee|person|applicant|you)s?\b[^.;,]{0,40}"
    r"\b(?:pays?|contribut\w*|is charged|shares?|deduct\w*)\b[^.;]*"
    r"|\bdeduct\w* from\b[^.;]*",
    re.IGNORECASE,
)
PAYS_NOTHING = re.compile(
    r"不[^，。；]{0,3}(?:缴费|缴纳|交费|承担|负担|扣除)|nothing|\bno\b|\bnot\b|never|zero", re.IGNORECASE
)
RATE = re.compile(r"\d\s*[%％‰]|百分之|千分之|per ?cent", re.IGNORECASE)


# --- how the checks are made --------------------------------------------------------------------------------------


def always(*drawn: SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Run a property at once, the same way every time."""
    run = settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=max(EXAMPLES, settings().max_examples),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )

    def hold(body: Callable[..., None]) -> None:
        run(given(*drawn)(body))()

    return hold


def readable(rules: Rulebook, programme: str) -> frozenset[str]:
    """Every fact that a programme can read on any day: scope, conditions, items and notes."""
    place = rules.pack.programme_ids.index(programme)
    return frozenset().union(*(rules._engine.on(day).readable(place) for day in AFTER))


def deciding(rules: Rulebook, programmes: Iterable[str]) -> Iterator[tree.Value | tree.Condition]:
    """Every node of what decides some programmes: scope, conditions and items."""
    names = set(programmes)
    for text in rules.pack.programmes:
        if text.id in names:
            item = () if text.item is None else (text.item.requires,)
            for condition in (text.scope, text.requires, *item):
                yield from tree.walk(condition)


def texts(made: object) -> Iterator[Text]:
    """Every wording in a part of a pack."""
    if isinstance(made, Text):
        yield made
    elif isinstance(made, tuple):
        for part in made:
            yield from texts(part)
    elif is_dataclass(made):
        for field in fields(made):
            yield from texts(getattr(made, field.name))


def texts_of(rules: Rulebook, programme: str) -> set[str]:
    """Every wording of a programme in both languages, those of the facts that it reads not included."""
    made = [text for one in rules.pack.programmes if one.id == programme for text in texts(one)]
    assert made
    return {wording for text in made for wording in (text.zh, text.en)}


def sentences(wordings: Iterable[str]) -> Iterator[str]:
    """The sentences of some wordings, clauses after a semicolon apart."""
    for wording in wordings:
        yield from re.split(r"[。；;\n]|(?<!art)(?<!arts)\.\s", wording)


def near(rules: Rulebook, *programmes: str, base: Flat = BASE, keep: Iterable[str] = ()) -> SearchStrategy[Flat]:
    """Persons: mostly one inside, with up to four of the facts that the programmes read changed or taken away."""
    facts = {fact.path: value(fact, rules.facts) for fact in own_facts(rules.facts)}
    read = set[str]().union(*(readable(rules, name) for name in programmes or HEADLINE))
    paths = sorted((read & set(facts)) - set(keep)) or sorted(facts)
    change = st.sampled_from(paths).flatmap(lambda path: st.tuples(st.just(path), st.none() | facts[path]))
    beside = st.lists(change, max_size=4).map(lambda changed: {**base, **dict(changed)})
    anybody = people(rules) | persons(rules.facts, (base, *LIKE))
    return beside | beside | anybody.map(lambda flat: {**flat, **{path: base[path] for path in keep}})


def without(rules: Rulebook, base: Flat, keep: Iterable[str]) -> SearchStrategy[Flat]:
    """The facts to keep, and of all others any that are known, each as it is in the base or otherwise."""
    kept = {path: base[path] for path in keep}
    facts = {fact.path: value(fact, rules.facts) for fact in own_facts(rules.facts) if fact.path not in kept}
    others = st.fixed_dictionaries({}, optional=facts) | st.sets(st.sampled_from(sorted(set(base) - set(kept)))).map(
        lambda paths: {path: base[path] for path in sorted(paths)}
    )
    return st.just(kept) | others.map(lambda other: {**other, **kept})


def beside(rules: Rulebook, *programmes: str) -> Iterator[tuple[str, Flat]]:
    """One person inside with one of the facts that the programmes read changed to each of its values, or taken away."""
    read = set[str]().union(*(readable(rules, name) for name in programmes or rules.pack.programme_ids))
    for fact in own_facts(rules.facts):
        if fact.path in read and not fact.type.records:
            yield from ((fact.path, {**BASE, fact.path: known}) for known in (None, *values_of(fact)))


def independent(rules: Rulebook, programme: str, paths: Iterable[str]) -> None:
    """A programme says the same whatever some facts are, and can read none of them, not even in a note."""
    known = {fact.path for fact in rules.facts}
    chosen = tuple(paths)
    assert known.issuperset(chosen), set(chosen) - known

    @always(near(rules, programme), after(), changes(rules, chosen))
    def same(flat: Flat, on: date, other: Flat) -> None:
        assert said(decide(rules, flat, on), programme) == said(decide(rules, {**flat, **other}, on), programme)

    assert not readable(rules, programme) & set(chosen)


def outcomes(rules: Rulebook, flat: Flat, on: date) -> dict[str, Outcome]:
    """The outcome of every programme."""
    return dict(zip(rules.pack.programme_ids, rules.outcomes(rules.person(nest(flat)), on=on), strict=True))


def answers(rules: Rulebook, flat: Flat, on: date) -> dict[tuple[str, int], Outcome]:
    """The outcome of every programme and of every item; the programme's own is number -1."""
    found = {}
    for finding in decide(rules, flat, on):
        found[finding.programme, -1] = finding.outcome
        found.update({(finding.programme, item.index): item.outcome for item in finding.items})
    return found


def side(one: Outcome) -> int:
    """The class of an outcome: outside, undecided, inside."""
    return -1 if one.is_negative else 1 if one.is_positive else 0


def with_bare_records(flat: Flat) -> Flat:
    """The same person with all fields of the records taken away."""
    return {path: [{} for _ in known] if isinstance(known, list) else known for path, known in flat.items()}


# --- general ------------------------------------------------------------------------------------------------------


def check_g1(rules: Rulebook) -> None:
    """Before the first day every headline result is ``X``."""

    @always(near(rules), before())
    def not_applicable(flat: Flat, on: date) -> None:
        flat = {**flat, "birth_date": None, "family.children": None}
        decision = decide(rules, flat, on)
        for finding in (decision[name] for name in HEADLINE):
            assert {finding.outcome, *(item.outcome for item in finding.items)} == {X}


def check_g2(rules: Rulebook) -> None:
    """Same facts, same date, same result, and no order matters: of the facts, of the programmes or of the parts."""
    pack = rules.pack
    twin = Rulebook(replace(pack, programmes=tuple(_turned(one) for one in reversed(pack.programmes))))

    def unordered(book: Rulebook, data: dict[str, Any], on: date) -> dict[str, Any]:
        decision = book.decide(data, on=on)
        return {
            name: [(one, sorted(missing), sorted(open_)) for one, missing, open_ in said(decision, name)[1]]
            for name in pack.programme_ids
        }

    @always(near(rules), after() | before())
    def same(flat: Flat, on: date) -> None:
        assume(all(born is None or born <= on for born in _births(flat)))
        turned = dict(reversed(flat.items()))
        first = unordered(rules, nest(flat), on)
        assert unordered(rules, nest(flat), on) == first
        assert unordered(rules, nest(turned), on) == first
        assert unordered(twin, nest(turned), on) == first


def _births(flat: Flat) -> list[date | None]:
    return [flat.get("birth_date"), *(child.get("birth_date") for child in flat.get("family.children") or ())]


def _turned(programme: Programme) -> Programme:
    """The same programme with the parts of its conditions in the opposite order."""
    scope = _backwards(programme.scope)
    assert isinstance(scope, tree.AllOf)
    return replace(programme, scope=scope, requires=_backwards(programme.requires))


def _backwards(node: tree.Condition) -> tree.Condition:
    match node:
        case tree.AllOf(parts) | tree.AnyOf(parts) | tree.AtLeast(_, parts):
            return replace(node, parts=tuple(_backwards(part) for part in reversed(parts)))
        case tree.Labelled(body=body) | tree.Term(body=body):
            return replace(node, body=_backwards(body))
        case tree.Not(part):
            return tree.Not(_backwards(part))
        case _:
            return node


def check_g3(rules: Rulebook) -> None:
    """Every result names a clause; every ``U`` lists a fact; every ``R`` names the open term."""
    register = {clause.clause for clause in rules.clauses}

    @always(near(rules), after() | st.just(FIRST_DAY - DAY))
    def named(flat: Flat, on: date) -> None:
        for finding in decide(rules, flat, on):
            assert finding.clause in register
            for answer in (finding, *finding.items):
                if answer.outcome is U:
                    assert answer.missing
                    assert all(fact.label.zh and fact.label.en and fact.supplied_by for fact in answer.missing)
                if answer.outcome is R:
                    assert answer.open
                    assert all(term.term.zh and term.term.en and term.who_decides for term in answer.open)


def check_g4(rules: Rulebook) -> None:
    """Removing facts leaves the class or leads to ``U`` or ``R``."""

    @always(near(rules), after(), st.sets(st.sampled_from(sorted(BASE)), max_size=8), st.booleans())
    def never_across(flat: Flat, on: date, taken: set[str], bare: bool) -> None:
        less = {path: known for path, known in flat.items() if path not in taken}
        less = with_bare_records(less) if bare else less
        known, guessed = answers(rules, flat, on), answers(rules, less, on)
        for name, after_it in guessed.items():
            assert side(after_it) in {side(known[name]), 0}, name

    for path, flat in beside(rules):
        known, guessed = answers(rules, flat, AFTER[0]), answers(rules, {**flat, path: None}, AFTER[0])
        for name, after_it in guessed.items():
            assert side(after_it) in {side(known[name]), 0}, (name, path)


def check_g5(rules: Rulebook) -> None:
    """Adding a missing fact never moves a result between {P, E} and {N, X}, and undoes neither."""
    possible = {fact.path: value(fact, rules.facts) for fact in own_facts(rules.facts)}
    some = st.sets(st.sampled_from(sorted(BASE)), max_size=8)

    @always(near(rules), some, after(), st.fixed_dictionaries(possible))
    def stays(flat: Flat, taken: set[str], on: date, more: Flat) -> None:
        less = {path: known for path, known in flat.items() if path not in taken and known is not None}
        fuller = {**more, **less}
        before_it, after_it = answers(rules, less, on), answers(rules, fuller, on)
        for name, was in before_it.items():
            assert side(was) in {0, side(after_it[name])}, name

    for path, flat in beside(rules):
        before_it, after_it = answers(rules, {**flat, path: None}, AFTER[0]), answers(rules, flat, AFTER[0])
        for name, was in before_it.items():
            assert side(was) in {0, side(after_it[name])}, (name, path)


def check_g6(rules: Rulebook) -> None:
    """A false conjunct wins over unknown ones, and a true disjunct does too."""
    loan: Flat = {"business.location": "371083", "loan.product": "entrepreneurship_guarantee_loan"}
    false: tuple[tuple[str, Flat], ...] = (
        (WAIVER, {**loan, "loan.amount": Decimal(150_000)}),
        (WAIVER, {**loan, "loan.borrower": "small_micro_enterprise"}),
        (WAIVER, {**loan, "key_groups": (), "business.is_starting": False, "business.has_actual_project": False}),
        (SUPPORT, {"business.location": "371083", "business.is_starting": False, "business.has_actual_project": False}),
        (INJURY, {**INJURY_SCOPE, "employment.relation": "none"}),
        (RENTAL, {"is_migrant_worker": True, "residence.place": "371002", "residence.lives_or_works_in_town": False}),
    )
    true: tuple[tuple[str, Flat, Outcome], ...] = (
        (SUPPORT, {"business.location": "371083", "business.has_actual_project": True}, E),
        (SUPPORT, {"business.location": "371083", "is_new_citizen": True, "business.is_starting": True}, E),
        (WAIVER, {**{path: BASE[path] for path in LOAN[:5]}, "business.location": "371083", **RETURNEE}, P),
        (SETTLEMENT, {**ENTITLED, "employment.has_employer": True, "employment.employer_location": "371002"}, E),
        (INJURY, {**INJURY_SCOPE, "employment.industry": "construction", "employment.relation": "de_facto"}, E),
    )

    def comes_out(programme: str, decisive: Flat, wanted: Outcome) -> None:
        @always(without(rules, {**BASE, **decisive}, decisive), after())
        def whatever_else_is_known(flat: Flat, on: date) -> None:
            assert outcome(rules, programme, flat, on) is wanted

    for programme, decisive in false:
        comes_out(programme, decisive, N)
    for programme, decisive, best in true:
        comes_out(programme, decisive, best)


def check_g7(rules: Rulebook) -> None:
    """No headline result depends on sex, ethnicity, marital status, the identity number or education."""
    personal = {
        fact.path
        for fact in rules.facts
        if any(PERSONAL.search(word) for word in (fact.path, *fact.dossier, fact.label.zh))
        and not fact.path.startswith(("family.parent_", "family.children"))
    }
    assert personal.issuperset(PERSONAL_CONTROL)
    for name in HEADLINE:
        independent(rules, name, sorted(personal & {fact.path for fact in own_facts(rules.facts)}))
        assert not readable(rules, name) & personal


def check_g8(rules: Rulebook) -> None:
    """Every Weihai code in a place fact gives the same results; 371081 behaves as 371003."""
    places = (*PLACES, "family.parent_place")
    for code in WEIHAI:
        for place in places:
            for alone in (BASE, {**BASE, "employment.employer_location": "110101"}):
                assert answers(rules, {**alone, place: code}, FIRST_DAY) == answers(
                    rules, {**alone, place: "371003"}, FIRST_DAY
                ), (place, code)
    other = st.fixed_dictionaries({place: st.sampled_from(WEIHAI) for place in places})

    @always(near(rules), after(), other)
    def same(flat: Flat, on: date, moved: Flat) -> None:
        inside = {place: code for place, code in moved.items() if flat.get(place) in INSIDE_CODES}
        assert answers(rules, flat, on) == answers(rules, {**flat, **inside}, on)


def check_g9(rules: Rulebook) -> None:
    """Target figures change no personal result: no rule reads one, and other figures change nothing."""
    figures = {target.amount for target in rules.pack.targets}
    assert figures.issuperset({1800, 13_000, 5000, 300_000, 60})
    others = tuple(replace(target, amount=target.amount * 2 + 1) for target in rules.pack.targets)
    twins = (Rulebook(replace(rules.pack, targets=others)), Rulebook(replace(rules.pack, targets=())))

    @always(near(rules), after())
    def same(flat: Flat, on: date) -> None:
        for twin in twins:
            assert answers(rules, flat, on) == answers(twin, flat, on)

    large = {figure for figure in figures if figure >= 60}
    for node in deciding(rules, rules.pack.programme_ids):
        if isinstance(node, tree.Constant) and type(node.value) in {int, Decimal}:
            assert node.value not in large, node
        if isinstance(node, tree.Parameter):
            dated = rules.pack.parameter_by_name[node.name].timeline.values
            assert not {one.value for one in dated} & large, node


def check_g10(rules: Rulebook) -> None:
    """From the first day on headline results are constant in the date."""

    @always(near(rules), after(), after())
    def constant(flat: Flat, one: date, other: date) -> None:
        first, second = decide(rules, flat, one), decide(rules, flat, other)
        for name in HEADLINE:
            assert said(first, name) == said(second, name)

    for _, flat in beside(rules, *HEADLINE):
        made = [outcomes(rules, flat, on) for on in AFTER]
        for name in HEADLINE:
            assert len({found[name].value for found in made}) == 1, name


# --- loan and support ---------------------------------------------------------------------------------------------


def amounts() -> SearchStrategy[Decimal]:
    """Amounts of money above zero, mostly beside a threshold."""
    return st.sampled_from(AMOUNTS) | st.decimals(CENT, Decimal(400_000), places=2)


def check_l1(rules: Rulebook) -> None:
    """The waiver never gets better with the amount; for those otherwise inside it changes once, above 100,000."""

    @always(near(rules, WAIVER), after(), amounts(), amounts())
    def non_increasing(flat: Flat, on: date, one: Decimal, other: Decimal) -> None:
        low, high = sorted((one, other))
        ranks = [outcome(rules, WAIVER, {**flat, "loan.amount": amount}, on).rank for amount in (low, high)]
        assert ranks[0] >= ranks[1]

    @always(near(rules, WAIVER), after(), st.lists(amounts(), max_size=4))
    def one_change(flat: Flat, on: date, more: list[Decimal]) -> None:
        assume(outcome(rules, WAIVER, {**flat, "loan.amount": Decimal(1)}, on) is P)
        for amount in (CEILING - CENT, CEILING, JUST_ABOVE, *AMOUNTS, *more):
            found = outcome(rules, WAIVER, {**flat, "loan.amount": amount}, on)
            assert found is (P if amount <= CEILING else N), amount


def check_l2(rules: Rulebook) -> None:
    """The forms of one amount agree; floats are refused, and zero and below are input errors and no ``N``."""

    def amount_of(given_value: Any) -> Any:
        return rules.person({"loan": {"amount": given_value}}).loan.amount  # type: ignore[attr-defined]

    def refused(given_value: Any) -> None:
        person = {**nest(BASE), "loan": {**nest(BASE)["loan"], "amount": given_value}}
        for call in (rules.person, lambda data: rules.decide(data, on=FIRST_DAY)):
            try:
                call(person)
            except InputError:
                continue
            raise AssertionError(given_value)

    hundred = (100_000, "100000", "100000.0", "100000.00", Decimal(100_000), Decimal("100000.00"), Decimal("1E+5"))
    assert {amount_of(form) for form in hundred} == {CEILING}
    assert len({str(answers(rules, {**BASE, "loan.amount": form}, FIRST_DAY)) for form in hundred}) == 1
    for wrong in (0, "0", "0.00", Decimal(0), "-0", "-0.00", -1, "-1", "-0.01", Decimal("-0.01"), -100_000, 100_000.0):
        refused(wrong)

    @always(amounts(), near(rules, WAIVER), after())
    def agree(amount: Decimal, flat: Flat, on: date) -> None:
        forms = [amount, str(amount), f"{amount:.2f}", *([int(amount)] if amount == int(amount) else [])]
        assert {amount_of(form) for form in forms} == {amount}
        assert len({outcome(rules, WAIVER, {**flat, "loan.amount": form}, on).value for form in forms}) == 1

    @always(
        st.floats() | st.integers(max_value=0) | st.decimals(max_value=0, allow_nan=False, places=2) | st.booleans()
    )
    def never_taken(wrong: Any) -> None:
        refused(wrong)
        if type(wrong) in {int, Decimal}:
            refused(str(wrong))


def check_l3(rules: Rulebook) -> None:
    """The waiver is never ``E``; its best is ``P``."""

    @always(near(rules, WAIVER), after())
    def at_best_in_principle(flat: Flat, on: date) -> None:
        assert outcome(rules, WAIVER, flat, on) is not E

    assert {one.best for one in rules.programmes if one.id == WAIVER} == {P}
    assert outcome(rules, WAIVER, BASE, FIRST_DAY + timedelta(days=60)) is P


def check_l4(rules: Rulebook) -> None:
    """Inside the scope, an amount above 100,000, a firm as borrower or another product gives ``N``."""
    scope: Flat = {"business.location": "371083", "loan.product": "entrepreneurship_guarantee_loan"}
    above = st.decimals(JUST_ABOVE, Decimal(10_000_000), places=2) | st.sampled_from([JUST_ABOVE, Decimal(200_000)])
    failing: SearchStrategy[Flat] = (
        above.map(lambda amount: {**scope, "loan.amount": amount})
        | st.just({**scope, "loan.borrower": "small_micro_enterprise"})
        | st.just({**scope, "loan.product": "other"})
    )

    @always(near(rules, WAIVER) | without(rules, BASE, scope), after(), failing, st.sampled_from(WEIHAI))
    def refused(flat: Flat, on: date, wrong: Flat, place: str) -> None:
        assert outcome(rules, WAIVER, {**flat, **wrong, "business.location": place}, on) is N


def check_l5(rules: Rulebook) -> None:
    """Support does not depend on the loan (amount, product, borrower, credit) or on age."""
    independent(rules, SUPPORT, (*LOAN, "birth_date"))


def check_l6(rules: Rulebook) -> None:
    """A returning migrant entrepreneur stays inside, whether a new citizen or not."""
    others = changes(rules, ("is_new_citizen", "business.has_actual_project", "key_groups"))

    @always(near(rules, SUPPORT, WAIVER), after(), others, st.sampled_from(WEIHAI))
    def inside(flat: Flat, on: date, other: Flat, place: str) -> None:
        returnee = {**flat, **RETURNEE, "business.location": place}
        assert outcome(rules, SUPPORT, {**returnee, **other}, on) is E
        assert outcome(rules, WAIVER, {**returnee, **other}, on) is outcome(rules, WAIVER, returnee, on)

    @always(near(rules, SUPPORT, WAIVER, keep=RETURNEE), after())
    def dropped(flat: Flat, on: date) -> None:
        for name in (SUPPORT, WAIVER):
            new, old = (outcome(rules, name, {**flat, "is_new_citizen": status}, on) for status in (True, False))
            assert old.rank >= new.rank


def check_l7(rules: Rulebook) -> None:
    """Adding an actual project never worsens any result."""

    @always(near(rules, SUPPORT, WAIVER), after(), st.sampled_from([False, None]))
    def no_worse(flat: Flat, on: date, was: bool | None) -> None:
        project = "business.has_actual_project"
        less, more = (answers(rules, {**flat, project: has}, on) for has in (was, True))
        for name, found in more.items():
            assert found.rank >= less[name].rank, name


def check_l8(rules: Rulebook) -> None:
    """No text of the waiver, and nothing that a result of it says, speaks of loan approval or interest subsidy."""
    for wording in texts_of(rules, WAIVER):
        assert not LOAN_GRANTED.search(wording), wording

    @always(near(rules, WAIVER), after())
    def silent(flat: Flat, on: date) -> None:
        finding = decide(rules, flat, on)[WAIVER]
        for language in ("zh", "en"):
            shown = [str(finding.explain(language)), *(note.text.in_language(language) for note in finding.notes)]
            assert not LOAN_GRANTED.search("\n".join(shown))


def check_l9(rules: Rulebook) -> None:
    """Another personal ceiling changes no waiver result, and no waiver rule reads it."""
    twins = [_with_ceiling(rules, amount) for amount in (300_000, 200_000, 1_000_000, 50_000)]

    @always(near(rules, WAIVER), after(), amounts())
    def same(flat: Flat, on: date, amount: Decimal) -> None:
        person = {**flat, "loan.amount": amount}
        first = said(decide(rules, person, on), WAIVER)
        for twin in twins:
            assert said(decide(twin, person, on), WAIVER) == first

    read = {node.name for node in deciding(rules, [WAIVER]) if isinstance(node, tree.Parameter)}
    assert read == {"waiver_ceiling"}


def _with_ceiling(rules: Rulebook, amount: int) -> Rulebook:
    """The same rules with another highest personal loan from the beginning."""
    timeline = Timeline((DatedValue(date(2012, 1, 1), Decimal(amount)),))
    parameters = [
        replace(one, timeline=timeline) if one.name == "personal_loan_ceiling" else one for one in rules.pack.parameters
    ]
    assert parameters != list(rules.pack.parameters)
    return Rulebook(replace(rules.pack, parameters=tuple(parameters)))


# --- settlement ---------------------------------------------------------------------------------------------------


def check_h1(rules: Rulebook) -> None:
    """Settlement does not depend on age (0 to 120), investment, tax or months of insurance."""
    contributions = ("contributions.invested", "contributions.tax_paid", "contributions.social_insurance_months")

    @always(near(rules, SETTLEMENT), after(), st.integers(0, 120), st.integers(0, 364), changes(rules, contributions))
    def same(flat: Flat, on: date, age: int, days: int, other: Flat) -> None:
        born = date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=days)
        first = said(decide(rules, {**flat, "birth_date": None}, on), SETTLEMENT)
        assert said(decide(rules, {**flat, **other, "birth_date": born}, on), SETTLEMENT) == first

    independent(rules, SETTLEMENT, ("birth_date", *contributions))


def check_h2(rules: Rulebook) -> None:
    """Settlement does not depend on size or price of a home, on owning one, or on land rights."""
    found = {
        fact.path
        for fact in own_facts(rules.facts)
        if any(PROPERTY.search(word) for word in (fact.path, *fact.dossier, fact.label.zh))
    }
    named = {"housing.owns_home_in_city", "housing.receives_other_support", "hukou.is_rural_collective_member"}
    independent(rules, SETTLEMENT, sorted(found | named))


def check_h3(rules: Rulebook) -> None:
    """Adding a route never worsens settlement; an employer seated in Weihai gives ``E`` to those of ruling 9."""
    seat: SearchStrategy[Flat] = st.sampled_from(WEIHAI).map(
        lambda code: {"employment.has_employer": True, "employment.employer_location": code}
    )
    routes = seat | st.sampled_from(
        [
            {"housing.has_purchased_home": True},
            {"housing.has_rented_home": True},
            {"business.own_in_weihai": True},
            *({"settlement.kin_sponsor": relation} for relation in KIN),
        ]
    )

    @always(near(rules, SETTLEMENT), after(), routes)
    def no_worse(flat: Flat, on: date, route: Flat) -> None:
        less, more = (decide(rules, person, on)[SETTLEMENT] for person in (flat, {**flat, **route}))
        assert more.outcome.rank >= less.outcome.rank
        assert all(one.outcome.rank >= two.outcome.rank for one, two in zip(more.items, less.items, strict=True))

    @always(near(rules, SETTLEMENT) | without(rules, BASE, ENTITLED), after(), seat)
    def entitled(flat: Flat, on: date, employer: Flat) -> None:
        assert outcome(rules, SETTLEMENT, {**flat, **ENTITLED, **employer}, on) is E


def check_h4(rules: Rulebook) -> None:
    """Settlement does not depend on the place of origin, the kind of area or being a migrant worker (reading D5)."""
    assert rules.readings["D5"] == "everyone"
    independent(rules, SETTLEMENT, ("origin.region", "hukou.area_type", "is_migrant_worker"))


def check_h5(rules: Rulebook) -> None:
    """Relatives do not touch the principal, and each one's result depends on relation and principal alone."""
    relation = st.sampled_from((*KIN, None))
    listed = st.lists(relation.map(lambda one: {} if one is None else {"relation": one}), max_size=6)

    @always(near(rules, SETTLEMENT), after(), listed)
    def apart(flat: Flat, on: date, relatives: list[dict[str, Any]]) -> None:
        alone = decide(rules, {**flat, "family.moving_relatives": None}, on)[SETTLEMENT]
        finding = decide(rules, {**flat, "family.moving_relatives": relatives}, on)[SETTLEMENT]
        assert finding.outcome is alone.outcome
        assert [fact.path for fact in finding.missing] == [fact.path for fact in alone.missing]
        assert len(finding.items) == len(relatives)
        for item, relative in zip(finding.items, relatives, strict=True):
            assert item.outcome is _relative(alone.outcome, relative.get("relation"))


def _relative(principal: Outcome, relation: str | None) -> Outcome:
    """Ruling 8 for one relative."""
    if principal.is_negative:
        return principal
    if relation == "other":
        return N
    return U if relation is None else principal


def check_h6(rules: Rulebook) -> None:
    """No wish gives ``X``, and no text anywhere tells a person to give up land rights."""

    @always(near(rules, SETTLEMENT), after())
    def not_applicable(flat: Flat, on: date) -> None:
        finding = decide(rules, {**flat, "settlement.wants": False}, on)[SETTLEMENT]
        assert {finding.outcome, *(item.outcome for item in finding.items)} == {X}

    every = {wording for text in texts(rules.pack) for wording in (text.zh, text.en)}
    assert len(every) > 1000
    for sentence in sentences(every):
        if GIVING_UP.search(sentence) and LAND.search(sentence):
            assert FORBIDS.search(sentence), sentence


def check_h7(rules: Rulebook) -> None:
    """Settlement is ``N`` only where all five routes are known to be false."""
    route = {
        "employment.has_employer": (True, False, None),
        "employment.employer_location": ("371002", "110101", None),
        "employment.work_place": ("371002", "110101", None),
        "housing.has_purchased_home": (False, False, False, True, None),
        "housing.has_rented_home": (False, False, False, True, None),
        "settlement.kin_sponsor": ("none", "none", "none", "spouse", None),
        "business.own_in_weihai": (False, False, False, True, None),
    }
    drawn = st.fixed_dictionaries({path: st.sampled_from(values) for path, values in route.items()})
    seen = set()

    @always(near(rules, SETTLEMENT), after(), drawn | st.just({}))
    def all_false(flat: Flat, on: date, routes: Flat) -> None:
        person = {**flat, **routes}
        found = outcome(rules, SETTLEMENT, person, on)
        seen.add(found)
        if found is not N:
            return
        elsewhere = all(
            person.get(place) is not None and person[place] not in WEIHAI
            for place in ("employment.employer_location", "employment.work_place")
        )
        assert person.get("employment.has_employer") is False or elsewhere
        assert person.get("housing.has_purchased_home") is False
        assert person.get("housing.has_rented_home") is False
        assert person.get("settlement.kin_sponsor") == "none"
        assert person.get("business.own_in_weihai") is False

    assert N in seen
    for path, flat in beside(rules):
        if not path.startswith("employment."):
            assert outcome(rules, SETTLEMENT, flat, AFTER[0]) is not N, path


# --- rental housing -----------------------------------------------------------------------------------------------


def check_r1(rules: Rulebook) -> None:
    """Rental housing is never ``E`` or ``P`` from this document."""

    @always(near(rules, RENTAL), after())
    def at_best_referred(flat: Flat, on: date) -> None:
        assert not outcome(rules, RENTAL, flat, on).is_positive

    assert {one.best for one in rules.programmes if one.id == RENTAL} == {R}


def check_r2(rules: Rulebook) -> None:
    """Rental housing does not depend on industry, loan, settlement, age or income."""
    settling = (
        *("settlement.wants", "settlement.already_settled_in_town", "settlement.kin_sponsor"),
        *("housing.has_purchased_home", "housing.has_rented_home", "business.own_in_weihai", "family.moving_relatives"),
    )
    independent(rules, RENTAL, ("employment.industry", *LOAN, *settling, "birth_date", *INCOME))


def check_r3(rules: Rulebook) -> None:
    """Nobody who is no migrant worker is ``N`` for rental housing: they are ``X``."""

    @always(near(rules, RENTAL), after())
    def not_applicable(flat: Flat, on: date) -> None:
        assert outcome(rules, RENTAL, {**flat, "is_migrant_worker": False}, on) is X


# --- injury insurance ---------------------------------------------------------------------------------------------


def check_i1(rules: Rulebook) -> None:
    """Injury insurance does not depend on age, sex, hukou, origin, status, wage or a written contract."""
    wage = [fact.path for fact in own_facts(rules.facts) if re.search(r"wage|salary|\bpay\b", fact.path)]
    others = ("is_migrant_worker", "is_new_citizen", "employment.has_written_contract", *wage, *INCOME)
    independent(rules, INJURY, ("birth_date", "sex", *HUKOU, "origin.region", *others))


def check_i2(rules: Rulebook) -> None:
    """A named industry, work in Weihai, a relation that meets it and no enrolment give ``E``."""
    met = st.fixed_dictionaries(
        {
            "employment.industry": st.sampled_from(["construction", "express_delivery"]),
            "employment.relation": st.sampled_from(EMPLOYED),
            "employment.work_place": st.sampled_from(WEIHAI),
            "employment.already_enrolled_injury": st.just(False),
            "employment.construction_project_enrolled": st.just(False),
        }
    )

    @always(near(rules, INJURY) | without(rules, BASE, INJURY_SCOPE), after(), met)
    def eligible(flat: Flat, on: date, facts: Flat) -> None:
        assert outcome(rules, INJURY, {**flat, **facts}, on) is E


def check_i3(rules: Rulebook) -> None:
    """No text of injury insurance, and nothing that a result says, has the worker pay anything."""

    def nothing_to_pay(wordings: Iterable[str]) -> None:
        for sentence in sentences(wordings):
            assert not RATE.search(sentence), sentence
            for found in WORKER_PAYS.finditer(sentence):
                assert PAYS_NOTHING.search(found.group()), sentence

    nothing_to_pay(texts_of(rules, INJURY))

    @always(near(rules, INJURY), after())
    def said_nowhere(flat: Flat, on: date) -> None:
        finding = decide(rules, flat, on)[INJURY]
        for language in ("zh", "en"):
            nothing_to_pay(note.text.in_language(language) for note in finding.notes)
            nothing_to_pay([str(finding.explain(language))])


def check_i4(rules: Rulebook) -> None:
    """Nobody self-employed or without a relation is ``E``; ruling 10 makes them fail."""

    @always(near(rules, INJURY), after(), st.sampled_from(["self_employed", "none"]))
    def never(flat: Flat, on: date, relation: str) -> None:
        assert outcome(rules, INJURY, {**flat, "employment.relation": relation}, on).is_negative


def check_i5(rules: Rulebook) -> None:
    """An ``R`` or ``N`` on priority carries the note on the general duty where there is an employer."""
    others = st.fixed_dictionaries(
        {
            "employment.has_employer": st.just(True),
            "employment.industry": st.sampled_from(["catering", "other", "construction", "express_delivery", None]),
            "employment.industry_concentrated": st.sampled_from([True, False, None]),
            "employment.relation": st.sampled_from([*EMPLOYED, "platform_partial", "civil_contract", "none"]),
        }
    )
    seen = set()

    @always(near(rules, INJURY), after(), others)
    def carries(flat: Flat, on: date, other: Flat) -> None:
        finding = decide(rules, {**flat, **other}, on)[INJURY]
        seen.add(finding.outcome)
        if finding.outcome in {R, N}:
            assert any(
                "《工伤保险条例》第二条" in note.text.zh
                and "全部职工" in note.text.zh
                and "Work-Injury Insurance Regulations art. 2" in note.text.en
                for note in finding.notes
            )

    assert seen >= {R, N}


# --- others -------------------------------------------------------------------------------------------------------


def check_o1(rules: Rulebook) -> None:
    """A migrant worker's wage claim or work-injury damages is ``E`` whatever the income."""
    matter = st.sampled_from(["wage_claim", "work_injury_damages"])

    @always(near(rules, LEGAL_AID), after(), matter, changes(rules, INCOME))
    def eligible(flat: Flat, on: date, claimed: str, income: Flat) -> None:
        person = {**flat, **income, "is_migrant_worker": True, "legal_aid.matter": claimed}
        assert outcome(rules, LEGAL_AID, person, on) is E

    independent(rules, LEGAL_AID, INCOME)


def check_o2(rules: Rulebook) -> None:
    """The free rural course depends on rural residence and the wish, not on income, age or where the hukou is."""
    village, wish = "residence.lives_in_village", "training.wishes"

    @always(near(rules, RURAL_SKILLS), after())
    def depends(flat: Flat, on: date) -> None:
        assert outcome(rules, RURAL_SKILLS, {**flat, village: True, wish: True}, on) is E
        for refused in ({village: False, wish: True}, {village: True, wish: False}, {village: False, wish: False}):
            assert outcome(rules, RURAL_SKILLS, {**flat, **refused}, on).is_negative

    independent(rules, RURAL_SKILLS, (*INCOME, "birth_date", *HUKOU, "origin.region"))


def check_o3(rules: Rulebook) -> None:
    """A school place does not depend on which paper proofs there are."""
    papers = (
        *("employment.has_written_contract", "employment.has_employer", "employment.relation", "business.licence_held"),
        *("housing.has_purchased_home", "housing.has_rented_home", "housing.owns_home_in_city"),
        *("contributions.social_insurance_months", "contributions.tax_paid", "training.certificate_obtained"),
    )
    independent(rules, SCHOOLING, papers)


def check_o4(rules: Rulebook) -> None:
    """A written contract is overdue from the day after the same day of the next month, or after its last day."""
    unsigned = {**BASE, "employment.has_written_contract": False}

    def both_sides(start: date, days: int) -> None:
        on = _month_later(start) + timedelta(days=days)
        if on >= FIRST_DAY:
            found = outcome(rules, CONTRACT, {**unsigned, "employment.work_start_date": start}, on)
            assert found is (E if days > 0 else N), (start, on)

    for year in (2023, 2024, 2025, 2028):
        for month in range(1, 13):
            for day in (1, 28, 29, 30, 31):
                if day <= monthrange(year, month)[1]:
                    for days in (-1, 0, 1):
                        both_sides(date(year, month, day), days)

    @always(near(rules, CONTRACT), st.dates(FIRST_DAY, date(2035, 12, 31)), st.integers(-40, 400))
    def overdue(flat: Flat, start: date, days: int) -> None:
        on = max(start + timedelta(days=days), FIRST_DAY)
        person = {**flat, "employment.work_start_date": start, "employment.has_written_contract": False}
        assert outcome(rules, CONTRACT, person, on) is (E if on > _month_later(start) else N)

    assert outcome(rules, CONTRACT, {**unsigned, "employment.work_start_date": None}, FIRST_DAY) is U


def _month_later(day: date) -> date:
    """The same day of the next month, or its last day where there is none."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


CHECKS: dict[str, Callable[[Rulebook], None]] = {
    "g1": check_g1,
    "g2": check_g2,
    "g3": check_g3,
    "g4": check_g4,
    "g5": check_g5,
    "g6": check_g6,
    "g7": check_g7,
    "g8": check_g8,
    "g9": check_g9,
    "g10": check_g10,
    "l1": check_l1,
    "l2": check_l2,
    "l3": check_l3,
    "l4": check_l4,
    "l5": check_l5,
    "l6": check_l6,
    "l7": check_l7,
    "l8": check_l8,
    "l9": check_l9,
    "h1": check_h1,
    "h2": check_h2,
    "h3": check_h3,
    "h4": check_h4,
    "h5": check_h5,
    "h6": check_h6,
    "h7": check_h7,
    "r1": check_r1,
    "r2": check_r2,
    "r3": check_r3,
    "i1": check_i1,
    "i2": check_i2,
    "i3": check_i3,
    "i4": check_i4,
    "i5": check_i5,
    "o1": check_o1,
    "o2": check_o2,
    "o3": check_o3,
    "o4": check_o4,
}
"""Every invariant of dossier §11 by its name there."""
