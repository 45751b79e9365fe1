"""Who hears what and when: timelines, played against the real core."""

from __future__ import annotations

from tests.stories import play

CONFIG = """\
version: 1
fallback_team: platform
teams:
  payments:
    name: Payments
    receivers: [pay-slack, {receiver: pay-pager, roles: [notify]}]
    escalate_to: leads
    clock: {acknowledge_within: 4h, repair_within: 2d}
  leads: {name: Leads, receivers: [leads-slack], escalate_to: head, clock: {acknowledge_within: 2h}}
  head: {receivers: [head-mail]}
  growth: {receivers: [growth-slack], clock: {acknowledge_within: 8h}}
  ads: {receivers: [growth-slack]}
  finance: {name: Finance, receivers: [fin-slack]}
  silent: {name: Silent}
  platform: {name: Platform, receivers: [ops-slack]}
receivers:
  pay-slack: {channel: slack, url: "env:A"}
  pay-pager: {channel: pagerduty, routing_key: "env:B"}
  leads-slack: {channel: slack, url: "env:C"}
  head-mail: {channel: slack, url: "env:D"}
  growth-slack: {channel: slack, url: "env:E"}
  fin-slack: {channel: slack, url: "env:F"}
  ops-slack: {channel: slack, url: "env:G"}
"""


def test_it_is_told_once_and_closed_once() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a informing finance
                expect pay-slack pay-pager fin-slack "first notification"
        at 1h:  charges fails a informing finance; expect nothing
                tick; tick; expect nothing
        at 2h:  charges skips a; expect nothing
        at 3h:  charges passes a; expect pay-slack pay-pager fin-slack "resolved"
                tick; expect nothing
        """,
    )


def test_a_plain_report_plans_nothing_and_the_next_routing_command_makes_up_for_it() -> None:
    play(
        CONFIG,
        """
        at 0:   quietly charges fails a; expect nothing
        at 1h:  quietly charges passes a
                tick; expect nothing                          # nobody ever heard of it
        at 2h:  quietly charges fails a
        at 3h:  tick; expect pay-slack pay-pager "the fault is back"
        """,
    )


def test_a_fault_that_comes_back_is_closed_in_its_old_episode_and_opened_in_the_next() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  quietly charges passes a
        at 2h:  charges fails a
                expect pay-slack pay-pager "resolved", pay-slack pay-pager "the fault is back"
        """,
    )


def test_nobody_acknowledges_and_it_climbs_rung_by_rung() -> None:
    world = play(
        CONFIG,
        """
        at 0:      charges fails a; expect pay-slack pay-pager "first notification"
        at 3h59m:  tick; expect nothing
        at 4h1m:   tick
               expect leads-slack "not acknowledged in time", pay-slack pay-pager "nobody has acknowledged it yet"
                   expect escalated leads
        at 6h:     tick; expect nothing
        at 6h2m:   tick; expect head-mail "not acknowledged in time"; expect escalated head
        at 7h:     acknowledge charges; tick
                   expect pay-pager leads-slack head-mail "somebody is at it"
        at 30h:    tick; expect nothing
        at 2d1m:   tick
                   expect leads-slack pay-slack pay-pager "not repaired in time"
        at 3d:     charges passes a
                   expect pay-slack pay-pager leads-slack head-mail "resolved"
        """,
    )
    assert next(one.because for one in world.ledger.events if one.names == "leads") == (
        "not acknowledged by Payments within 4 hours, overdue by 60 seconds"
    )


def test_whoever_is_told_late_has_all_of_the_time() -> None:
    play(
        CONFIG,
        """
        at 0:      charges fails a; expect pay-slack pay-pager "first notification"
        at 3d:     tick
                   expect leads-slack pay-slack pay-pager "not repaired in time"
        at 3d1h:   tick; expect nothing
        at 3d2h1m: tick; expect head-mail "not acknowledged in time"
        """,
    )


