#!/usr/bin/env bash
# Builds the local system for `make run`, and the pages at the same time. cargo shows its progress; the output of the pages'
# build follows.
set -euo pipefail
cd "$(dirname "$0")/.."

output=$(mktemp)
trap 'rm -f "$output"' EXIT
make --no-print-directory pages >"$output" 2>&1 &
pages=$!

status=0
make --no-print-directory local || status=$?
pages_status=0
wait "$pages" || pages_status=$?
cat "$output"
((pages_status == 0)) || echo "The pages could not be built." >&2
exit $((status ? status : pages_status))
