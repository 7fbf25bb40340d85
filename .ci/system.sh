# Sourced by .ci/run: what the tests need of the system beyond Python, from Debian's packages.
#
# Notices as PDF need Pango and a Chinese font; the tests read them back with pdftotext. Displays and the form are tried
# in a browser. durable-rules is published as source: it needs a C compiler and the headers of the Python that is used,
# which Debian keeps apart from its Python.
build_packages='gcc libc6-dev'
test_packages='fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk poppler-utils chromium'

headers_are_there() {
    "$1" -c 'import pathlib, sys, sysconfig; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").is_file())'
}

can_build() {
    command -v gcc >/dev/null 2>&1 && headers_are_there "$(find_python)"
}

can_test() {
    command -v pdftotext >/dev/null 2>&1 &&
        [ -x /usr/bin/chromium ] &&
        ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 &&
        ldconfig -p 2>/dev/null | grep -q libharfbuzz-subset &&
        fc-list :lang=zh 2>/dev/null | grep -q .
}

# What pip needs: a compiler, and headers. It also reads the lists of packages for what comes after it.
install_build_packages() {
    if can_build && can_test; then
        return 0
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These have to be installed for the tests: $build_packages $test_packages, and Python's headers" >&2
        return 1
    fi
    $(as_root) apt-get update -qq
    if can_build; then
        return 0
    fi
    # shellcheck disable=SC2086  # the list is meant to be split
    apt_install $build_packages
    python=$(find_python)
    if ! headers_are_there "$python"; then
        apt_install "$("$python" -c 'import sys; print("libpython%d.%d-dev" % sys.version_info[:2])')"
    fi
}

# What the tests need; can go on beside pip.
install_test_packages() {
    if ! can_test; then
        # shellcheck disable=SC2086  # the list is meant to be split
        apt_install $test_packages
    fi
}

apt_install() {
    $(as_root) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

as_root() {
    if [ "$(id -u)" -ne 0 ]; then
        echo sudo
    fi
}
