#!/bin/sh
# scripts/setup.sh EXTRA… makes .venv and installs the project with at least these extras, as constraints.txt pins them.
# Done already: it says nothing and does nothing. .venv/.installed remembers for which files, and which extras.
set -eu
cd "$(dirname "$0")/.."

runs() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' >/dev/null 2>&1; }

# The path of a Python 3.11 or 3.12: from PATH first, then pyenv's versions, which may not be on it.
find_python() {
    for candidate in ${PYTHON:-} python3.12 python3.11 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.11*/bin/python; do
        if runs "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    cat >&2 <<'HELP'
Ventros needs Python 3.11 or 3.12 (its dataflow engine has no build for later ones), and found neither. Get one:
  Debian, Ubuntu   sudo apt install python3.11 python3.11-venv   (or 3.12, whichever your release has)
  macOS            brew install python@3.12
  anywhere         pyenv install 3.12
Or say where it is: make setup PYTHON=/path/to/python3.12
HELP
    return 1
}

# Extras, once each and in order: a,b
union() { printf '%s\n' "$@" | sort -u | paste -sd, -; }

: "${1:?Say which extras of pyproject.toml to install, as in: scripts/setup.sh stream dev}"
case "$(uname -s)" in
Linux | Darwin) ;;
*) echo "The embedded services run on Linux and macOS. On Windows, work inside WSL." >&2 && exit 1 ;;
esac

key=$(cat pyproject.toml constraints.txt | cksum)
if [ -f .venv/.installed ] && runs .venv/bin/python; then
    # shellcheck disable=SC2046  # the list is split into words on purpose
    extras=$(union "$@" $(tail -n 1 .venv/.installed | tr ',' ' ')) # what one target needed stays for the next
    [ "$(cat .venv/.installed)" = "$(printf '%s\n%s' "$key" "$extras")" ] && exit 0
else
    extras=$(union "$@")
    python=$(find_python)
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv || {
        echo "$python cannot make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    }
fi

rm -f .venv/.installed
echo "Installing: core,$extras. The first time takes a minute or two."
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$extras]"
printf '%s\n%s\n' "$key" "$extras" >.venv/.installed
