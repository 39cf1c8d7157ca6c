"""Prints the proportions of the code, and with `--write-docs` keeps them in docs/house.md.

    python3 tests/house.py                prints the figures
    python3 tests/house.py --write-docs   writes them between the marks of docs/house.md as well

Definitions:

- A line of a file is any line, blank ones included. Tests don't count: folders and files named tests, `#[cfg(test)]` modules.
- A function of Rust reaches from its `fn` to its closing brace. A function of TypeScript is not measured.
- A circle is a set of modules of one crate that reach each other by `use crate::…`, `crate::…`, `super::…` and, from a
  parent, `child::…`. A name that the crate's root re-exports counts for the module that defines it. The root isn't counted,
  nor is a child that reaches its own parent by `super::`.
- Boilerplate of a function's crate is `struct Deps`, its `new` or `from_env` and the `impl` around it, each with its
  attributes and documentation, and all of `main.rs`. Blank lines don't count.
"""

import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import english
from english import ROOT

PAGE = ROOT / "docs/house.md"
START, END = "<!-- house:start -->", "<!-- house:end -->"
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|r(\#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\[^\n']+|[^'\\\n])'""", re.DOTALL
)
FUNCTION = re.compile(r"\bfn\s+\w+")


def bare(text: str) -> str:
    """Rust without comments, strings and characters; every line stays where it is."""
    return TOKEN.sub(lambda match: "\n" * match[0].count("\n"), text)


def block_end(text: str, start: int) -> int:
    """Behind the block, or the semicolon, that ends an item which begins at `start`."""
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character in "{([":
            depth += 1
        elif character in "})]":
            depth -= 1
            if depth == 0 and character == "}":
                return position + 1
        elif character == ";" and depth == 0:
            return position + 1
    return len(text)


def without_tests(text: str) -> str:
    """Rust without the modules and functions that are only compiled for tests."""
    while match := re.search(r"#\[cfg\(test\)\]", text):
        text = text[: match.start()] + text[block_end(text, match.end()) :]
    return text


def lines_of_tests(text: str) -> int:
    code = bare(text)
    return code.count("\n") - without_tests(code).count("\n")


