"""Counts four habits of language in comments and in documents, and the words in names of Rust tests.

    python3 tests/english.py           prints the figures; fails above a limit
    python3 tests/english.py --files   lists the files with the most markers as well
    python3 tests/english.py --lines   lists every line with a marker as well

A marker is a word that plain technical English rarely needs. Each family may occur twice in 1,000 words, in the comments
of all sources together and in all documents together. Code between backticks and in fenced blocks isn't counted, so that a
name in the code never counts as prose.
"""

import ast
import io
import re
import statistics
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_PER_THOUSAND = 2.0
MAX_WORDS_IN_TEST_NAME = 6

# "what" before a verb, an article, a preposition or a pronoun opens a noun clause ("what is missing"). Before another
# noun ("what time") or at the end of a sentence it doesn't.
CLAUSE = (
    r"is|isn't|are|was|were|a|an|the|of|to|it|its|they|their|we|he|she|this|that|every|each|one|no|became|becomes|came|comes"
    r"|goes|stands|follows"
)
FAMILIES = {
    "what is/a/of …": re.compile(rf"\bwhat(?:ever)?\s+(?:{CLAUSE})\b", re.IGNORECASE),
    "who/whom/whose": re.compile(r"\b(?:who|whom|whose|whoever|whomever)\b", re.IGNORECASE),
    "nobody/somebody": re.compile(r"\b(?:nobody|somebody|anybody)\b", re.IGNORECASE),
    "tell/tells/told": re.compile(r"\b(?:tell|tells|told)\b", re.IGNORECASE),
}
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")

# Strings come first, so that `//` inside one isn't taken for a comment.
RUST = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|r(?P<hashes>\#*)".*?"(?P=hashes)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL
)
SCRIPT = re.compile(
    r"""(?P<comment>(?<![:\\])//[^\n]*|/\*.*?\*/)|`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
STYLE = re.compile(r"(?P<comment>/\*.*?\*/)", re.DOTALL)
HASH = re.compile(r"(?:^|(?<=\s))(?P<comment>#[^\n]*)", re.MULTILINE)
TEST = re.compile(r"#\[(?:tokio::)?test\b[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)")


@dataclass
class Prose:
    """The words of one file, and the markers among them."""

    path: str
    words: int = 0
    markers: Counter = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def files(*patterns: str) -> list[Path]:
    """Files under version control, and new ones that git doesn't ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")
    return sorted({ROOT / name for name in listed if name and (ROOT / name).is_file()})


def python_comments(text: str) -> Iterator[str]:
    """Comments and documentation strings."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented):
            yield ast.get_docstring(node) or ""


def comments(path: Path, text: str) -> str:
    """Everything in a source that is a comment."""
    if path.suffix == ".py":
        return "\n".join(python_comments(text))
    by_suffix = {".rs": RUST, ".css": STYLE, ".sh": HASH, ".yaml": HASH, ".yml": HASH}
    pattern = by_suffix.get(path.suffix, SCRIPT)
    return "\n".join(match["comment"] for match in pattern.finditer(text) if match["comment"])


def prose_of(text: str) -> str:
    """Text without code, addresses and marks."""
    text = re.sub(r"^\s*(?:///?|//!)?\s*```.*?^\s*(?:///?|//!)?\s*```", " ", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", " ` ", text)
    text = re.sub(r"\]\([^)\s]*\)", "]", text)
    return re.sub(r"https?://\S+", " ", text)


def read(path: Path) -> Prose:
    text = path.read_text(encoding="utf-8")
    body = prose_of(text if path.suffix == ".md" else comments(path, text))
    prose = Prose(str(path.relative_to(ROOT)), words=len(WORD.findall(body)))
    # A clause may begin at the end of a line, behind which the next comment's mark stands.
    joined = re.sub(r"\n\s*(?://[/!]?|#|\*)?\s*", "\n", body)
    for name, pattern in FAMILIES.items():
        for match in pattern.finditer(joined):
            prose.markers[name] += 1
            start = joined.rfind("\n", 0, match.start()) + 1
            end = joined.find("\n", match.end())
            line = joined[start : end if end >= 0 else None].replace("\n", " ").strip()
            prose.lines.append(f"{prose.path}: {name}: {line}")
    return prose


def comments_of_sources() -> list[Prose]:
    patterns = ("*.rs", "*.ts", "*.tsx", "*.css", "*.py", "*.js", "*.mjs", "*.sh", "*.yaml", "*.yml")
    return [read(path) for path in files(*patterns)]


def documents() -> list[Prose]:
    return [read(path) for path in files("*.md")]


def per_thousand(prose: list[Prose]) -> dict[str, float]:
    words = sum(it.words for it in prose) or 1
    return {name: 1000 * sum(it.markers[name] for it in prose) / words for name in FAMILIES}


def test_names() -> list[str]:
    return [name for path in files("*.rs") for name in TEST.findall(path.read_text(encoding="utf-8"))]


def words_in_test_names() -> tuple[float, int]:
    """Median and 90th percentile."""
    lengths = sorted(len(name.strip("_").split("_")) for name in test_names())
    return statistics.median(lengths), lengths[int(len(lengths) * 0.9)]


def worst(prose: list[Prose], count: int = 25) -> Iterator[str]:
    for it in sorted(prose, key=lambda it: -it.markers.total())[:count]:
        if it.markers:
            found = ", ".join(f"{name} {times}" for name, times in it.markers.most_common())
            yield f"  {it.markers.total():>4} in {it.words:>5} words  {it.path}: {found}"


def main(arguments: list[str]) -> int:
    faults = []
    for title, prose in {"comments": comments_of_sources(), "documents": documents()}.items():
        print(f"{title}: {sum(it.words for it in prose):,} words in {len(prose)} files; markers per 1,000 words:")
        for name, rate in per_thousand(prose).items():
            print(f"  {name:<16} {rate:5.2f}")
            if rate > MAX_PER_THOUSAND:
                faults.append(f"{title}: {name}: {rate:.2f} per 1,000 words, at most {MAX_PER_THOUSAND:g}")
        if "--files" in arguments:
            print("\n".join(worst(prose)))
        if "--lines" in arguments:
            print("\n".join(line for it in prose for line in it.lines))
    median, ninetieth = words_in_test_names()
    print(f"names of Rust tests: {len(test_names())}; words: median {median:g}, p90 {ninetieth}")
    if median > MAX_WORDS_IN_TEST_NAME:
        faults.append(f"names of tests have {median:g} words at the median, at most {MAX_WORDS_IN_TEST_NAME}")
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
