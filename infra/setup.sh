#!/usr/bin/env bash
# Checks that this machine has the tools of `make test`. As root on Debian it installs missing ones; elsewhere it lists
# them.
set -euo pipefail

if ! command -v cargo >/dev/null; then
  echo "Rust is missing: install it with rustup (https://rustup.rs)." >&2
  exit 1
fi

packages=()
command -v cc >/dev/null || packages+=(gcc libc6-dev)
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3 python3-venv)
command -v npm >/dev/null || packages+=(nodejs npm)
# The pages are tested in Debian's chromium, with letters of every language that they speak.
command -v chromium >/dev/null || packages+=(chromium)
[[ -d /usr/share/fonts/truetype/dejavu ]] || packages+=(fonts-dejavu-core)
# The stand-in for AWS runs at its own time (tests/stand_in).
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || packages+=(libfaketime)

if ((${#packages[@]})); then
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
  else
    echo "Missing. On Debian: sudo apt-get install ${packages[*]}" >&2
    exit 1
  fi
fi

# The tests also run without it, one crate after the other.
if ! cargo nextest --version >/dev/null 2>&1; then
  cargo install --locked cargo-nextest || echo "cargo-nextest could not be installed; using cargo test."
fi
