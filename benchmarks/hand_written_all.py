"""All programmes of 威人社字〔2023〕13号 by hand: the five of ``hand_written`` and the other seventeen.

Default readings. A missing fact is None. Every function looks for certain refusals first, then for a missing
fact that still matters, then for an open term: FALSE beats UNKNOWN, and UNKNOWN beats OPEN.
"""

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility import Outcome

if TYPE_CHECKING:
    from benchmarks import hand_written as five
else:
    import hand_written as five

PROGRAMMES: tuple[str, ...] = (
    "public-welfare-post",
    "labour-cooperation",
    "job-fairs",
    "free-premises",
    "start-up-support",
    "counter-guarantee-waiver",
    "entrepreneurs-contest",
    "casual-labour-market",
    "skills-training",
    "rural-skills-training",
    "employee-pension",
    "labour-contract",
    "flexible-worker-advice",
    "work-injury-insurance",
    "wage-arrears",
    "speedy-arbitration",
    "legal-aid",
    "rental-housing",
    "schooling",
    "settlement",
    "service-window",
    "spring-festival-action",
)

NOT_APPLICABLE = Outcome.NOT_APPLICABLE
NOT_ELIGIBLE = Outcome.NOT_ELIGIBLE
UNDETERMINED = Outcome.UNDETERMINED
REFER = Outcome.REFER
ELIGIBLE = Outcome.ELIGIBLE

CENTRE_AND_WEST = frozenset({"central", "west"})
NO_MEANS_TEST = frozenset({"wage_claim", "work_injury_damages"})

NOT_IN_FORCE = (NOT_APPLICABLE,) * len(PROGRAMMES)


def outcomes(person: Any, on: date) -> tuple[Outcome, ...]:
    """One outcome for each of ``PROGRAMMES``, in this order."""
    if on < five.FIRST_DAY:
        return NOT_IN_FORCE
    business = person.business
    employment = person.employment
    residence = person.residence
    family = person.family
    location = business.location
    relation = employment.relation
    work_place = employment.work_place
    migrant = person.is_migrant_worker
    lifted = person.is_lifted_from_poverty
    dispute = person.dispute.type
    returnee, in_support_scope = five.start_up_groups(person, business, migrant)
    return (
        public_welfare_post(person.post.kind),
        labour_cooperation(person.origin.region, person.hukou.area_type, lifted),
        ELIGIBLE,  # job fairs, 二(一)5: open to all
        free_premises(person.premises, returnee),
        five.start_up_support(location, in_support_scope),
        five.counter_guarantee_waiver(person, location, returnee, in_support_scope),
        entrepreneurs_contest(location, returnee),
        ELIGIBLE,  # 零工市场, 二(二)4: open to all
        skills_training(migrant, person.is_rural_transfer_worker, lifted),
        rural_skills_training(residence.lives_in_village, person.training.wishes),
        employee_pension(relation),
        labour_contract(employment.work_start_date, employment.has_written_contract, on),
        ELIGIBLE,  # advice for flexible workers, 二(四)1: open to all
        five.work_injury_insurance(employment, work_place),
        wage_arrears(migrant, dispute),
        speedy_arbitration(migrant, dispute),
        legal_aid(migrant, person.legal_aid.matter),
        five.rental_housing(residence, migrant, work_place),
        schooling(family.parent_place, family.parent_has_residence_permit),
        five.settlement(person, business, employment, work_place),
        ELIGIBLE,  # service windows, 二(五)6: open to all
        ELIGIBLE,  # 春暖农民工, 二(五)6: open to all
    )


def public_welfare_post(kind: str | None) -> Outcome:
    """二(一)2: who may be placed is open, for urban and rural posts each in its own way."""
    return UNDETERMINED if kind is None else REFER


