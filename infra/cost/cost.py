"""Computes the costs in an account: dollars per 1,000 bookings and for a month without bookings, and the scale at which
each quota is reached.

Read and write units of operations are those that `make bench` measured, from docs/benchmarks.md. Alarms, queues and secrets
are counted in template.yaml and infra/alarms.yaml. Everything else is data with its source: prices.json, usage.json.

    python3 cost.py                prints the tables
    python3 cost.py --write-docs   writes them between the marks of docs/cost.md as well
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
START, END = "<!-- cost:start -->", "<!-- cost:end -->"
SCALES = (1_000, 100_000, 10_000_000)
SECONDS_OF_A_MONTH = 30 * 24 * 3600
WAF_RULES = 4
TEMPLATES = ("template.yaml", "infra/alarms.yaml")


@dataclass(frozen=True)
class Units:
    """Read and write request units of DynamoDB."""

    reads: float
    writes: float

    def __add__(self, other: "Units") -> "Units":
        return Units(self.reads + other.reads, self.writes + other.writes)

    def __mul__(self, times: float) -> "Units":
        return Units(self.reads * times, self.writes * times)


@dataclass(frozen=True)
class Deployment:
    """Resources of the templates that cost money even if idle."""

    alarm_metrics: int
    composite_alarms: int
    secrets: int
    secret_readers: int
    polled_queues: int


Quantities = dict[str, float]


def deployed() -> str:
    """The text of all templates of the system."""
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in TEMPLATES)


def read_deployment(template: str) -> Deployment:
    """Counts resources; a metric math alarm is charged for each of its metrics."""
    count = lambda pattern: len(re.findall(pattern, template, re.MULTILINE))
    plain = count(r"^      MetricName: ")
    return Deployment(
        alarm_metrics=plain + count(r"^          MetricStat:$"),
        composite_alarms=count(r"^    Type: AWS::CloudWatch::CompositeAlarm$"),
        secrets=count(r"^    Type: AWS::SecretsManager::Secret$"),
        secret_readers=count(r"secretsmanager:GetSecretValue"),
        polled_queues=count(r"^          Type: SQS$"),
    )


def read_units(benchmarks: str) -> dict[str, Units]:
    """The bench's table of calls and units, at the larger number of stored bookings."""
    _, _, rest = benchmarks.partition("**Calls and units.**")
    rows = (line.strip("| ").split("|") for line in rest.splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in row] for row in rows)
    numbers = ({"name": row[0], "reads": row[2], "writes": row[4]} for row in cells if len(row) == 6)
    return {row["name"]: Units(float(row["reads"]), float(row["writes"])) for row in numbers if row["reads"][:1].isdigit()}


def values(usage: Mapping[str, dict]) -> dict[str, float]:
    """The plain numbers of usage.json."""
    return {name: it["value"] for name, it in usage.items() if isinstance(it.get("value"), (int, float))}


