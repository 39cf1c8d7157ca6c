#!/usr/bin/env bash
# Installs what this machine lacks for `make run` (infra/setup.sh run) or for `make test` (infra/setup.sh test): as root
# on Debian; elsewhere it says what to install.
set -euo pipefail

purpose=${1:?run or test}

# Vite needs this Node (`engines` in web/package.json).
node_is_new() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

# Adds Debian's names of missing packages to `packages`.
missing_to_run() {
  command -v cc >/dev/null || packages+=(gcc libc6-dev)
  # Debian's npm, too, only where there is none: the Node of other sources brings its own.
  command -v node >/dev/null || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
}

missing_to_test() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3 python3-venv)
  command -v git >/dev/null || packages+=(git)
  # The pages are tested in Debian's chromium, with fonts for every language of theirs.
  command -v chromium >/dev/null || packages+=(chromium)
  [[ -d /usr/share/fonts/truetype/dejavu ]] || packages+=(fonts-dejavu-core)
  # The stand-in for AWS runs at its own time (tests/stand_in).
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || packages+=(libfaketime)
}

if ! command -v cargo >/dev/null; then
  echo "Rust is missing: install it with rustup (https://rustup.rs)." >&2
  exit 1
fi

packages=()
missing_to_run
[[ $purpose == run ]] || missing_to_test

if ((${#packages[@]})); then
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    echo "-- installing ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    echo "Missing. On Debian: sudo apt-get install ${packages[*]}" >&2
    exit 1
  fi
fi

if ! node_is_new; then
  echo "Node $(node --version) is too old: the pages need 20.19 or later (https://nodejs.org/en/download)." >&2
  exit 1
fi
