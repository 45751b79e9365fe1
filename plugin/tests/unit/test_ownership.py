from typing import Any

import pytest

from dbt_onus.core.nodes import Group, Node
from dbt_onus.core.ownership import Codeowners, Defaults, Owner, Ownership, Rule, Step, Team
from tests.builders import exposure, group, model, singular_test, source, test, unit_test

PAYMENTS = Team(key="payments", name="Payments", members=("ana@shop.example",))
FINANCE = Team(key="finance", name="Finance", members=("@fin-bot", "bo@shop.example"))
GROWTH = Team(key="growth", name="Growth Team")
PLATFORM = Team(key="platform", name="Data Platform")
TEAMS = {team.key: team for team in (PAYMENTS, FINANCE, GROWTH, PLATFORM)}


def ownership(*nodes: Node, groups: tuple[Group, ...] = (), **said: Any) -> Ownership:
    known = {"fallback_team": "platform", "teams": TEAMS} | said
    return Ownership(
        nodes={node.unique_id: node for node in nodes},
        groups={f"group.shop.{group.name}": group for group in groups},
        **known,
    )


def owner(node: Node, *others: Node, **said: Any) -> Owner:
    return ownership(node, *others, **said).owner_of(node)


def rule(select: str, team: str, *nodes: Node) -> tuple[Rule, frozenset[str]]:
    return Rule(select=select, team=team), frozenset(node.unique_id for node in nodes)


def everything(node: Node, *without: str) -> dict[str, Any]:
    """All eight steps say something else; those named keep silent."""
    said: dict[str, Any] = {
        "reassigned": {node.unique_id: "growth"},
        "selected": [rule("tag:a", "finance", node), rule("tag:b", "payments", node)],
        "codeowners": {"shop": Codeowners("* @shop/payments")},
        "defaults": Defaults(project="growth", packages={"shop": "finance"}),
    }
    return {key: value for key, value in said.items() if key not in without}


SAYING = model("orders", group="finance_group", meta={"owner": "growth", "onus": {"team": "finance"}})
MUTE = model("orders")


def test_a_reassignment_beats_everything():
    found = owner(SAYING, **everything(SAYING))
    assert (found.team, found.step, found.why) == ("growth", Step.REASSIGNMENT, "reassigned by a person")


def test_the_last_matching_rule_wins():
    found = owner(SAYING, **everything(SAYING, "reassigned"))
    assert (found.team, found.step, found.why) == ("payments", Step.RULE, "rule 2 in onus.yml (tag:b)")
    assert "rule 1 in onus.yml (tag:a) says finance" in str(found.trace[1])


def test_without_a_rule_meta_onus_team_wins_over_group_and_owner():
    found = owner(SAYING, **everything(SAYING, "reassigned", "selected"))
    assert (found.team, found.step, found.why) == ("finance", Step.TEAM, "meta.onus.team on orders")


def test_without_meta_onus_the_group_wins_over_the_owner():
    node = model("orders", group="finance", meta={"owner": "growth"})
    found = owner(node, groups=(group("finance", owner={"name": "Finance", "email": "fin@x.example"}),))
    assert (found.team, found.step, found.why) == ("finance", Step.GROUP, "group finance")
    assert str(found.trace[3]) == "dbt group: group finance (owner Finance <fin@x.example>)"
    assert found.conflicts == ("group says finance, meta.owner says growth",)


def test_without_a_group_meta_owner_wins_over_codeowners():
    node = model("orders", meta={"owner": "growth"})
    found = owner(node, **everything(node, "reassigned", "selected"))
    assert (found.team, found.step, found.why) == ("growth", Step.OWNER, "meta.owner on orders")


def test_codeowners_win_over_defaults():
    found = owner(MUTE, **everything(MUTE, "reassigned", "selected"))
    assert (found.team, found.step, found.why) == ("payments", Step.CODEOWNERS, "CODEOWNERS line 1 (*)")


