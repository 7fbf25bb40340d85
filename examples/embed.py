"""How a service embeds the library: rules loaded once, wrong input told apart from any answer, records that replay."""

import json
from typing import Any

import eligibility
from eligibility import Outcome

RULES = eligibility.load("weihai-2023-13")  # immutable: one for the whole process and all its threads


def answer(application: dict[str, Any], on: str) -> tuple[dict[str, Any], str | None]:
    """The reply to an application about the waiver, and the line to keep for the audit."""
    try:
        decision = RULES.decide(application, on=on)
    except eligibility.InputError as error:  # somebody has to correct the application; this is no refusal
        return {"problems": [problem.text("en") for problem in error.problems]}, None
    waiver = decision["counter-guarantee-waiver"]
    reply: dict[str, Any] = {"outcome": waiver.outcome.value, "clause": waiver.clause}
    if waiver.outcome is Outcome.UNDETERMINED:
        reply["ask"] = {fact.path: fact.question.en for fact in waiver.missing}
    elif waiver.outcome is Outcome.REFER:
        reply["left_open"] = {
            term.term.en: [RULES.pack.body(name).en for name in term.who_decides] for term in waiver.open
        }
    return reply, json.dumps(decision.record(), ensure_ascii=False)


if __name__ == "__main__":
    loan: dict[str, Any] = {"product": "entrepreneurship_guarantee_loan", "borrower": "individual", "amount": "80000"}
    loan |= {"is_split_of_larger_need": False, "application_date": "2023-05-10"}
    known: dict[str, Any] = {"loan": loan, "business": {"is_starting": True, "location": "371002"}}
    for person in (known | {"is_migrant_worker": False, "is_new_citizen": True}, known, {"loan": {"amuont": 80000.0}}):
        reply, line = answer(person, on="2023-06-01")
        print(json.dumps(reply, ensure_ascii=False, indent=2))
        if line is not None:
            eligibility.replay(json.loads(line))  # raises ReplayError if anything comes out differently