def is_test(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return "tests" in parts or "test" in parts or path.name == "tests.rs" or parts[0] == "tests"


def sources(*patterns: str) -> list[Path]:
    return [path for path in english.files(*patterns) if not is_test(path)]


def function_lengths(text: str) -> Iterator[int]:
    text = without_tests(bare(text))
    for match in FUNCTION.finditer(text):
        end = block_end(text, match.start())
        # A declaration in a trait has no body.
        if text[end - 1] == "}":
            yield text.count("\n", match.start(), end) + 1


def spread(numbers: list[int]) -> str:
    """Median, 90th percentile and maximum."""
    ordered = sorted(numbers)
    return f"{statistics.median(ordered):g} / {ordered[int(len(ordered) * 0.9)]} / {ordered[-1]}"


# ---- modules


class Crate:
    """The modules of one crate, each a path of names, and where its uses lead."""

    def __init__(self, folder: Path):
        self.texts = {}
        for path in sources(f"{folder.relative_to(ROOT)}/src/*.rs", f"{folder.relative_to(ROOT)}/src/**/*.rs"):
            names = list(path.relative_to(folder / "src").with_suffix("").parts)
            if names[-1] in ("mod", "lib") or names == ["main"] and not (folder / "src/lib.rs").exists():
                names.pop()
            if names != ["main"]:
                self.texts[tuple(names)] = without_tests(bare(path.read_text(encoding="utf-8")))
        self.exports = {module: dict(self.exported(module)) for module in self.texts}

    def exported(self, module: tuple) -> Iterator[tuple[str, tuple]]:
        """Names that a module hands on, with the paths that they stand under."""
        for use in re.findall(r"\bpub(?:\([^)]*\))?\s+use\s+([^;]+);", self.texts[module]):
            for path in leaves(use):
                yield path[-1], path

    def absolute(self, module: tuple, path: list[str]) -> tuple | None:
        """A path from the crate's root, if it stays in the crate."""
        at = list(module)
        if path[0] == "crate":
            return tuple(path[1:])
        if path[0] == "self":
            return (*at, *path[1:])
        if path[0] == "super":
            while path and path[0] == "super":
                at, path = at[:-1], path[1:]
            return (*at, *path)
        return (*at, *path) if (*at, path[0]) in self.texts else None

    def defining(self, path: tuple, seen: int = 0) -> tuple:
        """The module in which the thing at this path stands."""
        module = ()
        while len(module) < len(path) and path[: len(module) + 1] in self.texts:
            module = path[: len(module) + 1]
        rest = path[len(module) :]
        if rest and not module and seen < 5 and rest[0] in self.exports.get(module, {}):
            target = self.absolute(module, list(self.exports[module][rest[0]]))
            if target is not None:
                return self.defining(target, seen + 1)
        return module

    def uses(self, module: tuple) -> set[tuple]:
        text = re.sub(r"\bpub(?:\([^)]*\))?\s+use\s+[^;]+;", "", self.texts[module])
        paths = [path for use in re.findall(r"\buse\s+([^;]+);", text) for path in leaves(use)]
        text = re.sub(r"\buse\s+[^;]+;", "", text)
        paths += [match.split("::") for match in re.findall(r"(?<![\w:])(?:\w+::)+\w+", text)]
        found = (self.absolute(module, path) for path in paths)
        reached = {self.defining(path) for path in found if path is not None}
        # The root lists its modules, and a child may speak of its parent by `super::`: neither makes a circle by itself.
        return {it for it in reached if it and it != module} - self.parents_by_super(module)

    def parents_by_super(self, module: tuple) -> set[tuple]:
        """The parent, if the module only reaches it by `super::`."""
        parent = module[:-1]
        by_name = "::".join(("crate", *parent))
        return set() if re.search(rf"\b{by_name}::(?:\{{|[A-Z])", self.texts[module]) else {parent}

    def circles(self) -> Iterator[list[tuple]]:
        """Sets of modules that reach each other."""
        reach = {module: self.uses(module) & self.texts.keys() for module in self.texts}
        while True:
            wider = {module: near.union(*(reach[it] for it in near)) for module, near in reach.items()}
            if wider == reach:
                break
            reach = wider
        left = set(reach)
        while left:
            module = left.pop()
            circle = {other for other in reach[module] if module in reach[other]} | {module}
            left -= circle
            if len(circle) > 1:
                yield sorted(circle)


def leaves(use: str) -> list[list[str]]:
    """The paths of a `use`, its groups taken apart."""
    use = re.sub(r"\s+as\s+\w+", "", re.sub(r"\s+", " ", use)).strip()
    if "{" not in use:
        return [[name.strip() for name in use.split("::") if name.strip()]] if use else []
    head, _, rest = use.partition("{")
    inner, depth, parts = rest[: rest.rindex("}")], 0, [""]
    for character in inner:
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    prefix = [name.strip() for name in head.split("::") if name.strip()]
    found = [prefix + path for part in parts if part.strip() for path in leaves(part)]
    return [path[:-1] if path[-1] == "self" and len(path) > 1 else path for path in found]


def crates() -> list[Path]:
    manifests = (path for path in english.files("*Cargo.toml") if path.parent != ROOT)
    return [path.parent for path in manifests if (path.parent / "src").is_dir() and not is_test(path)]


def circles() -> list[str]:
    found = []
    for folder in crates():
        for circle in Crate(folder).circles():
            names = ", ".join("::".join(module) or "lib" for module in circle)
            found.append(f"{folder.relative_to(ROOT)}: {names}")
    return sorted(found)


# ---- boilerplate


def filled(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def item_lines(text: str, pattern: str) -> int:
    """Lines of an item with the attributes and the documentation before it."""
    code = TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    match = re.search(pattern, code)
    if not match:
        return 0
    lines = text.splitlines()
    first = code.count("\n", 0, match.start())
    last = code.count("\n", 0, block_end(code, match.start()) - 1)
    while first > 0 and re.match(r"\s*(///|#\[)", lines[first - 1]):
        first -= 1
    return filled("\n".join(lines[first : last + 1]))


def impl_around_new(text: str) -> int:
    """`new` of `Deps`, or `from_env` where it isn't derived, each with the two lines of the `impl` around it."""
    lines = 0
    for block, constructor in ((r"^impl Deps \{", r"pub fn new\b"), (r"^impl FromEnv for Deps \{", r"fn from_env\b")):
        match = re.search(block, text, re.MULTILINE)
        if match:
            lines += 2 + item_lines(text[match.start() :], constructor)
    return lines


def boilerplate() -> tuple[int, int]:
    """Boilerplate lines of all functions, and how many functions there are."""
    lines = 0
    folders = [path.parent for path in english.files("functions/*/Cargo.toml")]
    for folder in folders:
        for name in ("lib.rs", "main.rs"):
            path = folder / "src" / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            lines += filled(text) if name == "main.rs" else item_lines(text, r"pub struct Deps\b") + impl_around_new(text)
    return lines, len(folders)


def manifest_lines() -> int:
    return sum(filled(path.read_text(encoding="utf-8")) for path in english.files("functions/*/Cargo.toml"))


# ---- report


def size_rows() -> Iterator[str]:
    parts = {"functions": "functions/*.rs", "shared": "shared/*.rs", "infra": "infra/*.rs"}
    for name, pattern in {**parts, "all Rust": "*.rs"}.items():
        texts = [path.read_text(encoding="utf-8") for path in sources(pattern)]
        files = [len(text.splitlines()) - lines_of_tests(text) for text in texts]
        functions = [length for text in texts for length in function_lengths(text)]
        yield f"| {name} | {len(files)} | {sum(files):,} | {spread(files)} | {len(functions):,} | {spread(functions)} |"
    pages = [len(path.read_text(encoding="utf-8").splitlines()) for path in sources("web/src/*.ts*", "web/embed/*.ts")]
    yield f"| pages (TypeScript) | {len(pages)} | {sum(pages):,} | {spread(pages)} | | |"


def marker_rows() -> Iterator[str]:
    comments, documents = (english.per_thousand(it) for it in (english.comments_of_sources(), english.documents()))
    for name in english.FAMILIES:
        yield f"| {name} | {comments[name]:.1f} | {documents[name]:.1f} |"


def report() -> str:
    median, ninetieth = english.words_in_test_names()
    lines, functions = boilerplate()
    found = circles()
    return "\n".join([
        "| | files | lines | lines a file: median / p90 / max | functions | lines a function: median / p90 / max |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *size_rows(),
        "",
        "| markers per 1,000 words (at most 2) | comments | documents |",
        "| --- | ---: | ---: |",
        *marker_rows(),
        "",
        "| | |",
        "| --- | ---: |",
        f"| circles between modules | {len(found)} |",
        f"| boilerplate lines in {functions} functions | {lines} |",
        f"| lines of `Cargo.toml` of functions | {manifest_lines():,} |",
        f"| words in a test's name, of {len(english.test_names())} tests: median / p90 | {median:g} / {ninetieth} |",
        *(["", "Circles:", ""] if found else []),
        *(f"- {circle}" for circle in found),
    ])


def main(arguments: list[str]) -> int:
    text = report()
    print(text)
    if "--write-docs" in arguments:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
        _, found, after = rest.partition(END)
        if not found:
            print(f"docs/house.md has no {START} … {END}", file=sys.stderr)
            return 1
        PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
