#!/usr/bin/env bash
# Runs a command at another date: infra/at-date.sh '+1y' cargo nextest run …, or infra/at-date.sh 2026-12-31T23:58:00 ….
# Waits use the monotonic clock, which stays unchanged; so do the dates of files, by which cargo decides about builds.
set -euo pipefail

when=$1
shift
# A date is turned into an offset, so that the clock ticks in every process.
[[ $when == [+-]* ]] || when=$(($(date --date "$when" +%s) - $(date +%s)))s
[[ $when == [+-]* ]] || when=+$when

library=$(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' | head -n 1) || {
  echo "libfaketime is missing: run make setup" >&2
  exit 1
}
if [[ -t 2 ]]; then echo "-- at $(LD_PRELOAD=$library FAKETIME=$when date)" >&2; fi
exec env LD_PRELOAD="$library" FAKETIME="$when" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 DONT_FAKE_MONOTONIC=1 "$@"