def labour_cooperation(region: str | None, area_type: str | None, lifted: bool | None) -> Outcome:
    """二(一)3: rural labour of the centre and west, people lifted out of poverty included; what they get is open."""
    if region is not None and region not in CENTRE_AND_WEST:
        return NOT_ELIGIBLE
    if area_type == "rural" or lifted:
        return UNDETERMINED if region is None else REFER
    if area_type == "urban" and lifted is False:
        return NOT_ELIGIBLE
    if region is None or area_type is None or lifted is None:
        return UNDETERMINED
    return REFER


def free_premises(premises: Any, returnee: bool | None) -> Outcome:
    """二(二)1: the share of space and the selection are open."""
    seeks = premises.seeks_space
    if seeks is False:
        return NOT_APPLICABLE
    government = premises.is_government_invested
    if government is False or returnee is False:
        return NOT_ELIGIBLE
    if seeks is None or government is None or returnee is None:
        return UNDETERMINED
    return REFER


def entrepreneurs_contest(location: str | None, returnee: bool | None) -> Outcome:
    """二(二)3: the selection is open."""
    if location is not None and location not in five.WEIHAI:
        return NOT_APPLICABLE
    if returnee is False:
        return NOT_ELIGIBLE
    if location is None or returnee is None:
        return UNDETERMINED
    return REFER


def skills_training(migrant: bool | None, transferred: bool | None, lifted: bool | None) -> Outcome:
    """二(三)1: three named groups and an open 等; the courses and the subsidy are open for all."""
    if migrant or transferred or lifted:
        return REFER
    if migrant is None or transferred is None or lifted is None:
        return UNDETERMINED
    return REFER


def rural_skills_training(in_village: bool | None, wishes: bool | None) -> Outcome:
    """二(三)3: free for those who live in a village and wish to be trained."""
    if wishes is False:
        return NOT_APPLICABLE
    if in_village is False:
        return NOT_ELIGIBLE
    if wishes is None or in_village is None:
        return UNDETERMINED
    return ELIGIBLE


def employee_pension(relation: str | None) -> Outcome:
    """The target of 二(四): owed to employees, and the others who work may join."""
    if relation is None:
        return UNDETERMINED
    if relation == "none":
        return NOT_ELIGIBLE
    return ELIGIBLE


def labour_contract(start: date | None, written: bool | None, on: date) -> Outcome:
    """二(四)1: no written contract, and more than a calendar month since work began."""
    if written:
        return NOT_APPLICABLE
    if start is not None and (on <= start or on <= month_after(start)):
        return NOT_ELIGIBLE
    if start is None or written is None:
        return UNDETERMINED
    return ELIGIBLE


def month_after(day: date) -> date:
    """The same day of the next month, or its last day where there is none."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    if day.day > 28:
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return date(year, month, day.day)


def wage_arrears(migrant: bool | None, dispute: str | None) -> Outcome:
    """二(四)3, unpaid wages: the cases taken up are open, and so is whether others than migrant workers are meant."""
    if dispute is not None and dispute != "wage_arrears":
        return NOT_ELIGIBLE
    if migrant is None or dispute is None:
        return UNDETERMINED
    return REFER


def speedy_arbitration(migrant: bool | None, dispute: str | None) -> Outcome:
    """二(四)3, the green channel and the speedy panel: whom they serve and which cases they take is open."""
    if migrant is None or dispute is None:
        return UNDETERMINED
    return REFER


def legal_aid(migrant: bool | None, matter: str | None) -> Outcome:
    """二(四)3: wages and work-injury damages of migrant workers, and anything else is left open."""
    if migrant is False or (matter is not None and matter not in NO_MEANS_TEST):
        return REFER
    if migrant is None or matter is None:
        return UNDETERMINED
    return ELIGIBLE


def schooling(place: str | None, permit: bool | None) -> Outcome:
    """二(五)4: a place with a parent's residence permit, and open without."""
    if place is not None and place not in five.WEIHAI:
        return NOT_APPLICABLE
    if place is None or permit is None:
        return UNDETERMINED
    if permit:
        return ELIGIBLE
    return REFER
