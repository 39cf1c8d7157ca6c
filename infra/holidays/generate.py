#!/usr/bin/env python3
"""Writes the public-holiday tables of shared/domain from the PyPI package `holidays`.

    pip install -r infra/holidays/requirements.txt
    python infra/holidays/generate.py           # writes shared/domain/src/holidays/data/*.rs
    python infra/holidays/generate.py --check   # exits with 1 if a file is outdated

The same package version gives the same bytes; another version than the pinned one is refused.
Each year, when the package has the Russian government's next decree: raise the pin, run, read the
diff, run the domain's tests, and add the decree's number to DECREES.
"""

import argparse
import difflib
import inspect
import re
import sys
from datetime import date
from pathlib import Path

import holidays
from holidays.countries.russia import RussiaStaticHolidays

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "shared" / "domain" / "src" / "holidays" / "data"
FIRST, LAST = 2025, 2040
LANGUAGE = "en_US"

# The calendars of each country: the codes after "XX-" ("" is the calendar common to the whole country). Cities, which
# the package lists as subdivisions too, are left out.
REGIONS = {
    "DE": ["", "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"],
    "AT": [""],
    "CH": [""] + "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH".split(),
    "RU": [""],
    "GB": ["", "ENG", "WLS", "SCT", "NIR"],
    "US": [""],
}

NOTES = {
    "DE": ["DE alone has the holidays common to all states. A holiday that only some municipalities of a state keep",
           "(15 August in Bavaria, Corpus Christi in Saxony and Thuringia, Augsburg's Peace Festival) is not in it."],
    "AT": ["Nationwide; the days of the provinces' patrons are not public holidays."],
    "CH": ["CH alone has the holidays common to all cantons. Days that are half days, optional or kept by custom or by",
           "some municipalities of a canton only are not in it."],
    "RU": ["The statutory days of the Labour Code's article 112, and what the government has moved, as decreed for",
           "each year up to DECREED_THROUGH. Later years have the statutory days only."],
    "GB": ["GB alone has the days common to all four nations. Days in lieu are named \"(observed)\"; the day stays."],
    "US": ["Federal holidays. Observed days (Saturday's on Friday, Sunday's on Monday) are named \"(observed)\"."],
}

# The decrees behind the package's transfers; the package itself names them by address only.
DECREES = {
    2025: "Government of the Russian Federation, decree No. 1335 of 4 October 2024",
    2026: "Government of the Russian Federation, decree No. 1466 of 24 September 2025",
}


def number(day):
    """A date as the number yyyymmdd, which sorts like the date and can be read in a diff."""
    return day.year * 10_000 + day.month * 100 + day.day


def public_days(country, region, rename):
    """{date: English name} of the public category, FIRST to LAST."""
    # One year more, since a New Year's Day on a Saturday is observed on the 31 December before it.
    found = holidays.country_holidays(
        country, subdiv=region or None, years=range(FIRST, LAST + 2), language=LANGUAGE, categories=("public",)
    )
    days = {day: rename(day, name) for day, name in found.items() if FIRST <= day.year <= LAST}
    for day, name in days.items():
        if re.search(r"estimated|[^ -~À-ſ]|[\"\\]", name):
            sys.exit(f"{country}-{region} {day}: an estimated or untranslated holiday: {name}")
    return days


def collect(country, rename=lambda _day, name: name):
    """[(date, name, bit mask of regions)], sorted; one entry per date and name."""
    regions = REGIONS[country]
    per_region = [public_days(country, region, rename) for region in regions]
    if len(regions) > 1 and set(per_region[0]) != set.intersection(*map(set, per_region[1:])):
        sys.exit(f"{country}: the nationwide calendar is not what all regions share")
    masks = {}
    for bit, days in enumerate(per_region):
        for day, name in days.items():
            masks[day, name] = masks.get((day, name), 0) | 1 << bit
    return sorted((day, name, mask) for (day, name), mask in masks.items())


def check_subdivisions():
    """Stops when a new package version has regions that REGIONS does not know, or lacks one."""
    cities = {"Augsburg", "Stadt Zurich"}
    for country in ("DE", "CH", "GB"):
        package = set(getattr(holidays, country).subdivisions) - cities
        if package != set(REGIONS[country]) - {""}:
            sys.exit(f"{country}: the package's subdivisions have changed: {sorted(package)}")


def russian_transfers():
    """{year: [(day off, weekend day it was moved from)]} as decreed, and the last year decreed."""
    decreed = {}
    for year, rows in RussiaStaticHolidays.special_public_holidays.items():
        rows = rows if isinstance(rows[0], tuple) else (rows,)
        if year >= FIRST:
            decreed[year] = sorted((date(year, m1, d1), date(year, m2, d2)) for m1, d1, m2, d2 in rows)
    if sorted(decreed) != list(range(FIRST, FIRST + len(decreed))):
        sys.exit(f"RU: the decreed years have gaps: {sorted(decreed)}")
    for off, moved_from in (pair for year in decreed.values() for pair in year):
        if moved_from.weekday() < 5 or off.weekday() >= 5:
            sys.exit(f"RU: {moved_from} -> {off} does not move a weekend day to a weekday")
    return decreed, max(decreed)


def russian_observed():
    """Days off because a statutory day fell on a weekend (article 112, part 2), as the package lists them."""
    found = set()
    for year, rows in RussiaStaticHolidays.special_public_holidays_observed.items():
        rows = rows if isinstance(rows[0], tuple) else (rows,)
        found |= {date(year, month, day) for month, day, _name in rows}
    return found