def test_no_rung_hears_before_the_team_itself_was_told_and_had_its_time() -> None:
    play(
        CONFIG,
        """
        at 0:     quietly charges fails a
        at 9h:    tick; expect pay-slack pay-pager "first notification"
        at 9h15m: tick; expect nothing
        at 13h1m: tick
              expect leads-slack "not acknowledged in time", pay-slack pay-pager "nobody has acknowledged it yet"
        """,
    )


def test_a_receiver_that_comes_later_gives_the_team_no_more_time() -> None:
    play(
        CONFIG,
        """
        at 0:    onus.yml loses pay-pager; charges fails a; expect pay-slack "first notification"
        at 3h:   onus.yml gets pay-pager; tick; expect pay-pager "first notification"
        at 4h1m: tick; expect leads-slack "not acknowledged in time", pay-slack "nobody has acknowledged it yet"
        """,
    )


def test_the_time_to_repair_begins_when_it_is_told_too() -> None:
    play(
        CONFIG,
        """
        at 0:     quietly charges fails a
        at 47h:   tick; expect pay-slack pay-pager "first notification"
                  acknowledge charges; tick; expect pay-pager "somebody is at it"
        at 49h:   tick; expect nothing
        at 95h1m: tick; expect leads-slack pay-slack pay-pager "not repaired in time"
        """,
    )


def test_who_gets_it_back_has_all_of_its_time_again() -> None:
    play(
        CONFIG,
        """
        at 0:     charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:    reassign charges growth; tick
                  expect pay-slack pay-pager "given to another team", growth-slack "given to this team"
        at 3h:    reassign charges payments; tick
                  expect growth-slack "given to another team", pay-slack pay-pager "given to this team"
        at 5h:    tick; expect nothing
        at 7h1m:  tick
              expect leads-slack "not acknowledged in time", pay-slack pay-pager "nobody has acknowledged it yet"
        """,
    )


def test_reminders_come_daily_while_nobody_is_at_it_and_never_afterwards() -> None:
    play(
        CONFIG,
        """
        at 0:     rates fails a of finance; expect fin-slack "first notification"
        at 23h:   tick; expect nothing
        at 24h:   tick; expect fin-slack "nobody has acknowledged it yet"
        at 47h:   tick; expect nothing
        at 49h:   tick; expect fin-slack "nobody has acknowledged it yet"
        at 50h:   acknowledge rates; tick; expect nothing
        at 9d:    tick; expect nothing
        """,
    )


def test_it_is_said_when_more_is_hit_once_and_not_when_less_is() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  charges fails a b hitting weekly informing finance
                expect pay-slack pay-pager "more is hit than before", fin-slack "first notification"
        at 2h:  charges fails a; tick; expect nothing
        at 3h:  charges fails a b hitting weekly informing finance; expect nothing
        """,
    )


def test_another_team_gets_it_and_the_old_one_is_told_so() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  acknowledge charges; tick; expect pay-pager "somebody is at it"
        at 2h:  reassign charges growth; tick
                expect pay-slack pay-pager "given to another team", growth-slack "given to this team"
        at 9h:  tick; expect nothing
        at 10h1m: tick; expect growth-slack "nobody has acknowledged it yet"  # its own clock
        at 11h: reassign charges payments; tick
                expect growth-slack "given to another team", pay-slack pay-pager "given to this team"
        at 12h: charges passes a; expect pay-slack pay-pager "resolved"
        """,
    )


def test_ownership_that_changes_between_runs_is_a_hand_over_too() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; acknowledge charges; tick
                expect pay-slack pay-pager "first notification", pay-pager "somebody is at it"
        at 1h:  charges fails a of growth
                expect pay-slack pay-pager "given to another team", growth-slack "given to this team"
        at 9h1m: tick; expect growth-slack "nobody has acknowledged it yet"
        """,
    )


def test_a_team_that_is_only_hit_and_then_has_to_act_is_given_it_in_its_thread() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a informing growth
                expect pay-slack pay-pager growth-slack "first notification"
        at 1h:  reassign charges growth; tick
                expect pay-slack pay-pager "given to another team", growth-slack "given to this team"
        """,
    )


