"""Which receivers hear of an incident, as what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.incidents.incident import Affected, Suspect
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role
from dbt_onus.core.ownership import Subscription, Team
from dbt_onus.core.receivers import Receiver, Traits
from dbt_onus.core.routing.routes import Addresses, routes_of, severity_of
from tests.stories import TRAITS, incident

NOTIFY, INFORM = Role.NOTIFY, Role.INFORM


def team(key: str, *receivers: str | Subscription) -> Team:
    subscriptions = (Subscription(receiver=one) if isinstance(one, str) else one for one in receivers)
    return Team(key=key, name=key.title(), receivers=tuple(subscriptions))


def addresses(*teams: Team, **channels: str) -> Addresses:
    names = {one.receiver for each in teams for one in each.receivers}
    return Addresses(
        fallback_team="platform",
        teams={one.key: one for one in teams},
        receivers={
            name: Receiver(name=name, channel=channels.get(name.replace("-", "_"), "slack")) for name in names
        },
        traits={**TRAITS, "apprise": Traits(for_paging=False)},
    )


def heard(found: object) -> list[tuple[str, Role, str]]:
    return [(one.receiver, one.role, one.team) for one in found.routes]  # type: ignore[attr-defined]


PLATFORM = team("platform", "ops")


def test_a_team_that_acts_and_a_team_that_is_hit() -> None:
    known = addresses(team("payments", "pay"), team("finance", "fin"), PLATFORM)
    found = routes_of(incident("charges", "a", inform=("finance",)), known)
    assert heard(found) == [("pay", NOTIFY, "payments"), ("fin", INFORM, "finance")]
    assert [one.why for one in found.routes] == ["Payments has to act", "Finance is hit"]


@pytest.mark.parametrize(
    ("condition", "sure", "exposures", "hears"),
    [
        (Subscription(receiver="pay"), Confidence.UNKNOWN, (), True),
        (Subscription(receiver="pay", roles=(INFORM,)), Confidence.PROVEN, (), False),
        (Subscription(receiver="pay", confidence=(Confidence.PROVEN,)), Confidence.PROVEN, (), True),
        (Subscription(receiver="pay", confidence=(Confidence.PROVEN,)), Confidence.LIKELY, (), False),
        (Subscription(receiver="pay", severity=(Severity.CRITICAL,)), Confidence.PROVEN, (), False),
        (Subscription(receiver="pay", severity=(Severity.CRITICAL,)), Confidence.PROVEN, ("weekly",), True),
    ],
)
def test_conditions_of_a_receiver_are_all_met_or_the_fallback_team_hears(
    condition: Subscription, sure: Confidence, exposures: tuple[str, ...], hears: bool
) -> None:
    found = routes_of(
        incident("charges", "a", confidence=sure, exposures=exposures),
        addresses(team("payments", condition), PLATFORM),
    )
    assert heard(found) == [("pay" if hears else "ops", NOTIFY, "payments")]
    if not hears:
        (route,) = found.routes
        assert route.why == (
            "no receiver of Payments is for this role, confidence and severity, so Platform hears of it"
        )


def test_a_pager_is_never_used_to_inform() -> None:
    known = addresses(team("payments", "pay"), team("finance", "fin-pager"), PLATFORM, fin_pager="pagerduty")
    found = routes_of(incident("charges", "a", inform=("finance",)), known)
    assert heard(found) == [("pay", NOTIFY, "payments")]
    assert found.says == ("Finance is hit and is not told: fin-pager can only page",)


def test_a_team_whose_place_is_only_suspected_is_told_so() -> None:
    suspect = Suspect(place=Place(unique_id="model.shop.orders"), team="finance")
    unsure = replace(incident("charges", "a", confidence=Confidence.POSSIBLE), suspects=(suspect,))
    known = addresses(team("payments", "pay"), team("finance", "fin"), PLATFORM)
    found = routes_of(replace(unsure, inform=("finance",)), known)
    assert [one.why for one in found.routes] == ["Payments has to act", "Finance may be where it was born"]
    hit = replace(unsure, inform=("finance",), affected=Affected(teams=("finance",)))
    assert [one.why for one in routes_of(hit, known).routes] == ["Payments has to act", "Finance is hit"]


def test_what_cannot_be_followed_pages_only_where_there_is_nothing_else() -> None:
    both = team("payments", "pay", "far")
    assert heard(routes_of(incident("charges", "a"), addresses(both, PLATFORM, far="apprise"))) == [
        ("pay", NOTIFY, "payments")
    ]
    alone = routes_of(incident("charges", "a"), addresses(team("payments", "far"), PLATFORM, far="apprise"))
    assert heard(alone) == [("far", NOTIFY, "payments")]
    assert alone.says == ("Payments is paged by far alone, whose deliveries cannot be followed",)


def test_one_receiver_of_two_teams_hears_once_and_acting_wins() -> None:
    known = addresses(team("payments", "shared"), team("finance", "shared"), team("growth", "shared"), PLATFORM)
    found = routes_of(incident("charges", "a", inform=("finance", "growth")), known)
    assert heard(found) == [("shared", NOTIFY, "payments")]


def test_the_fallback_team_stands_in_for_who_has_to_act_and_not_for_who_is_only_hit() -> None:
    found = routes_of(incident("erp", "a", team="silent", inform=("quiet",)), addresses(PLATFORM))
    assert heard(found) == [("ops", NOTIFY, "silent")]
    assert found.routes[0].why == "silent has no receiver, so Platform hears of it"
    assert found.says == ("quiet is hit and is not told: quiet has no receiver",)


def test_the_fallback_team_is_reached_by_anything_that_it_has() -> None:
    picky = team("platform", Subscription(receiver="ops", severity=(Severity.CRITICAL,)))
    assert heard(routes_of(incident("erp", "a", team="silent"), addresses(picky))) == [("ops", NOTIFY, "silent")]


def test_it_is_said_where_nobody_can_be_told() -> None:
    found = routes_of(incident("erp", "a", team="silent"), addresses())
    assert found.routes == ()
    assert found.says == ("platform, the fallback team, has no receiver: nobody is told; give it one in onus.yml",)


def test_it_is_critical_where_something_that_people_look_at_is_hit() -> None:
    assert severity_of(incident("charges", "a")) is Severity.ERROR
    assert severity_of(incident("charges", "a", exposures=("weekly",))) is Severity.CRITICAL
