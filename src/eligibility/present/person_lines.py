"""A person given as plain data, fact by fact in the words of a vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from eligibility.pack.layout import generic_path
from eligibility.present.fact_words import FactWords

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import FactDefinition

__all__ = ["person_lines"]


def person_lines(
    data: Mapping[str, Any], facts: Iterable[FactDefinition], places: Iterable[tuple[str, Text]], language: str
) -> Iterator[str]:
    """A person's facts with their labels, one a line; what the vocabulary does not have keeps its path.

    Args:
        data: nested plain data, as a person file holds it.
        facts: the vocabulary.
        places: what regions are called, by code.
        language: ``"zh"`` or ``"en"``.
    """
    known = {fact.path: fact for fact in facts}
    words = FactWords(known, dict(places), language)
    colon = "：" if language == "zh" else ": "
    for path, value in _leaves(data):
        fact = known.get(generic_path(path))
        if fact is None:
            yield f"{path}{colon}{value}"
        else:
            yield f"{_label(fact, path, language)}{colon}{words.plain(fact.path, value)}"


def _leaves(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
            continue
        yield f"{prefix}{name}", value
        for index, record in enumerate(value if isinstance(value, list) else ()):
            if isinstance(record, dict):
                yield from _leaves(record, f"{prefix}{name}[{index}].")


def _label(fact: FactDefinition, path: str, language: str) -> str:
    label = fact.label.in_language(language)
    number = path.partition("[")[2].partition("]")[0]
    return f"{label} {int(number) + 1}" if number else label
