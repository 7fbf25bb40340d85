"""Random tests of the rule language, well typed, over the vocabulary of the random packs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from eligibility.testing.strategies.random_vocabulary import BORN, CODES, GROUPS, KINDS, LISTS, SINCE

__all__ = ["Scope", "random_test"]


@dataclass
class Scope:
    """What a test may speak of where it stands: variables with their lists, terms with their arguments' types.

    ``earlier`` holds the tests made before, so that some are made again and share what they are built of.
    """

    draw: DrawFn
    terms: dict[str, str | None]
    variables: dict[str, str]
    earlier: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def choose(self, *options: Any) -> Any:
        """One of some options."""
        return self.draw(st.sampled_from(options))

    def with_variable(self, name: str, records: str) -> Scope:
        """The same place with one more variable."""
        return Scope(self.draw, self.terms, {**self.variables, name: records}, self.earlier)

    def another(self) -> str:
        """A test like one made before where the same variables stand for the same lists, or a new one."""
        known = self.earlier.setdefault(tuple(f"{name} {records}" for name, records in self.variables.items()), [])
        if known and self.choose(True, False, False):
            return str(self.choose(*known))
        known.append(random_test(self, 2))
        return known[-1]

    def fields(self, *names: str) -> list[str]:
        """The fields of these names that the variables have, each several times so that they are drawn often."""
        found = [
            f"{variable}.{name}"
            for variable, records in self.variables.items()
            for name in names
            if name in LISTS[records]
        ]
        return 3 * found


def integer(at: Scope, depth: int) -> str:
    """A whole number: a fact, a field, a literal, a count, an age, arithmetic."""
    plain = ["0", "1", "2", "12", "size", "work.months", "work.found", "most", "count(kids)", "count(groups)"]
    plain += ["count(work.grades)", "count(firms)", *at.fields("size")]
    if depth <= 0:
        return str(at.choose(*plain))
    match at.choose("plain", "plain", "arithmetic", "age", "years", "months"):
        case "arithmetic":
            return f"({integer(at, depth - 1)} {at.choose('+', '-', '*')} {integer(at, depth - 1)})"
        case "age":
            return f"age({day(at, depth - 1)})"
        case "years":
            return f"years between({day(at, depth - 1)}, {day(at, depth - 1)})"
        case "months":
            return f"months between({day(at, depth - 1)}, {day(at, depth - 1)})"
        case _:
            return str(at.choose(*plain))


def amount(at: Scope, depth: int) -> str:
    """An amount of money."""
    plain = ["100", "99.99", "100.01", "loan.amount", "loan.owed", "loan.assessed", "limit", *at.fields("amount")]
    if depth <= 0 or at.choose(True, True, False):
        return str(at.choose(*plain))
    if at.choose(True, False):
        return f"({amount(at, depth - 1)} {at.choose('+', '-')} {amount(at, depth - 1)})"
    return f"({amount(at, depth - 1)} * {integer(at, 0)})"


def day(at: Scope, depth: int) -> str:
    """A date."""
    plain = ["born", "work.since", "work.dated", "day", "decision_date", *at.fields("born")]
    if depth <= 0 or at.choose(True, True, False):
        return str(at.choose(*plain, f'date("{at.choose(*BORN, *SINCE)}")'))
    return f"add months({day(at, depth - 1)}, {integer(at, 0)})"


def random_test(at: Scope, depth: int, quantifiers: int = 2) -> str:  # noqa: C901, PLR0912 - one case for each form
    """One test on one line, of any type that the language has."""
    kinds = ["boolean", "integer", "amount", "day", "choice", "region", "groups", "reading", "equal", "between", "in"]
    if depth > 0:
        kinds += ["not", "and", "or"]
        kinds += ["some", "every"] * (2 if quantifiers else 0)
        kinds += ["term"] * (2 if at.terms else 0)
    sign = at.choose("=", "!=", "<", "<=", ">", ">=")
    equal = at.choose("=", "!=")
    below = depth - 1
    match at.choose(*kinds):
        case "boolean":
            facts = ("是农民工", "work.yes", "work.said", "flag_on", "true", "false")
            return str(at.choose(*facts, *at.fields("flag", "judged")))
        case "integer":
            return f"{integer(at, below)} {sign} {at.choose(integer, amount)(at, below)}"
        case "amount":
            return f"{amount(at, below)} {sign} {amount(at, below)}"
        case "day":
            return f"{day(at, below)} {sign} {day(at, below)}"
        case "choice":
            sides = ("kind", "loan.kind", "work.class", *at.fields("kind"))
            other = at.choose(*(f'"{kind}"' for kind in KINDS), *sides)
            chosen = ", ".join(f'"{kind}"' for kind in KINDS[: at.choose(1, 2, 3)])
            return str(at.choose(f"{at.choose(*sides)} {equal} {other}", f"{at.choose(*sides)} in ({chosen})"))
        case "region":
            where = at.choose("place", "work.place", *at.fields("place"))
            code = at.choose(*CODES)
            return str(
                at.choose(f"{where} in territory", f'{where} {equal} "{code}"', f'{where} in ("{code}", "371083")')
            )
        case "groups":
            return f'"{at.choose(*GROUPS)}" in {at.choose("groups", "work.grades")}'
        case "reading":
            return f'reading.R1 {equal} "{at.choose("one", "two")}"'
        case "equal":
            return f"{at.choose('是农民工', 'work.said', *at.fields('flag'))} {equal} {at.choose('true', 'work.yes')}"
        case "between":
            kind = at.choose(integer, amount, day)
            return f"{kind(at, below)} between {kind(at, 0)} and {kind(at, 0)}"
        case "in":
            return str(at.choose(f"{integer(at, below)} in (0, 2)", f'{day(at, below)} in (date("2023-03-01"))'))
        case "not":
            return f"not({random_test(at, below, quantifiers)})"
        case "and" | "or" as word:
            return f"({random_test(at, below, quantifiers)} {word} {random_test(at, below, quantifiers)})"
        case "term":
            return term_use(at, below)
        case "some" | "every" as word:
            records = at.choose("kids", "kids", "firms")
            variable = f"v{len(at.variables)}"
            inside = at.with_variable(variable, records)
            about = [name for name, wanted in at.terms.items() if wanted is not None]
            if about and at.choose(True, False):
                return f"({word} {variable} in {records} satisfies {term_use(inside, 0, about)})"
            body = random_test(inside, below, quantifiers - 1)
            return f"({word} {variable} in {records} satisfies ({body}))"
        case kind:
            raise AssertionError(kind)


def term_use(at: Scope, depth: int, names: Iterable[str] = ()) -> str:
    """A term by its name, with an argument of the type it wants."""
    name = at.choose(*(names or at.terms))
    match at.terms[name]:
        case None:
            return str(name)
        case "integer":
            return f"{name}({integer(at, depth)})"
        case "money":
            return f"{name}({amount(at, depth)})"
        case "date":
            return f"{name}({day(at, depth)})"
        case "region":
            return f"{name}({at.choose('place', 'work.place', *at.fields('place'))})"
        case _:
            return f"{name}({at.choose('kind', 'loan.kind', *at.fields('kind'))})"