def per_booking(usage: Mapping[str, dict], units: Mapping[str, Units]) -> Quantities:
    """The use of one booking, from the first look to the follow-up."""
    use = values(usage)
    milliseconds = {name: it["value"] for name, it in usage["milliseconds"].items()}
    changes = 1 + use["moves"] + use["cancellations"]
    outcomes = use["completions"]
    events = changes + outcomes + use["feedbacks"]
    deliveries = changes * use["queues_of_a_change"] + outcomes * use["queues_of_an_outcome"]
    mails = changes * use["mails_told_of_a_change"] + use["mails_of_jobs"]
    mail_events = mails * use["events_of_a_mail"]
    messages = deliveries + use["schedules"] + mail_events
    reads = use["views"] + use["other_reads"]
    writes = changes + outcomes + use["feedbacks"]

    calls = reads + writes + events + messages
    busy = reads * milliseconds["read"] + writes * milliseconds["write"]
    busy += (deliveries + use["schedules"]) * milliseconds["reaction"] + (mail_events + events) * milliseconds["note"]
    busy_seconds = (busy + calls * use["cold_share"] * milliseconds["cold"]) / 1000

    availability_reads = (units["availability, two free weeks"] + units["availability, two full weeks"]) * 0.5
    table = availability_reads * use["views"] + units["get"] * use["other_reads"] + units["create"]
    table += units["move to another day"] * use["moves"] + units["cancel"] * use["cancellations"]
    # An outcome changes the booking at the cost of a cancellation.
    table += units["cancel"] * (outcomes + use["feedbacks"])
    table += units["confirmation to client and consultant"] * changes
    table += Units(*usage["units_of_a_mail"]["value"]) * (mails - 2 * changes)
    table += Units(*usage["units_of_a_mail_event"]["value"]) * mail_events
    return {
        "http_api": reads + writes,
        "lambda_requests": calls,
        "lambda_gb_seconds": busy_seconds * use["memory_gb"],
        "dynamodb_reads": table.reads,
        "dynamodb_writes": table.writes,
        "dynamodb_gb": use["stored_kb"] / 1e6 * use["kept_months"],
        "dynamodb_recovery_gb": use["stored_kb"] / 1e6 * use["kept_months"],
        "events": events,
        "schedules": use["schedules"],
        "sqs": messages * use["requests_of_a_message"],
        "sns": mail_events,
        "ses": mails,
        "logs_gb": calls * use["log_kb"] / 1e6,
        "secret_calls": calls * use["cold_share"],
        "cloudfront_requests": use["page_requests"] + reads + writes,
        "cloudfront_gb": use["page_kb"] / 1e6,
        # For quotas only.
        "busy_seconds": busy_seconds,
        "views": use["views"],
        "mails": mails,
        "mail_events": mail_events,
        "change_events": changes,
        "deliveries": deliveries,
        "writes": table.writes,
        # A task is put in and taken out, a write each, on one of eight shards.
        "pending_writes": 2 * (mails + use["schedules"]) / 8,
        "erasures": 1,
        "standing_schedules": use["schedules"] * use["days_ahead"] / 30,
    }


def idle(usage: Mapping[str, dict], deployment: Deployment) -> Quantities:
    """The use of a month without bookings."""
    use = values(usage)
    runs = SECONDS_OF_A_MONTH / 300
    return {
        "alarm_metrics": deployment.alarm_metrics,
        "composite_alarms": deployment.composite_alarms,
        "secrets": deployment.secrets,
        "sqs": deployment.polled_queues * use["pollers"] * SECONDS_OF_A_MONTH / 20,
        "lambda_requests": runs,
        "lambda_gb_seconds": runs * usage["milliseconds"]["reaction"]["value"] / 1000 * use["memory_gb"],
        "dynamodb_reads": runs * use["reconcile_reads"],
        "schedules": runs,
    }


def month(usage: Mapping[str, dict], units: Mapping[str, Units], deployment: Deployment, bookings: int) -> Quantities:
    """The use of a month with so many bookings."""
    used = idle(usage, deployment)
    if bookings:
        for name, quantity in per_booking(usage, units).items():
            used[name] = used.get(name, 0) + quantity * bookings
        # A function that is in use reads its secret again after five minutes: at most so often, at most with each call.
        rereads = deployment.secret_readers * SECONDS_OF_A_MONTH / 300
        used["secret_calls"] += min(used["lambda_requests"], rereads)
        used["metrics"] = values(usage)["custom_metrics"]
    return used


def dollars(prices: Mapping[str, dict], used: Quantities) -> dict[str, float]:
    """Dollars by price, less the free tier."""
    billed = {name: max(0.0, used.get(name, 0) - price["free"]) for name, price in prices.items()}
    return {name: billed[name] / price["per"] * price["usd"] for name, price in prices.items()}


