#!/usr/bin/env bash
# Builds what `make run` starts: the local system, and the pages beside it. cargo shows its progress meanwhile; what the
# pages' build said follows it as a whole.
set -euo pipefail
cd "$(dirname "$0")/.."

said=$(mktemp)
trap 'rm -f "$said"' EXIT
make --no-print-directory pages >"$said" 2>&1 &
pages=$!

built=0
make --no-print-directory local || built=$?
shown=0
wait "$pages" || shown=$?
cat "$said"
((shown == 0)) || echo "The pages could not be built." >&2
exit $((built ? built : shown))
