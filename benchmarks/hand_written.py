"""The five headline programmes of 威人社字〔2023〕13号 by hand: the peer of the generated code.

Default readings. A missing fact is None. Every function looks for certain refusals first, then for a missing
fact that still matters, then for an open term: FALSE beats UNKNOWN, and UNKNOWN beats OPEN.
"""

import datetime
from decimal import Decimal
from typing import Any

from eligibility import Outcome

NOT_APPLICABLE = Outcome.NOT_APPLICABLE
NOT_ELIGIBLE = Outcome.NOT_ELIGIBLE
UNDETERMINED = Outcome.UNDETERMINED
REFER = Outcome.REFER
ELIGIBLE_IN_PRINCIPLE = Outcome.ELIGIBLE_IN_PRINCIPLE
ELIGIBLE = Outcome.ELIGIBLE

FIRST_DAY = datetime.date(2023, 4, 10)
CEILING = Decimal(100_000)

WEIHAI = frozenset(
    {
        *("371000", "370620", "379006", "372102"),  # 威海市
        *("371002",),  # 环翠区
        *("371003", "371081", "379011", "371022", "370632", "372132"),  # 文登区
        *("371082", "379012", "371023", "370633", "372133"),  # 荣成市
        *("371083", "379020", "371021", "370630", "372130"),  # 乳山市
        *("371071", "371072", "371073"),  # 高区, 经区, 临港区
        "nanhai",  # 南海新区
    }
)
NAMED_INDUSTRIES = frozenset({"construction", "express_delivery"})
EMPLOYED = frozenset({"labour_contract", "de_facto", "dispatch", "project_based"})
PARTLY_EMPLOYED = frozenset({"platform_partial", "civil_contract"})
NEAR_RELATIVES = frozenset({"spouse", "parent", "child", "sibling", "grandparent", "grandchild"})

NOT_IN_FORCE = (NOT_APPLICABLE,) * 5


def outcomes(person: Any, on: datetime.date) -> tuple[Outcome, ...]:
    """Support, waiver, settlement, rental housing and injury insurance, in this order."""
    if on < FIRST_DAY:
        return NOT_IN_FORCE
    business = person.business
    employment = person.employment
    location = business.location
    migrant = person.is_migrant_worker
    work_place = employment.work_place
    returnee, in_support_scope = start_up_groups(person, business, migrant)
    return (
        start_up_support(location, in_support_scope),
        counter_guarantee_waiver(person, location, returnee, in_support_scope),
        settlement(person, business, employment, work_place),
        rental_housing(person.residence, migrant, work_place),
        work_injury_insurance(employment, work_place),
    )


def relatives(person: Any, on: datetime.date) -> tuple[Outcome, ...]:
    """One outcome for each relative who would settle with the person."""
    moving = person.family.moving_relatives
    if not moving:
        return ()
    if on < FIRST_DAY:
        principal = NOT_APPLICABLE
    else:
        employment = person.employment
        principal = settlement(person, person.business, employment, employment.work_place)
    return tuple([relative_outcome(principal, relative.relation) for relative in moving])


def start_up_groups(person: Any, business: Any, migrant: bool | None) -> tuple[bool | None, bool | None]:
    """Is this a returning migrant entrepreneur, and is it anyone in the support scope? None: unknown."""
    history = person.work_history
    starting = business.is_starting
    facts = (migrant, starting, history.has_outside_work, history.returned_to_home_county)
    if False in facts:
        returnee: bool | None = False
    elif None in facts:
        returnee = None
    else:
        return True, True

    project = business.has_actual_project
    if project:
        return returnee, True
    new_citizen = person.is_new_citizen
    if new_citizen and starting:
        return returnee, True
    if returnee is None or project is None:
        return returnee, None
    if new_citizen is False or starting is False:
        return returnee, False
    return returnee, None


def start_up_support(location: str | None, in_support_scope: bool | None) -> Outcome:
    """二(二)2, the support scope."""
    if location is not None and location not in WEIHAI:
        return NOT_APPLICABLE
    if in_support_scope is False:
        return NOT_ELIGIBLE
    if location is None or in_support_scope is None:
        return UNDETERMINED
    return ELIGIBLE