def test_two_teams_that_share_a_receiver_hand_over_in_its_thread() -> None:
    play(
        CONFIG,
        """
        at 0:   crm fails a of growth; expect growth-slack "first notification"
        at 1h:  reassign crm ads; tick; expect growth-slack "given to this team"
                tick; expect nothing
        at 2h:  reassign crm growth; tick; expect growth-slack "given to this team"
        at 3h:  crm passes a; expect growth-slack "resolved"
        """,
    )


def test_who_never_got_it_is_not_told_that_another_team_has_it() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-pager is refusing; charges fails a; expect pay-slack "first notification"
        at 1h:  pay-pager is up; reassign charges growth; tick
                expect pay-slack "given to another team", growth-slack "given to this team"
        """,
    )


def test_given_away_and_back_before_anybody_heard_of_it_is_nothing_to_tell() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  reassign charges growth; plan; reassign charges payments; tick; expect nothing
        """,
    )


def test_what_adds_to_a_message_waits_until_that_one_has_arrived() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-slack is down; charges fails a; expect pay-pager "first notification"
        at 1h:  charges fails a b; expect pay-pager "more is hit than before"
        at 2h:  pay-slack is up; tick; expect pay-slack "first notification"
                tick; expect pay-slack "more is hit than before"
        """,
    )


def test_a_silence_hides_everything_but_the_end() -> None:
    play(
        CONFIG,
        """
        at 0:    charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:   silence charges 30h; tick; expect nothing
        at 2h:   charges fails a b c hitting weekly; expect nothing
        at 25h:  tick; expect nothing
        at 26h:  charges passes a b c; expect pay-slack pay-pager "resolved"
        """,
    )


def test_when_a_silence_ends_what_is_due_is_said() -> None:
    play(
        CONFIG,
        """
        at 0:   quietly charges fails a; silence charges 2h; tick; expect nothing
        at 1h59m: tick; expect nothing
        at 2h:  tick; expect pay-slack pay-pager "first notification"
        """,
    )


def test_what_waits_is_taken_back_by_a_silence_and_said_afterwards() -> None:
    play(
        CONFIG,
        """
        at 0:   quietly charges fails a; plan; silence charges 1h; tick; expect nothing
        at 1h:  tick; expect pay-slack pay-pager "first notification"
        """,
    )


def test_what_was_tried_before_a_silence_is_still_sent_for_it_may_have_arrived() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-pager is down; charges fails a; expect pay-slack "first notification"
        at 1h:  silence charges 1h; pay-pager is up; tick; expect pay-pager "first notification"
        """,
    )


def test_what_is_over_before_anybody_tried_to_send_it_is_not_sent() -> None:
    play(
        CONFIG,
        """
        at 0:   quietly charges fails a; plan
        at 1h:  quietly charges passes a
        at 2h:  tick; expect nothing
        """,
    )


def test_nothing_is_closed_where_nothing_can_have_arrived() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-pager is refusing; charges fails a
                expect pay-slack "first notification"
        at 1m:  tick; expect ops-slack "it could not be delivered where it belongs"
                tick; expect nothing
        at 1h:  pay-pager is up
                charges passes a; expect pay-slack ops-slack "resolved"
        """,
    )


def test_a_last_word_that_was_refused_is_tried_daily_for_a_week() -> None:
    told = 'charges fails a; expect pay-slack pay-pager "first notification"\n'
    over = 'at 1h: pay-pager is refusing; charges passes a; expect pay-slack "resolved"\n'
    play(
        CONFIG,
        f"""
        at 0:  {told}
        {over}
        at 20h: pay-pager is up; tick; expect nothing
        at 26h: tick; expect pay-pager "resolved"
                tick; expect nothing
        """,
    )
    days = "\n".join(f"at {day}d2h: tick; expect nothing" for day in range(1, 9))
    world = play(CONFIG, f"at 0: {told}\n{over}\n{days}\nat 9d3h: pay-pager is up; tick; expect nothing")
    assert sum(row.planned.notification.reason.closes for row in world.ledger.rows) == 1 + 7


def test_the_end_of_what_never_arrived_is_not_tried_again() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-pager is down; charges fails a; expect pay-slack "first notification"
        at 0:   charges passes a; expect pay-slack "resolved"
        at 1h:  pay-pager is refusing; tick; expect nothing
        at 3d:  pay-pager is up; tick; expect nothing
        """,
    )


