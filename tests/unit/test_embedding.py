"""What a service does with the library: threads, references, copies, days of other kinds, defects among many."""

from __future__ import annotations

import copy
import pickle
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pydantic import ValidationError

import eligibility
from eligibility import InternalError, Rulebook, UsageError
from eligibility.pack import vocabulary

HIDDEN = "371002199001011234"


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The law."""
    return eligibility.load("weihai-2023-13")


@pytest.fixture
def nimble() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture
def first(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Make the next persons the first ones; in the end the classes of other tests are those in use again."""

    def forget() -> None:
        vocabulary._person_model.cache_clear()
        monkeypatch.setattr(vocabulary, "_in_use", weakref.WeakValueDictionary())

    yield forget
    monkeypatch.undo()
    vocabulary._person_model.cache_clear()


@pytest.mark.usefixtures("nimble")
def test_threads_that_come_first_share_one_class_of_persons(first: Callable[[], None]) -> None:
    """A person made while others make the first ones is everybody's: by another rulebook, and after a pickle."""
    for _ in range(4):
        first()
        books = [eligibility.load("weihai-2023-13") for _ in range(2)]
        together, trouble = threading.Barrier(8), list[Exception]()

        def work(
            number: int,
            books: list[Rulebook] = books,
            together: threading.Barrier = together,
            trouble: list[Exception] = trouble,
        ) -> None:
            together.wait()
            try:
                person = books[number % 2].person({"is_migrant_worker": True})
                books[1 - number % 2].decide(person, on="2023-06-01")
                again = pickle.loads(pickle.dumps(person))  # noqa: S301 - our own
                books[number % 2].decide(again, on="2023-06-01")
            except Exception as error:  # noqa: BLE001 - told to the test
                trouble.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert trouble == []


def test_a_vocabulary_in_use_keeps_its_class(rules: Rulebook) -> None:
    """However many other packs are loaded meanwhile, a person stays a person of its rulebook's vocabulary."""
    person = rules.person({})
    vocabulary._person_model.cache_clear()
    assert eligibility.load("weihai-2023-13").decide(person, on="2023-06-01") == rules.decide({}, on="2023-06-01")


def test_a_rulebook_can_be_referred_to_weakly_and_is_its_own_copy(rules: Rulebook) -> None:
    """It can be a key of a cache that does not keep it, and copying it makes no code again."""
    assert weakref.ref(rules)() is rules
    assert copy.copy(rules) is rules
    assert copy.deepcopy(rules) is rules


class Day(date):
    """A day of a class of somebody's own, as libraries that stop the clock make them."""


def test_a_day_is_a_day_of_whatever_class(rules: Rulebook) -> None:
    """As a date of decision and as a fact, kept as a plain date."""
    decision = rules.decide({"birth_date": Day(2000, 1, 2)}, on=Day(2023, 6, 1))
    assert type(decision.on) is date
    assert decision == rules.decide({"birth_date": "2000-01-02"}, on="2023-06-01")
    with rules.open_case(on=Day(2023, 6, 1), engine="decide") as case:
        assert type(case.on) is date


def test_a_model_used_directly_shows_no_value(rules: Rulebook) -> None:
    """Pydantic's own error, which may end in a log, does not repeat what it refused."""
    for data in ({"loan": {"amount": HIDDEN}}, {"identity_number": HIDDEN}, {"unknown": {"birth_date": HIDDEN}}):
        with pytest.raises(ValidationError) as caught:
            rules.Person.model_validate(data)
        assert HIDDEN not in str(caught.value)


def test_a_defect_among_many_says_what_to_report(
    rules: Rulebook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kind, place and versions are in the message and what was raised is the cause; the others are answered."""

    def fail(self: Rulebook, person: object, *, on: date) -> None:
        raise KeyError(HIDDEN, self, person, on)

    with monkeypatch.context() as patch:
        patch.setattr(Rulebook, "outcomes", fail)
        (error,) = rules.decide_many([{}], on="2023-06-01")
    assert isinstance(error, InternalError)
    assert "KeyError @ test_embedding.py:" in str(error)
    assert eligibility.__version__ in str(error)
    assert HIDDEN not in str(error) + error.text("zh")
    assert isinstance(error.__cause__, KeyError)
    assert capsys.readouterr() == ("", "")


def test_a_moment_is_no_day(rules: Rulebook) -> None:
    """Whatever its class, a datetime is refused."""
    from datetime import datetime

    with pytest.raises(UsageError, match="U002"):
        rules.decide({}, on=datetime(2023, 6, 1))  # noqa: DTZ001 - nothing reads it