def counter_guarantee_waiver(
    person: Any, location: str | None, returnee: bool | None, in_support_scope: bool | None
) -> Outcome:
    """二(二)2, the waiver: in principle at best."""
    loan = person.loan
    product = loan.product
    if product == "none" or (location is not None and location not in WEIHAI):
        return NOT_APPLICABLE

    if product is not None and product != "entrepreneurship_guarantee_loan":
        return NOT_ELIGIBLE
    borrower = loan.borrower
    if borrower == "small_micro_enterprise":
        return NOT_ELIGIBLE
    amount = loan.amount
    if amount is not None and amount > CEILING:
        return NOT_ELIGIBLE
    if returnee is False and in_support_scope is not True:
        key_groups = person.key_groups
        if not key_groups:
            if key_groups is not None and in_support_scope is False:
                return NOT_ELIGIBLE
            return UNDETERMINED

    split = loan.is_split_of_larger_need
    applied = loan.application_date
    if (
        returnee is None
        or location is None
        or product is None
        or borrower is None
        or amount is None
        or split is None
        or applied is None
    ):
        return UNDETERMINED
    if not returnee or split or borrower == "partnership" or applied < FIRST_DAY:
        return REFER
    return ELIGIBLE_IN_PRINCIPLE


def settlement(person: Any, business: Any, employment: Any, work_place: str | None) -> Outcome:
    """二(五)5, for the person."""
    wish = person.settlement
    wants = wish.wants
    citizen = person.is_chinese_citizen
    military = person.is_active_military
    settled = wish.already_settled_in_town
    if wants is False or citizen is False or military or settled:
        return NOT_APPLICABLE
    scope_known = wants and citizen and military is not None and settled is not None

    # The employer's place: a seat in Weihai meets the route; only working in Weihai leaves it open.
    # No other route can be met for certain, so an unknown here already means undetermined.
    works_in_weihai = False
    has_employer = employment.has_employer
    if has_employer is not False:
        seat = employment.employer_location
        if seat is None:
            return UNDETERMINED
        if seat in WEIHAI:
            return ELIGIBLE if scope_known and has_employer else UNDETERMINED
        if work_place is None:
            return UNDETERMINED
        if work_place in WEIHAI:
            if has_employer is None:
                return UNDETERMINED
            works_in_weihai = True

    # Buying, renting, joining kin and running a business: the remaining conditions are not in the document.
    housing = person.housing
    routes = (housing.has_purchased_home, housing.has_rented_home, business.own_in_weihai)
    kin = wish.kin_sponsor
    if kin is None or None in routes:
        return UNDETERMINED
    if works_in_weihai or kin != "none" or True in routes:
        return REFER if scope_known else UNDETERMINED
    return NOT_ELIGIBLE


def relative_outcome(principal: Outcome, relation: str | None) -> Outcome:
    """二(五)5, for a moving relative: a near relative, and the principal's own conditions."""
    if principal is NOT_APPLICABLE or principal is NOT_ELIGIBLE:
        return principal
    if relation is None:
        return UNDETERMINED
    if relation not in NEAR_RELATIVES:
        return NOT_ELIGIBLE
    return principal


def rental_housing(residence: Any, migrant: bool | None, work_place: str | None) -> Outcome:
    """二(五)3: refer at best, because the city sets who qualifies."""
    if migrant is False:
        return NOT_APPLICABLE
    place = residence.place
    if place in WEIHAI or work_place in WEIHAI:
        scope_known = migrant is not None
    elif place is None or work_place is None:
        scope_known = False
    else:
        return NOT_APPLICABLE
    in_town = residence.lives_or_works_in_town
    if in_town is False:
        return NOT_ELIGIBLE
    if in_town is None or not scope_known:
        return UNDETERMINED
    return REFER


def work_injury_insurance(employment: Any, work_place: str | None) -> Outcome:
    """二(四)2: by industry and by relation."""
    enrolled = employment.already_enrolled_injury
    project_enrolled = employment.construction_project_enrolled
    if enrolled or project_enrolled or (work_place is not None and work_place not in WEIHAI):
        return NOT_APPLICABLE
    unknown = enrolled is None or project_enrolled is None or work_place is None
    refer = False

    relation = employment.relation
    if relation is None:
        unknown = True
    elif relation in PARTLY_EMPLOYED:
        refer = True
    elif relation not in EMPLOYED:
        return NOT_ELIGIBLE

    industry = employment.industry
    if industry not in NAMED_INDUSTRIES:
        concentrated = employment.industry_concentrated  # an authority says; until then it is open
        if not concentrated:
            if industry is None:
                unknown = True
            elif concentrated is None:
                refer = True
            else:
                return NOT_ELIGIBLE

    if unknown:
        return UNDETERMINED
    if refer:
        return REFER
    return ELIGIBLE
