"""The protocol of notifications, jobs, day items and LIVE, explored in every order of its steps.

With all rules in force no promise is broken; without one of them the explorer finds the flaw that the rule mends. The
bounds: one booking of up to three versions on one channel, three recipients, two notifiers, and in each story at most
the troubles that it names (one crash, one double delivery, one lost message, one resend, two failed sends); `reconcile`
looks twice. Within them each story is explored to its end: 277,000 states in 15 seconds, and 810,000 more with LARGE=1.
The number of states is printed.
"""

import os
import unittest
from dataclasses import replace

import days
import jobs
import live
import promises
from bookings import story
from explore import NEVER_RESTS, Result, explore
from items import JOBS, MAIL, Budget, Fixes
from ledger import Ledger

CANCEL = story("cancelled")
MOVE = story("to B")
ONE = story()

# Each is explored to its end.
STORIES = {
    "a cancellation": (CANCEL, Budget()),
    "a cancellation, one crash": (CANCEL, Budget(crashes=1)),
    "a cancellation, one double delivery": (CANCEL, Budget(doubles=1)),
    "a move to another consultant, one crash": (MOVE, Budget(crashes=1)),
    "a move away and back": (story("to B", "to A"), Budget()),
    "a note, one lost message": (story("note"), Budget(losses=1)),
    "a cancellation and an erasure, one lost message": (story("cancelled", "erased"), Budget(losses=1)),
    "a move, a lost answer, a failed send": (MOVE, Budget(faults=("unknown", "not_sent"))),
    "a refused message, one double delivery": (CANCEL, Budget(doubles=1, faults=("refused",))),
    "a cancellation, the last answer lost": (CANCEL, Budget(faults=("last_unknown",))),
    "a resend, one crash, jobs beside": (ONE, Budget(resends=1, crashes=1), MAIL | JOBS),
    "a refused message, a resend": (ONE, Budget(resends=1, doubles=1, faults=("refused",))),
}

# With two kinds of trouble at once: explored with LARGE=1 alone, for about a minute.
LARGE_STORIES = {
    "a cancellation, a resend": (CANCEL, Budget(resends=1)),
    "a cancellation, a resend, the last answer lost": (CANCEL, Budget(resends=1, faults=("last_unknown",))),
    "a move, a lost answer, a crash": (MOVE, Budget(crashes=1, faults=("unknown",))),
    "a move away and back, the last answer lost": (story("to B", "to A"), Budget(faults=("last_unknown",))),
}

# The rule taken out, a story that needs it, and the promise that breaks.
FLAWS = {
    "A1: an old confirmation after the cancellation": (
        {"reads_booking_again": False}, (CANCEL, Budget()), promises.OLDER),
    "A1: a consultant keeps a meeting that is off": (
        {"reads_booking_again": False}, (CANCEL, Budget()), promises.KEEPS),
    "A1: so does the old consultant after a move": (
        {"reads_booking_again": False}, (MOVE, Budget()), promises.KEEPS),
    "A2: the same message twice without a crash": (
        {"each_write_counts": False, "stops_at_claims": False}, (ONE, Budget(doubles=1)), promises.TWICE),
    "A3: a note loses the confirmation": (
        {"skips_only_notified": False}, (story("note"), Budget()), promises.LOST),
    "A3: an erasure loses the consultant's cancellation": (
        {"skips_only_notified": False}, (story("cancelled", "erased"), Budget()), promises.KEEPS),
    "A4a: an event stays open for a consultant without a notification": (
        {"closes_by_need": False}, (CANCEL, Budget()), promises.OPEN),
    "A4b: a resend is lost": (
        {"closes_by_round": False}, (ONE, Budget(resends=1, crashes=1)), promises.RESENT),
    "A4c: a resend between two updates is lost": (
        {"closes_at_once": False}, (ONE, Budget(resends=1, crashes=1)), promises.RESENT),
    "A4c: a crash between two updates leaves the event open": (
        {"closes_at_once": False}, (CANCEL, Budget(crashes=1)), promises.OPEN),
    "A5: removed, a consultant keeps a meeting that is off": (
        {"unconfirmed_then": "removed"}, (MOVE, Budget(faults=("unknown", "not_sent"))), promises.KEEPS),
    "A5: kept, a cancellation of a meeting never heard of": (
        {"unconfirmed_then": "kept"}, (CANCEL, Budget(faults=("not_sent",))), promises.UNHEARD),
    "A6: a refused message is sent again": (
        {"refused_is_final": False}, (CANCEL, Budget(doubles=1, faults=("refused",))), promises.REFUSED),
    "M1: a resend between the recipients and the events is lost": (
        {"events_first": False}, (ONE, Budget(resends=1, crashes=1)), promises.RESENT),
    "M2: the last lost answer is forgotten": (
        {"last_lost_answer_counts": False}, (CANCEL, Budget(faults=("last_unknown",))), promises.KEEPS),
}

