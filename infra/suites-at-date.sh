#!/usr/bin/env bash
# Runs the Rust tests, the pages' tests, the browser suite, schemathesis and the invites' check at another date. cargo
# itself stays at the machine's date (rustc hangs under libfaketime): only the programs that it runs are moved.
set -euo pipefail
cd "$(dirname "$0")/.."

when=$1
at=("$PWD/infra/at-date.sh" "$when")
host=$(rustc -vV | sed -n 's/^host: //p' | tr '[:lower:]-' '[:upper:]_')
export "CARGO_TARGET_${host}_RUNNER=${at[*]}"

echo "== at $when: $("${at[@]}" date)"
.venv/bin/cargo-nextest nextest run --workspace --locked
"${at[@]}" .venv/bin/python tests/invites.py
(cd web && "${at[@]}" npx vitest run)
(cd tests/browser && "${at[@]}" npm run --silent test)
"${at[@]}" .venv/bin/python tests/fuzz.py target/debug/local -n 20
