"""`english.py` and `house.py` on small texts that can be checked by hand."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import english
import house


class Comments(unittest.TestCase):
    def test_strings_are_no_comments(self):
        rust = 'let url = "https://a // b"; // one\nlet c = \'"\'; /// two\nlet r = r#"// no"#; /* three */'
        self.assertEqual(english.comments(Path("a.rs"), rust).split("\n"), ["// one", "/// two", "/* three */"])
        script = "const a = 'it // no'; // one\nconst b = `// no`; /* two */"
        self.assertEqual(english.comments(Path("a.ts"), script).split("\n"), ["// one", "/* two */"])
        self.assertEqual(english.comments(Path("a.yaml"), 'a: "#fff" # one\n# two'), "# one\n# two")

    def test_docstrings_are_comments(self):
        found = english.comments(Path("a.py"), '"""One."""\nx = "# no"  # two\n')
        self.assertEqual(sorted(found.split("\n")), ["# two", "One."])

    def test_code_in_prose_is_not_counted(self):
        text = "Call `tell`, see [`who`](who.md).\n```\nnobody\n```\nTwo words."
        self.assertEqual(english.WORD.findall(english.prose_of(text)), ["Call", "see", "Two", "words"])


class Markers(unittest.TestCase):
    def count(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".rs", dir=english.ROOT / "tests") as file:
            file.write(text)
            file.flush()
            return dict(english.read(Path(file.name)).markers)

    def test_each_family_is_found(self):
        self.assertEqual(self.count("// What is owed, and to whom."), {"what is/a/of …": 1, "who/whom/whose": 1})
        self.assertEqual(self.count("/// Nobody tells."), {"nobody/somebody": 1, "tell/tells/told": 1})

    def test_a_clause_over_two_lines_is_found(self):
        self.assertEqual(self.count("//! Shows what\n//! is missing."), {"what is/a/of …": 1})

    def test_plain_questions_pass(self):
        self.assertEqual(self.count("// What time? Returns the slot.\nlet whom = told();"), {})

    def test_names_of_tests_are_found(self):
        text = "#[test]\nfn one_two() {}\n#[tokio::test(flavor = \"x\")]\n#[ignore]\nasync fn three() {}\nfn four() {}"
        self.assertEqual(english.TEST.findall(text), ["one_two", "three"])


class Sizes(unittest.TestCase):
    def test_a_function_reaches_to_its_brace(self):
        text = 'fn a() {\n    "}";\n}\ntrait T {\n    fn b();\n}\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n'
        self.assertEqual(list(house.function_lengths(text)), [3])

    def test_boilerplate_is_struct_and_new(self):
        text = "/// Needs.\n#[derive(Debug)]\npub struct Deps {\n    a: A,\n}\n\nimpl Deps {\n    /// Reads.\n    pub fn new() -> Self {\n        Self\n    }\n\n    fn other() {}\n}\n"
        self.assertEqual(house.item_lines(text, r"pub struct Deps\b"), 5)
        self.assertEqual(house.impl_around_new(text), 6)

    def test_a_constructor_by_hand_counts_as_new_does(self):
        text = "impl FromEnv for Deps {\n    /// Reads.\n    fn from_env(env: &Env) -> Self {\n        Self\n    }\n}\n"
        self.assertEqual(house.impl_around_new(text), 6)


class Circles(unittest.TestCase):
    def circles(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in files.items():
                (root / "a/src" / name).parent.mkdir(parents=True, exist_ok=True)
                (root / "a/src" / name).write_text(text, encoding="utf-8")
            paths = [root / "a/src" / name for name in files]
            with mock.patch.object(house, "ROOT", root), mock.patch.object(house, "sources", lambda *_: paths):
                return list(house.Crate(root / "a").circles())

    def test_modules_that_use_each_other_are_a_circle(self):
        files = {"lib.rs": "mod a; mod b; pub use b::B;", "a.rs": "use crate::B; pub struct A;", "b.rs": "use crate::{a::A, c};"}
        self.assertEqual(self.circles(files), [[("a",), ("b",)]])

    def test_an_arrow_is_no_circle(self):
        files = {"lib.rs": "mod a; mod b;", "a.rs": "// use crate::b\nuse crate::b::{self, B};", "b.rs": "pub struct B;"}
        self.assertEqual(self.circles(files), [])

    def test_a_child_may_speak_of_its_parent(self):
        files = {"lib.rs": "mod p;", "p/mod.rs": "mod c; fn f() { c::g() } pub struct P;", "p/c.rs": "use super::P;"}
        self.assertEqual(self.circles(files), [])
        files["p/c.rs"] = "use crate::p::P;"
        self.assertEqual(self.circles(files), [[("p",), ("p", "c")]])


if __name__ == "__main__":
    unittest.main()
