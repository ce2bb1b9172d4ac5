#!/usr/bin/env bash
# Pins every dependency with its hashes: constraints.txt to run and build, constraints-dev.txt to test as well,
# constraints-compile.txt to compile the reader, constraints-readers.txt for the tools that read exports back.
# Needs uv. The files name no index, host or path.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
[ -x .venv/bin/uv ] && uv=.venv/bin/uv
if [ -z "$uv" ]; then
  echo "uv is not installed; run: .venv/bin/python -m pip install uv" >&2
  exit 1
fi

pin() {
  "$uv" pip compile --quiet --universal --upgrade --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "$@"
}

pin pyproject.toml --group build --output-file constraints.txt
pin pyproject.toml --group build --extra dev --constraints constraints.txt --output-file constraints-dev.txt
pin --group compile --constraints constraints-dev.txt --output-file constraints-compile.txt
pin --group readers --output-file constraints-readers.txt
# The annotation names this file's own path on the command line; keep the package names only.
sed -i -E 's/^( +# +via +)-c .*$/\1constraints/; /^ +# +-c /d' constraints-dev.txt constraints-compile.txt constraints-readers.txt

if grep -nE '://|file:|--(index|find)' constraints*.txt; then
  echo "a pinned file names a host or a path" >&2
  exit 1
fi