# Rules that another one covers within these bounds.
COVERED = {
    "A1: a live claim keeps events open": {"claims_keep_open": False},
    "A2: each write raises n": {"each_write_counts": False},
    "A2: a read of a live claim ends": {"stops_at_claims": False},
}


class Explored(unittest.TestCase):
    """Counts the states of all tests."""

    total = Result(0, 0, 0.0)

    def explore(self, model) -> Result:
        result = explore(model)
        total = Explored.total
        Explored.total = replace(
            total, states=total.states + result.states, steps=total.steps + result.steps,
            seconds=total.seconds + result.seconds,
        )
        return result

    def assert_kept(self, model):
        result = self.explore(model)
        self.assertIsNone(result.broken, result)

    def assert_broken(self, model, promise: str):
        result = self.explore(model)
        self.assertEqual(result.broken, promise, result)


class Notifications(Explored):
    def test_all_promises_are_kept(self):
        for name, (tale, budget, *effects) in STORIES.items():
            with self.subTest(name):
                self.assert_kept(Ledger(tale, budget, Fixes(), *effects))

    @unittest.skipUnless(os.environ.get("LARGE"), "LARGE=1 explores more")
    def test_all_promises_are_kept_in_large_stories(self):
        for name, (tale, budget) in LARGE_STORIES.items():
            with self.subTest(name):
                self.assert_kept(Ledger(tale, budget))

    def test_each_rule_is_needed(self):
        for name, (taken_out, (tale, budget), promise) in FLAWS.items():
            with self.subTest(name):
                self.assert_broken(Ledger(tale, budget, Fixes(**taken_out), promises=(promise,)), promise)

    def test_some_rules_cover_each_other(self):
        for name, taken_out in COVERED.items():
            with self.subTest(name):
                self.assert_kept(Ledger(CANCEL, Budget(crashes=1), Fixes(**taken_out)))
                self.assert_kept(Ledger(ONE, Budget(doubles=1), Fixes(**taken_out)))


class Jobs(Explored):
    def test_no_reminder_comes_twice_or_is_lost(self):
        self.assert_kept(jobs.Reminders())

    def test_each_rule_of_reminders_is_needed(self):
        broken = dict.fromkeys(jobs.JobFixes._fields, jobs.TWICE) | {"due_by_n": jobs.HIDDEN}
        for rule, promise in broken.items():
            with self.subTest(rule):
                self.assert_broken(jobs.Reminders(jobs.JobFixes(**{rule: False})), promise)

    def test_every_meeting_is_closed(self):
        self.assert_kept(jobs.Attendance())
        self.assert_broken(jobs.Attendance(plans_with_settle=False), jobs.LIVE)


class Days(Explored):
    def test_the_margins_of_the_code_miss_no_neighbour(self):
        margins = days.margins_of_timeline()
        self.assertEqual(days.missed(days.by_margins(*margins)), set())

    def test_smaller_margins_miss_neighbours(self):
        before, after = days.margins_of_timeline()
        self.assertTrue(days.missed(days.by_margins(before - 1, after)))
        self.assertTrue(days.missed(days.by_margins(before, after - 1)))

    def test_other_rules_miss_neighbours(self):
        # Among them a consultant who moves from Tokyo to Los Angeles.
        by_local_dates = days.missed(days.by_local_dates)
        self.assertEqual(len(by_local_dates), 210)
        self.assertIn((9, -8), by_local_dates)
        self.assertEqual({booked for booked, _ in days.missed(days.by_utc_dates)}, {13, 14})

    def test_repairs_keep_the_number_of_entries(self):
        self.assert_kept(days.Repairs())
        self.assert_broken(days.Repairs(days.DayFixes(by_entry=False)), days.DRIFTS)
        self.assert_broken(days.Repairs(days.DayFixes(by_version=False)), days.DIFFERS)


class LiveBookings(Explored):
    def test_the_limit_holds_and_refuses_no_own_click(self):
        self.assert_kept(live.Live())

    def test_each_rule_of_the_limit_is_needed(self):
        broken = {
            "counts_to_the_end": live.REFUSED_ENDED,
            "live_before_cells": live.REFUSED_OWN,
            "compares_v": live.TOO_MANY,
        }
        for rule, promise in broken.items():
            with self.subTest(rule):
                self.assert_broken(live.Live(live.LiveFixes(**{rule: False}), (promise,)), promise)


class Endless:
    """Two states that follow each other for ever."""

    def initial(self):
        return (0,)

    def steps(self, state):
        yield ("goes on",), (1 - state[0],)

    def broken(self, state):
        return None

    def at_rest(self, state):
        return False


class Explorer(Explored):
    def test_an_endless_circle_is_found(self):
        self.assert_broken(Endless(), NEVER_RESTS)


def tearDownModule():
    print(f"explored {Explored.total}")


if __name__ == "__main__":
    unittest.main()
