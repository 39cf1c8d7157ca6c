#!/usr/bin/env bash
# Builds every function as it is deployed, for each processor of Lambda that this machine has a Rust target and a
# linker for: target/<target>/lambda/<function>. What `make deploy` sends is built by cargo-lambda, which also sees to
# it that it runs with the C library of Lambda's Amazon Linux.
set -euo pipefail
cd "$(dirname "$0")/.."

host=$(rustc -vV | sed -n 's/^host: //p')
installed=$(rustup target list --installed 2>/dev/null || echo "$host")
for target in aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu; do
  arch=${target%%-*}
  linker=$arch-linux-gnu-gcc
  if ! grep -qx "$target" <<<"$installed"; then
    echo "-- $arch: left out (rustup target add $target)"
  elif [ "$target" = "$host" ]; then
    echo "-- $arch"
    cargo build --profile lambda --locked --target "$target" "$@"
  elif command -v "$linker" >/dev/null; then
    echo "-- $arch, with $linker"
    variable=CARGO_TARGET_$(tr 'a-z-' 'A-Z_' <<<"$target")_LINKER
    env "$variable=$linker" "CC_${target//-/_}=$linker" cargo build --profile lambda --locked --target "$target" "$@"
  else
    echo "-- $arch: left out (no $linker)"
  fi
done
