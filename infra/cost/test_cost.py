"""The cost model on numbers that can be checked by hand, and on the data that it is used with."""

import json
import unittest

import cost
from cost import HERE, ROOT, Deployment, Units

PRICES = json.loads((HERE / "prices.json").read_text(encoding="utf-8"))
USAGE = json.loads((HERE / "usage.json").read_text(encoding="utf-8"))
UNITS = {
    "availability, two free weeks": Units(1, 0),
    "availability, two full weeks": Units(4, 0),
    "create": Units(2, 17),
    "get": Units(1, 0),
    "move to another day": Units(3, 21),
    "cancel": Units(1, 17),
    "confirmation to client and consultant": Units(10.5, 21),
}
DEPLOYMENT = Deployment(alarm_metrics=60, composite_alarms=2, secrets=3, secret_readers=10, polled_queues=8)


class Dollars(unittest.TestCase):
    def test_what_is_free_is_taken_off_and_never_more(self):
        prices = {"mails": {"usd": 0.10, "per": 1000, "free": 500}, "calls": {"usd": 1.0, "per": 10, "free": 100}}
        self.assertEqual(cost.dollars(prices, {"mails": 2500, "calls": 40}), {"mails": 0.2, "calls": 0.0})

    def test_an_idle_month_is_its_alarms_secrets_and_polls(self):
        idle = cost.dollars(PRICES["prices"], cost.month(USAGE, UNITS, DEPLOYMENT, 0))
        self.assertAlmostEqual(idle["alarm_metrics"], 5.00)
        self.assertAlmostEqual(idle["composite_alarms"], 1.00)
        self.assertAlmostEqual(idle["secrets"], 1.20)
        # 8 queues × 5 polls × 3 a minute × 43,200 minutes, less a million, at 40 cents a million.
        self.assertAlmostEqual(idle["sqs"], (5_184_000 - 1_000_000) / 1e6 * 0.40)
        self.assertEqual(idle["ses"], 0)
        self.assertEqual(idle["lambda_requests"], 0)

    def test_bookings_cost_what_they_use_beyond_that(self):
        needs = cost.per_booking(USAGE, UNITS)
        # 1.25 changes with three mails each, and five scheduled mails.
        self.assertAlmostEqual(needs["mails"], 8.75)
        many = cost.dollars(PRICES["prices"], cost.month(USAGE, UNITS, DEPLOYMENT, 1_000_000))
        self.assertAlmostEqual(many["ses"], 875.0)
        self.assertAlmostEqual(many["http_api"], needs["http_api"])
        self.assertGreater(needs["dynamodb_writes"], 17 + 21)

    def test_a_secret_is_read_again_every_five_minutes_and_never_without_a_call(self):
        once = cost.per_booking(USAGE, UNITS)["secret_calls"]
        again = [cost.month(USAGE, UNITS, DEPLOYMENT, n).get("secret_calls", 0) - n * once for n in (0, 10, 1_000_000)]
        self.assertEqual(again[0], 0)
        self.assertLess(again[1], 10_000)
        # Ten functions, twelve times an hour.
        self.assertAlmostEqual(again[2], 10 * 12 * 24 * 30)

    def test_costs_grow_with_bookings(self):
        totals = [sum(cost.dollars(PRICES["prices"], cost.month(USAGE, UNITS, DEPLOYMENT, n)).values()) for n in (0, *cost.SCALES)]
        self.assertEqual(totals, sorted(totals))


class Quotas(unittest.TestCase):
    def test_a_quota_is_met_when_the_busiest_second_uses_it_up(self):
        quota = {"limit": 10, "uses": "mails", "window": "second"}
        # Ten mails a second at peak are one on average, half a booking.
        self.assertAlmostEqual(cost.met_at(quota, {"mails": 2}, 10), cost.SECONDS_OF_A_MONTH / 2)
        self.assertAlmostEqual(cost.met_at({**quota, "window": "day"}, {"mails": 1}, 10), 150)
        self.assertAlmostEqual(cost.met_at({**quota, "window": "standing"}, {"mails": 2}, 10), 5)

    def test_figures_are_rounded_to_what_they_are_good_for(self):
        self.assertEqual(cost.rounded(123_456), "120,000")
        self.assertEqual(cost.rounded(12_345_678), "12,000,000")


class Data(unittest.TestCase):
    def test_the_benchmarks_have_every_operation(self):
        units = cost.read_units((ROOT / "docs/benchmarks.md").read_text(encoding="utf-8"))
        self.assertLessEqual(UNITS.keys(), units.keys())
        self.assertTrue(all(it.reads + it.writes > 0 for it in units.values()))

    def test_the_templates_are_counted(self):
        deployment = cost.read_deployment(cost.deployed())
        self.assertGreater(deployment.alarm_metrics, 50)
        self.assertEqual(deployment.composite_alarms, 2)
        self.assertGreaterEqual(deployment.secrets, 3)
        self.assertGreaterEqual(deployment.polled_queues, 8)

    def test_a_metric_of_a_sum_costs_as_much_as_an_alarm_of_its_own(self):
        plain = "      MetricName: Errors\n"
        summed = "          MetricStat:\n" * 10
        filtered = "        - {MetricNamespace: N, MetricName: M, MetricValue: '1'}\n"
        self.assertEqual(cost.read_deployment(plain * 10).alarm_metrics, 10)
        self.assertEqual(cost.read_deployment(summed).alarm_metrics, 10)
        self.assertEqual(cost.read_deployment(filtered + plain).alarm_metrics, 1)

    def test_every_number_has_its_source(self):
        def sources(node):
            return [node["source"]] if "value" in node else [it for child in node.values() for it in sources(child)]

        self.assertTrue(all(sources(USAGE)))
        self.assertTrue(all(price["page"] and price["of"] for price in PRICES["prices"].values()))
        needs = cost.per_booking(USAGE, UNITS)
        for quota in PRICES["quotas"]:
            self.assertIn(quota["uses"], needs)
            self.assertTrue(quota["source"] and quota["then"])

    def test_every_price_is_in_a_row_of_the_table(self):
        rows = {member for members in cost.GROUPS.values() for member in members}
        self.assertEqual(rows | {"waf_acl", "waf_rules", "waf_requests"}, PRICES["prices"].keys())


if __name__ == "__main__":
    unittest.main()