def russian_sources():
    """{year: [address]} from the comments above the package's transfers."""
    found, year = {}, None
    for line in inspect.getsource(sys.modules[RussiaStaticHolidays.__module__]).splitlines():
        if heading := re.search(r"# Substituted Holidays (\d{4})", line):
            year = int(heading[1])
        elif year and (address := re.search(r"#\s+(?:src:)?\s*(https?://\S+)", line)):
            found.setdefault(year, []).append(address[1])
        elif not line.lstrip().startswith("#"):
            year = None
    return found


def russia():
    """The entries, and the Rust text of the transfers."""
    decreed, through = russian_transfers()
    moved = dict(pair for year in decreed.values() for pair in year)
    entries = collect("RU", lambda day, name: f"Day off (moved from {moved[day]})" if day in moved else name)
    extra = set(moved) | russian_observed()
    statutory = {}
    for day, name, _mask in entries:
        if day not in extra:
            statutory.setdefault(day.year, set()).add(day.month * 100 + day.day)
        elif day.year > through:
            sys.exit(f"RU: {day} ({name}) is moved beyond the decrees")
    fixed = statutory[FIRST]
    if any(statutory[year] != fixed for year in range(FIRST, LAST + 1)):
        sys.exit("RU: the statutory days differ between years")
    # A weekend day that was itself a holiday was not working before, and is not after it was moved.
    working = [(day, off) for off, day in moved.items() if day.month * 100 + day.day not in fixed]
    return entries, russia_rust(decreed, through, sorted(fixed), sorted(working))


def russia_rust(decreed, through, statutory, working):
    sources = russian_sources()
    lines = ["", "/// The last year whose transfers the government had decreed when the package was released.",
             f"const DECREED_THROUGH: i32 = {through};", "",
             "// Sources of the transfers:"]
    for year in sorted(decreed):
        lines += [f"// {year}: {text}" for text in [DECREES.get(year), *sources.get(year, [])] if text]
    lines += ["#[rustfmt::skip]", "static TRANSFERS: Transfers = Transfers {",
              "    decreed_through: DECREED_THROUGH,",
              "    // Month and day (mmdd) of the statutory days, the same every year.",
              f"    statutory: &[{', '.join(map(str, statutory))}],",
              "    // (weekend day that is worked, the weekday whose hours it has)",
              "    working: &["]
    lines += [f"        ({number(day)}, {number(replaced)})," for day, replaced in working]
    lines += ["    ],", "};"]
    return lines


def wrap(items, indent, width=118):
    """Items joined by spaces into lines no longer than width."""
    lines = [indent]
    for item in items:
        if len(lines[-1]) + 1 + len(item) > width:
            lines.append(indent)
        lines[-1] += ("" if lines[-1] == indent else " ") + item
    return lines


def render(country, entries, transfers):
    names = list(dict.fromkeys(name for _day, name, _mask in entries))
    codes = [country + ("-" + region if region else "") for region in REGIONS[country]]
    if len(names) > 256 or len(codes) > 32:
        sys.exit(f"{country}: too many names or regions for the table's types")
    imports, version = "{Table, Transfers}" if transfers else "Table", holidays.__version__
    lines = [
        f"//! Public holidays of {country}, {FIRST}-{LAST}. Generated: do not edit.",
        "//!",
        f"//! Source: PyPI package `holidays` {version} (MIT licence), category `public`, names in {LANGUAGE}.",
        "//! Command: `python infra/holidays/generate.py` (`--check` compares).",
        *[f"//! {note}" for note in NOTES[country]],
        "",
        f"use super::super::{imports};",
        *(transfers or []),
        "",
        f"/// The holidays of {country}; an entry's mask has one bit per code, in the order of `codes`.",
        "#[rustfmt::skip]",
        "pub(in super::super) static TABLE: Table = Table {",
        f"    years: ({FIRST}, {LAST}),",
        "    codes: &[",
        *wrap([f'"{code}",' for code in codes], "        "),
        "    ],",
        "    names: &[",
        *[f'        "{name}", // {index}' for index, name in enumerate(names)],
        "    ],",
        f"    transfers: {'Some(&TRANSFERS)' if transfers else 'None'},",
        "    // (date, name, regions)",
        "    days: &[",
    ]
    for year in range(FIRST, LAST + 1):
        row = [f"({number(day)}, {names.index(name)}, {mask:#x})," for day, name, mask in entries if day.year == year]
        lines += wrap(row, "        ")
    return "\n".join([*lines, "    ],", "};", ""])


def generate():
    """{path: text} of all tables."""
    pinned = re.search(r"^holidays==(\S+)$", (HERE / "requirements.txt").read_text(encoding="utf-8"), re.M)
    if not pinned or pinned[1] != holidays.__version__:
        sys.exit(f"holidays {holidays.__version__} is installed, requirements.txt pins {pinned and pinned[1]}")
    check_subdivisions()
    files = {}
    for country in REGIONS:
        entries, transfers = russia() if country == "RU" else (collect(country), None)
        files[OUT / f"{country.lower()}.rs"] = render(country, entries, transfers)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a file differs")
    check = parser.parse_args().check
    stale = False
    for path, text in generate().items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if check and old != text:
            stale = True
            sys.stdout.writelines(difflib.unified_diff(
                old.splitlines(True), text.splitlines(True), f"{path} (there)", f"{path} (generated)"))
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if stale:
        sys.exit("The holiday tables are not what infra/holidays/generate.py makes: run it and read the diff.")


if __name__ == "__main__":
    main()
