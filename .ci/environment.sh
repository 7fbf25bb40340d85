# Sourced by examples/run, tests/run and .ci/run from the top of the repository.
#
# `environment EXTRA` makes .venv with this project and one of its extras in it. It does nothing when that has been
# done before for this pyproject.toml in this place. It needs nothing on the machine but Python 3.11 or later.

python_will_do='import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for candidate in python3.11 python3.12 python3.13 python3.14 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$python_will_do" >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    echo "Python 3.11 or later, with its venv module, is needed and was not found." >&2
    echo "On Debian or Ubuntu: apt install python3-venv" >&2
    return 1
}

can_be_used_again() {
    .venv/bin/python -c "import pip; $python_will_do" >/dev/null 2>&1 && grep -qF "$(pwd -P)/.venv" .venv/bin/activate
}

environment() {
    wanted="$(cksum <pyproject.toml) $(pwd -P)"
    for extra in "$1" dev; do
        if [ -x .venv/bin/python ] && [ "$(cat ".venv/.installed-$extra" 2>/dev/null)" = "$wanted" ]; then
            return 0
        fi
    done
    echo "Setting up .venv; this happens once, and again when pyproject.toml changes." >&2
    if ! can_be_used_again; then
        python=$(find_python) || return 1
        "$python" -m venv --clear .venv || return 1
    fi
    if ! install_project "$1"; then
        [ "$1" = dev ] && [ -z "${CI:-}" ] || return 1
        echo "One of the packages for development could not be installed; most likely durable-rules, which needs a C" >&2
        echo "compiler. Going on without it: the tests of its engine will be skipped." >&2
        install_project dev-without-engine || return 1
    fi
    echo "$wanted" >".venv/.installed-$1"
}

install_project() {
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --editable ".[$1]"
}
