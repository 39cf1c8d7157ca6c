"""Fails where a test, the browser suite or the stand-in reads the machine's date: such a test goes red one day.

Rust is checked by clippy (`disallowed-methods` in clippy.toml). A line that needs the machine's time says why in a comment
with the words "machine's time".
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["tests", "web/test"]
READS = re.compile(
    r"datetime\.(now|utcnow|today)\(|date\.today\(|(?<!\w)time\.(time|time_ns|localtime|gmtime)\("
    r"|Date\.now\(|new Date\(\)|startSystem\(\{[^}]*now: (null|undefined)"
)
EXCUSE = "machine's time"


def main() -> int:
    names = subprocess.run(["git", "ls-files", *FOLDERS], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in names.split() if name.endswith((".py", ".js", ".mjs", ".ts", ".tsx"))]
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        if file != Path(__file__)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if READS.search(line) and EXCUSE not in line
    ]
    print("\n".join(found) or f"{len(files)} files, none reads the machine's date")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