def test_what_may_have_arrived_is_closed() -> None:
    play(
        CONFIG,
        """
        at 0:   pay-slack is mute; charges fails a
                expect pay-pager pay-slack "first notification"
        at 1h:  charges passes a; expect pay-pager "resolved"
        at 8h:  pay-slack is up; tick; expect pay-slack "resolved"
        """,
    )


def test_a_receiver_that_onus_yml_lost_is_closed_all_the_same() -> None:
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  onus.yml loses pay-pager; charges fails a b; expect pay-slack "more is hit than before"
        at 2h:  charges passes a b; expect pay-slack pay-pager "resolved"
        """,
    )


def test_who_cannot_be_reached_is_stood_in_for() -> None:
    world = play(
        CONFIG,
        """
        at 0:   erp fails a of silent informing silent; expect ops-slack "first notification"
        at 1h:  erp passes a; expect ops-slack "resolved"
        """,
    )
    assert world.lost == set()


def test_nobody_is_woken_for_what_somebody_is_at() -> None:
    play(
        CONFIG,
        """
        at 0:   quietly charges fails a; acknowledge charges
        at 1h:  tick; expect pay-slack "first notification"
        """,
    )


def test_a_clock_that_goes_backwards_says_nothing_twice() -> None:
    play(
        CONFIG,
        """
        at 5h:   charges fails a; expect pay-slack pay-pager "first notification"
        at 0:    tick; charges fails a; expect nothing
        at -2d:  tick; expect nothing
        at 9h1m: tick
             expect leads-slack "not acknowledged in time", pay-slack pay-pager "nobody has acknowledged it yet"
        at 1h:   tick; expect nothing
        at 2h:   charges passes a; expect pay-slack pay-pager leads-slack "resolved"
        """,
    )


WEEKLY = CONFIG.replace("escalate_to: leads\n", "escalate_to: {to: head, digest: weekly}\n")


def test_a_head_of_engineering_gets_one_digest_a_week_of_what_is_late() -> None:
    world = play(
        WEEKLY,
        """
        at 0:      charges fails a; refunds fails a; rates fails a of finance      # Monday noon
                   expect pay-slack pay-pager pay-slack pay-pager fin-slack "first notification"
        at 5h:     acknowledge rates; acknowledge charges; acknowledge refunds; tick
                   expect pay-pager pay-pager "somebody is at it"
        at 3d:     tick; expect pay-slack pay-pager pay-slack pay-pager "not repaired in time"
        at 6d11h:  tick; expect nothing
        at 6d12h:  tick; expect head-mail head-mail "not repaired in time"
                   tick; expect nothing
        at 7d:     refunds passes a; expect pay-slack pay-pager "resolved"
        at 13d12h: tick; expect head-mail "not repaired in time", head-mail "resolved"
        """,
    )
    letters = [row for row in world.ledger.rows if row.planned.notification.receiver == "head-mail"]
    assert [len(row.notifications) for row in letters] == [2, 2]


def test_many_messages_at_once_are_one_digest() -> None:
    sources = [f"s{number}" for number in range(6)]
    world = play(CONFIG, "\n".join(["at 0:"] + [f"quietly {one} fails a of finance" for one in sources]))
    world.tick()
    (row,) = world.ledger.rows
    assert len(row.notifications) == 6
    play_on = [one.incident_id for _, one in world.receivers.taken]
    assert play_on == sources


def test_a_digest_of_which_one_part_is_over_is_taken_back_and_said_anew() -> None:
    world = play(
        CONFIG,
        "\n".join(["at 0:"] + [f"quietly s{number} fails a of finance" for number in range(7)]),
    )
    world.plan()
    world.act("s3", "resolve")
    plan = world.tick()
    assert len(plan.dropped) == 7
    assert [len(letter.parts) for letter in plan.letters] == [6]
    assert "s3" not in {one.incident_id for _, one in world.receivers.taken}