def test_the_package_default_wins_over_the_project_default():
    found = owner(MUTE, **everything(MUTE, "reassigned", "selected", "codeowners"))
    assert (found.team, found.why) == ("finance", "default of package shop in onus.yml")
    found = owner(MUTE, defaults=Defaults(project="growth", packages={"other": "finance"}))
    assert (found.team, found.step, found.why) == ("growth", Step.DEFAULT, "default of the project in onus.yml")


def test_what_nobody_owns_is_the_fallback_teams():
    found = owner(MUTE)
    assert (found.team, found.step, found.why) == ("platform", Step.FALLBACK, "fallback: nobody else owns it")
    assert str(found.trace[-1]) == "fallback_team: platform"


def test_the_trace_lists_every_step_and_what_was_not_reached():
    node = model("orders", group="finance", meta={"owner": "growth"})
    found = owner(node, groups=(group("finance"),))
    assert [str(line) for line in found.trace] == [
        "reassignment: not reassigned",
        "rule in onus.yml: no rule matches",
        "meta.onus.team: says nothing",
        "dbt group: group finance",
        "meta.owner: not reached (it says growth)",
        "CODEOWNERS: not reached",
        "default in onus.yml: not reached",
        "fallback_team: not reached",
    ]


def test_all_who_disagree_are_named():
    node = model("orders", group="finance", meta={"owner": "growth"})
    found = owner(node, groups=(group("finance"),), selected=[rule("orders", "payments", node)])
    assert found.conflicts == ("rule says payments, group says finance, meta.owner says growth",)


def test_a_source_says_it_on_the_table_and_else_on_the_source():
    above = {"owner": "finance", "onus": {"team": "finance"}}
    inherited = source("stripe.charges", meta=above, source_meta=above)
    assert owner(inherited).why == "meta.onus.team on source stripe"
    own = source("stripe.charges", meta={"onus": {"team": "growth"}}, source_meta=above)
    assert (owner(own).team, owner(own).why) == ("growth", "meta.onus.team on stripe.charges")
    # a table's own `onus` replaces the source's in dbt's merge: the team above is still the source's
    contract = source("stripe.charges", meta={"onus": {"contract": {}}}, source_meta=above)
    assert (owner(contract).team, owner(contract).why) == ("finance", "meta.onus.team on source stripe")


def test_meta_onus_team_is_taken_at_its_word_and_an_unknown_one_is_reported():
    found = owner(model("orders", meta={"onus": {"team": "paymnts"}}))
    assert found.team == "paymnts"
    assert found.conflicts == (
        "meta.onus.team on orders says paymnts, which is neither a team in onus.yml nor a dbt group",
    )


def test_a_group_may_name_its_team_and_may_be_a_team_of_onus_yml():
    node = model("orders", group="squad_7")
    assert owner(node, groups=(group("squad_7", meta={"onus": {"team": "growth"}}),)).team == "growth"
    spelt = model("orders", group="Growth_Team")
    assert owner(spelt, groups=(group("Growth_Team"),)).team == "growth"


def test_a_group_that_onus_yml_does_not_define_is_a_team_with_its_owner_as_name_and_member():
    node = model("orders", meta={"owner": "mia@shop.example"})
    known = ownership(node, groups=(group("logistics", owner={"name": "Log Ops", "email": "mia@shop.example"}),))
    assert known.owner_of(node).team == "logistics"
    assert (known.teams["logistics"].name, known.teams["logistics"].members) == ("Log Ops", ("mia@shop.example",))


def test_the_group_of_a_nodes_own_package_is_the_one_that_counts():
    theirs = group("core", package="other", meta={"onus": {"team": "growth"}})
    ours = group("core", package="shop", meta={"onus": {"team": "finance"}})
    groups = {"group.other.core": theirs, "group.shop.core": ours}
    known = Ownership(fallback_team="platform", teams=TEAMS, groups=groups)
    assert known.owner_of(model("orders", group="core")).team == "finance"
    assert known.owner_of(model("orders", package="other", group="core")).team == "growth"


