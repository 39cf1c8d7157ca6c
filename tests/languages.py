"""Compares the lists of languages in published files with `shared/domain/src/language.rs`.

    python3 tests/languages.py           reports lists that differ
    python3 tests/languages.py --write   writes them (`make languages`)
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENUM = r'(?<="enum": \[)"en"(?:, "[a-z]{2}")*'


def languages() -> list[str]:
    """The codes, in the order of the enum."""
    source = (ROOT / "shared/domain/src/language.rs").read_text(encoding="utf-8")
    listed = re.search(r"^languages!\((.*?)\);", source, re.MULTILINE | re.DOTALL)
    return re.findall(r'"([a-z]{2})"', listed[1] if listed else "")


def spoken(codes: list[str]) -> str:
    """`en`, `de` or `ru`."""
    quoted = [f"`{code}`" for code in codes]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def places(codes: list[str]) -> list[tuple[str, str, str, int]]:
    """File, pattern, its text for these languages, and the number of places."""
    plain = ", ".join(codes)
    return [
        ("functions/api/openapi/openapi.json", ENUM, ", ".join(f'"{code}"' for code in codes), 4),
        ("template.yaml", r"(?<=AllowedValues: \[)en(?:, [a-z]{2})*(?=\])", plain, 1),
        ("docs/parameters.md", r"(?<=language of mails to consultants and team: ).*?(?= \|)", spoken(codes), 1),
        ("README.md", r"(?<=templates and texts in )en(?:, [a-z]{2})*(?=;)", plain, 1),
    ]


def main(write: bool) -> int:
    codes = languages()
    folders = sorted(path.name for path in (ROOT / "shared/texts/languages").iterdir())
    faults = [] if sorted(codes) == folders else [f"shared/texts/languages has {folders}, language.rs has {codes}"]
    for name, pattern, text, count in places(codes):
        before = (ROOT / name).read_text(encoding="utf-8")
        after, found = re.subn(pattern, lambda _: text, before)  # noqa: B023
        if found != count:
            faults.append(f"{name} has {found} lists of languages, not {count}")
        elif after != before and write:
            (ROOT / name).write_text(after, encoding="utf-8")
        elif after != before:
            faults.append(f"{name} has another list of languages: make languages")
    print("\n".join(faults) or f"{len(codes)} languages in {len(places(codes))} files")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv))
