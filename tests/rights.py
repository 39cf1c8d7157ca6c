"""Compares the grants of the template's policies with the rights that functions used over all end-to-end tests.

Run by `make rights` after `make unit`, which leaves the used rights in target/rights (see `tests/src/rights.rs`).
Missing rights fail in the tests themselves: the local system refuses calls that no policy grants. A right that is
granted and never used is superfluous, or not tested; either is to be fixed, or excused here with its reason.
"""

from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent
USED = ROOT / "target/rights"

# Actions that no call of the local system shows, or that depend on the moment.
EXCUSED_EVERYWHERE = {
    "sqs:ChangeMessageVisibility": "a message that fails is put back, by the code that all queues share (shared/worker)",
    "ses:SendRawEmail": "SES checks it besides ses:SendEmail for a message that comes whole, as all of ours do",
}

# Failed messages are handled by shared/worker, the same for all queue functions; tests break the third parties of some
# of them.
GIVEN_UP = "a message that is refused for good is given up, by the code that all queues share"
EXCUSED = {
    ("ApplyRetentionFunction", "dynamodb:UpdateItem"): "what a restore made live again is cancelled first (tests/tests/all/backup.rs)",
    ("CheckAttendanceFunction", "sqs:SendMessage"): GIVEN_UP,
    ("RunExportFunction", "s3:GetObject"): "the addresses that it signs are fetched by browsers",
    ("SendFollowUpFunction", "sqs:SendMessage"): GIVEN_UP,
}


def granted() -> set[tuple[str, str]]:
    template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    found = set()
    for name, resource in template["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        for policy in resource["Properties"].get("Policies", []):
            for statement in policy["Statement"]:
                actions = statement["Action"]
                found |= {(name, action) for action in ([actions] if isinstance(actions, str) else actions)}
    return found


def used() -> set[tuple[str, str]]:
    lines = {line for path in USED.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    return {(function, action) for function, action in (line.split() for line in lines)}


def main() -> int:
    grants, uses = granted(), used()
    if not uses:
        print("rights: run `make unit` first")
        return 1
    unused = {grant for grant in grants - uses if grant[1] not in EXCUSED_EVERYWHERE}
    faults = [f"{function} may {action} and never does" for function, action in sorted(unused - EXCUSED.keys())]
    # An excuse for a right that no policy grants is a left-over; one for a right that a run happened to use is not:
    # rights needed only after a failure depend on the moment.
    faults += [f"{function} {action} is excused and not granted" for function, action in sorted(EXCUSED.keys() - grants)]
    faults += [f"{function} does {action}, which no policy grants" for function, action in sorted(uses - grants)]
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"rights: {len(grants)} granted, {len(grants & uses)} used, {len(faults)} faults")
    return 1 if faults else 0


raise SystemExit(main())
