"""What one evaluation saw: a tree of conditions with their truth and with everything that they looked at.

The generated code (see ``traces``) makes these values. Whatever does not depend on the person, or depends on a few
facts of few values, it makes once and shares, so both classes are frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from eligibility.language import tree
from eligibility.logic import Truth

__all__ = ["Read", "Table", "Trace", "TraceDraft", "make_read", "make_trace", "placed"]


_KINDS: Final[dict[type, str]] = {
    tree.Fact: "fact",
    tree.ItemField: "fact",
    tree.Parameter: "parameter",
    tree.ReadingChoice: "reading",
    tree.DecisionDate: "date",
}


class _ReadFields:
    """What a read holds. A draft is filled in and then becomes a :class:`Read`."""

    __slots__ = ("path", "value", "what")

    what: tree.Value
    path: str
    value: Any


class _TraceFields:
    """What a trace holds. A draft is filled in and then becomes a :class:`Trace`."""

    __slots__ = ("children", "index", "label", "node", "reads", "sides", "truth")

    node: tree.Condition
    label: tree.Labelled | None
    truth: Truth
    children: tuple[Trace, ...]
    reads: tuple[Read, ...]
    sides: tuple[Any, ...]
    index: int | None


class Read(_ReadFields):
    """One thing that a condition looked at.

    ``what`` is the node of the tree, ``path`` the concrete place (``family.children[1].birth_date``) or name,
    ``value`` what stood there, or ``Truth.UNKNOWN`` or ``Truth.OPEN`` where nothing did.
    """

    __slots__ = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing stood there."""
        return self.value is Truth.UNKNOWN or self.value is Truth.OPEN

    @property
    def kind(self) -> str:
        """``fact`` (fields of records too), ``parameter``, ``reading`` or ``date``."""
        return _KINDS[type(self.what)]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("what was read is frozen")

    def __reduce__(self) -> tuple[Any, ...]:
        return (make_read, (self.what, self.path, self.value))

    def __repr__(self) -> str:
        return f"<Read {self.path}>"


class Trace(_TraceFields):
    """One condition with its truth, what it looked at, and the conditions under it.

    * ``node`` is the condition without its label, ``label`` the identity, wording and clause that the author gave it;
    * ``truth`` is what became of it;
    * ``children`` are the conditions under it; for a quantifier one for each record;
    * ``reads`` are the facts, fields of records, thresholds, readings and dates that this very condition looked at;
    * ``sides`` are the values of what was tested, computed ones included; ``None`` where something was missing;
    * ``index`` is the place of the record that a quantifier looked at, ``None`` elsewhere.
    """

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a trace is frozen")

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.node, self.label, self.truth, self.children, self.reads, self.sides, self.index)
        return (make_trace, fields)

    def __repr__(self) -> str:
        name = type(self.node).__name__ if self.label is None else self.label.id
        return f"<Trace {name}: {self.truth.value}>"


class _ReadDraft(_ReadFields):
    __slots__ = ()


class TraceDraft(_TraceFields):
    """A trace that is being made: the generated code fills it in and turns it into a :class:`Trace`."""

    __slots__ = ()


def make_read(what: tree.Value, path: str, value: Any) -> Read:
    """A read from its parts."""
    draft: Any = _ReadDraft()
    draft.what, draft.path, draft.value = what, path, value
    draft.__class__ = Read
    made: Read = draft
    return made


def make_trace(
    node: tree.Condition,
    label: tree.Labelled | None,
    truth: Truth,
    children: tuple[Trace, ...],
    reads: tuple[Read, ...],
    sides: tuple[Any, ...],
    index: int | None = None,
) -> Trace:
    """A trace from its parts."""
    draft: Any = TraceDraft()
    draft.node, draft.label, draft.truth = node, label, truth
    draft.children, draft.reads, draft.sides, draft.index = children, reads, sides, index
    draft.__class__ = Trace
    made: Trace = draft
    return made


def placed(trace: Trace, index: int) -> Trace:
    """The same trace, as what a quantifier saw of the record at a place."""
    return make_trace(trace.node, trace.label, trace.truth, trace.children, trace.reads, trace.sides, index)


class Table(dict[Any, Any]):
    """What a function makes of each key, made when first asked for and kept, up to so many keys.

    Two threads may make the same entry twice; both are right.
    """

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[Any], Any], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Any) -> Any:
        made = self._make(key)
        if len(self) < self._most:
            self[key] = made
        return made