@pytest.mark.parametrize(
    ("said", "team"),
    [
        ("finance", "finance"),
        ("@Finance", "finance"),
        ("#growth-team", "growth"),
        ("growth_team", "growth"),
        ("ana@shop.example", "payments"),
        ("ANA@shop.example", "payments"),
        ("@ana", "payments"),
        ("fin-bot", "finance"),
        ("bo@shop.example", "finance"),
        ("Bo <bo@shop.example>", "finance"),
        ("payments@shop.example", "payments"),
        ("@shop/finance", "finance"),
        ("nobody@x.example, ana@shop.example", "payments"),
        ("nobody@x.example ana@shop.example", "payments"),
        (["elon@x.example", "@elon", "finance"], "finance"),
        ({"name": "Somebody", "email": "ana@shop.example"}, "payments"),
        ([{"name": "Finance"}], "finance"),
        ({"team": "growth", "email": ["who@x.example"]}, "growth"),
    ],
)
def test_an_owner_is_understood_however_it_is_written(said: object, team: str):
    assert owner(model("orders", meta={"owner": said})).team == team


@pytest.mark.parametrize("said", [None, "", [], {}, "  ", "@", [None], 7.5, {"a": {"b": 1}}])
def test_an_owner_that_says_nobody_known_leaves_it_to_the_next_step(said: object):
    assert owner(model("orders", meta={"owner": said}), defaults=Defaults(project="growth")).team == "growth"


def test_an_unknown_person_is_the_contact_and_not_a_team():
    found = owner(model("orders", meta={"owner": "Zoe <zoe@shop.example>"}))
    assert (found.team, found.contact) == ("platform", "Zoe <zoe@shop.example>")


def test_an_e_mail_of_another_domain_is_somebody_else():
    assert owner(model("orders", meta={"owner": "ana@vendor.example"})).team == "platform"


def test_a_boolean_owner_is_reported():
    found = owner(model("orders", meta={"owner": False}))
    assert found.team == "platform"
    assert found.conflicts == (
        'meta.owner on orders is a YAML boolean; quote the word if a name is meant, like "no"',
    )


def test_an_address_with_a_token_in_it_is_never_repeated():
    secret = "https://hooks.example/T000/B000"
    found = owner(model("orders", meta={"owner": secret}))
    assert secret not in str(found)


def test_an_ambiguous_name_is_reported_and_not_guessed():
    twins = {
        "a": Team(key="a", name="A", members=("ana@x.example",)),
        "b": Team(key="b", name="B", members=("ana@y.example",)),
    }
    found = owner(model("orders", meta={"owner": "@ana"}), teams=twins)
    assert found.team == "platform"
    assert found.conflicts == ("meta.owner on orders says @ana, which may be a or b",)


@pytest.mark.parametrize(
    ("said", "team"),
    [
        ("growth", "growth"),
        ("@data-engineering", "data-engineering"),
        ("ana@x.example, bo@x.example", "ana@x.example"),
        ({"name": "Ana", "email": "ana@x.example"}, "Ana"),
        (["", "ops"], "ops"),
    ],
)
def test_where_no_team_is_defined_an_owner_is_taken_at_its_word(said: object, team: str):
    found = owner(model("orders", meta={"owner": said}), teams={})
    assert (found.team, found.conflicts, found.contact) == (team, (), None)


def test_codeowners_of_this_project_say_nothing_about_other_packages():
    theirs = model("orders", package="other")
    assert owner(theirs, codeowners={"shop": Codeowners("* @shop/finance")}).team == "platform"


def test_explicitly_unowned_ends_the_search_before_the_defaults():
    found = owner(
        MUTE, codeowners={"shop": Codeowners("* @shop/finance\nmodels/")}, defaults=Defaults(project="growth")
    )
    assert (found.team, found.step) == ("platform", Step.FALLBACK)
    assert found.why == "fallback: CODEOWNERS line 2 (models/) says that nobody owns it"
    assert str(found.trace[-2]) == "default in onus.yml: not reached (it says growth)"


def test_a_codeowner_who_is_in_no_team_leaves_it_to_the_defaults():
    found = owner(MUTE, codeowners={"shop": Codeowners("* @zoe")}, defaults=Defaults(project="growth"))
    assert found.team == "growth"
    assert "@zoe (no known team or member)" in str(found.trace[5])


