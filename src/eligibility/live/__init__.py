"""Live cases: facts arrive over weeks, are corrected and contradicted, and entitlements follow.

``Rulebook.open_case`` gives a :class:`Case`; ``Rulebook.watch`` a :class:`Watch` over all cases of a journal.

**Who does what.** The journal keeps what was said. What sources say is folded into one person. ``decide`` gives the
decision on that person, and its own code settles the truth of every condition that looks at a fact. The engine,
durable-rules, is told these truths as small integers, and only those that have changed. It holds the pack's tree as
a forward-chaining ruleset and derives from them the groups, the scope, the conditions, the outcome of every programme
and of every item. After each step its outcomes are compared with ``decide``'s.

**What the engine is not trusted with.** It never sees a fact of a person: its comparisons find that text is equal to
numbers, and it takes neither amounts nor dates. It is never asked whether something is absent: such rules do not come
back. It does not run in your process: it can end its process, and does where the first session matched nothing. It is
a process of its own, asked by one thread at a time, with few sessions at once; cases that are idle are put away and
brought back when they are told something. It does not keep anything: when it dies or does not answer, another process
takes over, and all that is noticed is a delay. And it has not the last word: where it disagrees with ``decide``,
decide's answer stands and the disagreement is raised as a defect (B011), after the fact has been recorded.

Without the engine (``engine="decide"``) everything works the same, less this second opinion.
"""

from eligibility.live.case import Case
from eligibility.live.changes import Cause, Change
from eligibility.live.entries import Entry, Kind
from eligibility.live.journal import Journal, MemoryJournal, SqliteJournal
from eligibility.live.watch import Watch, WatchReport

__all__ = [
    "Case",
    "Cause",
    "Change",
    "Entry",
    "Journal",
    "Kind",
    "MemoryJournal",
    "SqliteJournal",
    "Watch",
    "WatchReport",
]
