"""Who can supply a fact, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eligibility.decision import MissingFact
    from eligibility.pack.model import FactDefinition

__all__ = ["source_words", "supplier_kinds", "supplier_words"]

_SUPPLIERS: Final = {
    "applicant": ("本人", "the applicant"),
    "register": ("有关登记", "a register"),
    "authority": ("主管部门", "the authority"),
    "maintainer": ("规则包维护者", "the maintainers of the rules"),
}


def supplier_words(fact: MissingFact | FactDefinition, language: str, mark: Callable[[str], str] = str) -> str:
    """The applicant, a register by its name, the authority; ``mark`` may dress each of them.

    >>> import eligibility
    >>> pack = eligibility.load("weihai-2023-13").pack
    >>> supplier_words(pack.fact_by_path["birth_date"], "en")
    'the applicant or the police household register'
    """
    names = []
    for supplier in fact.supplied_by:
        who = fact.who if supplier != "applicant" else None
        names.append(mark(_SUPPLIERS[supplier][language != "zh"] if who is None else who.in_language(language)))
    return ("或" if language == "zh" else " or ").join(dict.fromkeys(map(_within, names)))


def supplier_kinds(fact: FactDefinition, language: str) -> str:
    """The same for the cell of a table: kinds alone, without articles."""
    words = (_SUPPLIERS[supplier][language != "zh"] for supplier in fact.supplied_by)
    return ("、" if language == "zh" else ", ").join(word.removeprefix("the ").removeprefix("a ") for word in words)


def source_words(source: str, language: str) -> str:
    """Who said something of a live case: kinds of suppliers in words, anybody else by the name that was given.

    >>> source_words("applicant", "zh"), source_words("社保库", "zh"), source_words("applicant", "en")
    ('本人', '社保库', 'applicant')
    """
    kind = _SUPPLIERS.get(source)
    return source if kind is None or language != "zh" else kind[0]


def _within(name: str) -> str:
    """A name as it stands inside a sentence."""
    return f"the {name.removeprefix('The ')}" if name.startswith("The ") else name