GROUPS = {
    "SES": ("ses",),
    "DynamoDB": ("dynamodb_reads", "dynamodb_writes", "dynamodb_gb", "dynamodb_recovery_gb"),
    "Lambda": ("lambda_requests", "lambda_gb_seconds"),
    "HTTP API": ("http_api",),
    "SQS, SNS": ("sqs", "sns"),
    "EventBridge, Scheduler": ("events", "schedules"),
    "CloudWatch: alarms and metrics": ("metrics", "alarm_metrics", "composite_alarms"),
    "CloudWatch: logs": ("logs_gb",),
    "Secrets Manager": ("secrets", "secret_calls"),
    "CloudFront": ("cloudfront_requests", "cloudfront_gb"),
}


def met_at(quota: Mapping, needs: Quantities, peak: float) -> float:
    """Bookings a month at which a quota is reached."""
    each = needs[quota["uses"]]
    windows = {"second": SECONDS_OF_A_MONTH / peak, "day": 30 / 2, "standing": 1.0}
    return quota["limit"] / each * windows[quota["window"]]


def rounded(bookings: float) -> str:
    """Two digits already exceed the precision of the estimate."""
    digits = len(str(int(bookings))) - 2
    return f"{round(bookings, -digits):,.0f}"


def report(prices: Mapping, usage: Mapping[str, dict], units: Mapping[str, Units], deployment: Deployment) -> str:
    """Both tables, in Markdown."""
    months = {scale: dollars(prices["prices"], month(usage, units, deployment, scale)) for scale in (0, *SCALES)}
    sums = {scale: sum(by_price.values()) for scale, by_price in months.items()}
    lines = [
        f"Dollars a month at list prices of {prices['region']} ({prices['asOf']}), less the permanent free tier. Units are from the",
        "bench; durations and client behaviour are assumptions with their sources in `infra/cost/usage.json`.",
        "",
        "| | " + " | ".join(["no bookings", *(f"{scale:,}" for scale in SCALES)]) + " |",
        "| --- |" + " ---: |" * (len(SCALES) + 1),
    ]
    for name, members in GROUPS.items():
        cells = (f"{sum(by_price[member] for member in members):,.2f}" for by_price in months.values())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines.append("| **all** | " + " | ".join(f"**{total:,.2f}**" for total in sums.values()) + " |")
    each = (f"{sums[scale] / scale * 1000:,.2f}" for scale in SCALES)
    lines.append("| per 1,000 bookings | | " + " | ".join(each) + " |")
    waf = {**{name: 0.0 for name in prices["prices"]}, "waf_acl": 1, "waf_rules": WAF_RULES}
    needs = per_booking(usage, units)
    waf_cost = sum(dollars(prices["prices"], waf).values())
    requests = needs["cloudfront_requests"] * prices["prices"]["waf_requests"]["usd"] / 1000
    lines += [
        "",
        f"The web ACL adds {waf_cost:.2f} a month and {requests:.2f} per 1,000 bookings. Text messages are not included: they cost",
        "cents each, by country.",
        "",
        f"Quotas in the order in which they are reached, with the busiest second at {values(usage)['peak']:.0f} times the average, the busiest day at twice the average:",
        "",
        "| quota | reached at bookings a month | remedy |",
        "| --- | ---: | --- |",
    ]
    peak = values(usage)["peak"]
    for quota in sorted(prices["quotas"], key=lambda quota: met_at(quota, needs, peak)):
        lines.append(f"| {quota['name']} ({quota['limit']:,}) | {rounded(met_at(quota, needs, peak))} | {quota['then']} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    benchmarks = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    prices = json.loads((HERE / "prices.json").read_text(encoding="utf-8"))
    usage = json.loads((HERE / "usage.json").read_text(encoding="utf-8"))
    deployment = read_deployment(deployed())
    text = report(prices, usage, read_units(benchmarks), deployment)
    print(text)
    if "--write-docs" in arguments:
        page = ROOT / "docs/cost.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(START)
        _, found, after = rest.partition(END)
        if not found:
            print(f"docs/cost.md has no {START} … {END}", file=sys.stderr)
            return 1
        page.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
