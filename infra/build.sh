#!/usr/bin/env bash
# Builds functions as they are deployed, for each processor of Lambda that this machine has a Rust target and a linker
# for: target/<target>/lambda/<function>. `make deploy` uses cargo-lambda instead, which also makes them run with the C
# library of Lambda's Amazon Linux.
#
# Arguments go to cargo, which builds all functions without any: `make build ARGS="--bin create-booking"`. Avoid
# `--package`: features depend on the set of packages in one build, and all functions are deployed together. TARGETS
# names the targets, if not both.
set -euo pipefail
cd "$(dirname "$0")/.."

# At a fixed address there are no 45,000 pointers to be moved before a function starts (docs/decisions/0016). The same
# stands in the Makefile for cargo-lambda.
export RUSTFLAGS="-C relocation-model=static"

host=$(rustc -vV | sed -n 's/^host: //p')
installed=$(rustup target list --installed 2>/dev/null || echo "$host")
for target in ${TARGETS:-aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu}; do
  arch=${target%%-*}
  linker=$arch-linux-gnu-gcc
  # With --target even for this machine itself: programs that run during the build must not have these flags.
  build=(cargo build --profile lambda --locked --target "$target" "$@")
  if ! grep -qx "$target" <<<"$installed"; then
    echo "-- $arch: left out (rustup target add $target)"
  elif [ "$target" = "$host" ]; then
    echo "-- $arch"
    "${build[@]}"
  elif command -v "$linker" >/dev/null; then
    echo "-- $arch, with $linker"
    variable=CARGO_TARGET_$(tr 'a-z-' 'A-Z_' <<<"$target")_LINKER
    env "$variable=$linker" "CC_${target//-/_}=$linker" "${build[@]}"
  else
    echo "-- $arch: left out (no $linker)"
  fi
done
