#!/usr/bin/env bash
# Creates a Python environment from a file of requirements: infra/python-environment.sh .venv tests/requirements.txt
# uv takes seconds where pip takes minutes; if uv is missing, pip installs it.
set -euo pipefail

folder=$1 requirements=$2
UV_VERSION=0.13.8

python3 -m venv --clear "$folder"
pip=("$folder/bin/pip" --disable-pip-version-check --quiet)
uv=$(command -v uv || compgen -G '.venv/bin/uv' || true)
if [[ -z $uv ]] && "${pip[@]}" install "uv==$UV_VERSION"; then uv=$folder/bin/uv; fi
if [[ -z $uv ]]; then
  echo "uv could not be installed; pip takes minutes." >&2
  "${pip[@]}" install -r "$requirements"
else
  # uv doesn't read pip's settings.
  index=${PIP_INDEX_URL:-$("${pip[@]}" config get global.index-url 2>/dev/null || true)}
  [[ -z $index ]] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
  [[ -z ${PIP_CERT:-} ]] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}
  "$uv" pip install --quiet --python "$folder/bin/python" -r "$requirements"
fi
touch "$folder/installed"