def test_who_wrote_a_source_down_does_not_contradict_its_owner():
    said = {"codeowners": {"shop": Codeowners("* @shop/finance")}}
    assert owner(source("stripe.charges", meta={"owner": "payments"}), **said).conflicts == ()
    assert owner(model("orders", meta={"owner": "payments"}), **said).conflicts == (
        "meta.owner says payments, CODEOWNERS says finance",
    )


def test_an_exposure_answers_to_its_owner():
    known = exposure("weekly", MUTE, owner={"name": "Ana", "email": "ana@shop.example"})
    assert (owner(known).team, owner(known).why) == ("payments", "owner of exposure weekly")
    unknown = exposure("weekly", MUTE, owner={"name": "Zoe", "email": "zoe@x.example"})
    assert (owner(unknown).team, owner(unknown).contact) == ("platform", "Zoe <zoe@x.example>")
    nobody = exposure("weekly", MUTE, owner={"name": None, "email": None})
    assert owner(nobody).team == "platform"


CHARGES = source("stripe.charges", meta={"owner": "payments"})
ORDERS = model("orders", CHARGES, meta={"owner": "finance"})
VISITS = model("visits", meta={"owner": "growth"})


@pytest.mark.parametrize(
    "attached",
    [test("not_null", CHARGES, "id"), test("relationships", CHARGES, "order_id", to=ORDERS)],
    ids=["one parent", "relationships"],
)
def test_a_test_answers_to_the_node_it_is_attached_to(attached: Node):
    found = owner(attached, CHARGES, ORDERS)
    assert (found.team, found.via) == ("payments", CHARGES.unique_id)
    assert found.why == "meta.owner on stripe.charges, through stripe.charges that it tests"


def test_a_unit_test_answers_to_the_model_it_runs():
    assert owner(unit_test("adds_up", ORDERS), ORDERS).team == "finance"


def test_a_tests_own_owner_is_a_contradiction_and_not_an_answer():
    found = owner(test("not_null", ORDERS, "id", meta={"owner": "growth"}), ORDERS)
    assert found.team == "finance"
    assert found.conflicts == (
        "meta.owner on not_null_orders_id says growth, but a test answers to what it tests, and that is finance's",
    )


def test_a_test_whose_node_is_missing_is_looked_up_by_itself():
    assert owner(test("not_null", ORDERS, "id", meta={"owner": "growth"})).team == "growth"


def test_a_reassigned_test_is_reassigned():
    attached = test("not_null", ORDERS, "id")
    assert owner(attached, ORDERS, reassigned={attached.unique_id: "growth"}).team == "growth"


def test_a_singular_tests_own_word_comes_before_the_nodes_it_reads():
    own = singular_test("add_up", ORDERS, VISITS, meta={"owner": "payments"})
    assert owner(own, ORDERS, VISITS).team == "payments"


def test_a_singular_test_answers_to_whom_all_it_reads_answers_to():
    refunds = model("refunds", meta={"owner": "finance"})
    found = owner(singular_test("add_up", ORDERS, refunds), ORDERS, refunds)
    assert (found.team, found.step, found.why) == ("finance", Step.PARENTS, "the owner of every node it reads")
    alone = owner(singular_test("add_up", ORDERS), ORDERS)
    assert alone.why == "meta.owner on orders, through orders that it reads"


def test_a_singular_test_of_two_teams_is_asked_for_by_its_file_and_then_falls_back_with_the_reason():
    torn = singular_test("add_up", ORDERS, VISITS)
    by_file = owner(torn, ORDERS, VISITS, codeowners={"shop": Codeowners("tests/ @shop/payments")})
    assert (by_file.team, by_file.step) == ("payments", Step.CODEOWNERS)
    found = owner(torn, ORDERS, VISITS)
    assert (found.team, found.why) == ("platform", "fallback: it reads nodes of finance and growth")


def test_a_singular_test_of_an_unowned_node_and_another_belongs_to_no_team_in_particular():
    unowned = model("carts")
    found = owner(singular_test("add_up", ORDERS, unowned), ORDERS, unowned)
    assert (found.team, found.step) == ("platform", Step.FALLBACK)
