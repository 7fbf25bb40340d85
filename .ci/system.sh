# Sourced by .ci/run: what the tests need of the system beyond Python, from Debian's packages.
#
# Notices as PDF need Pango and a Chinese font; the tests read them back with pdftotext. Displays and the form are tried
# in a browser. durable-rules is published as source: it needs a C compiler and the headers of the Python that is used,
# which Debian keeps apart from its Python.
system_packages='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk poppler-utils chromium gcc libc6-dev'

headers_are_there() {
    "$1" -c 'import pathlib, sys, sysconfig; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").is_file())'
}

system_is_ready() {
    command -v pdftotext >/dev/null 2>&1 &&
        [ -x /usr/bin/chromium ] &&
        ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 &&
        ldconfig -p 2>/dev/null | grep -q libharfbuzz-subset &&
        fc-list :lang=zh 2>/dev/null | grep -q . &&
        command -v gcc >/dev/null 2>&1 &&
        headers_are_there "$(find_python)"
}

install_system_packages() {
    if system_is_ready; then
        return 0
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These have to be installed for the tests: $system_packages fontconfig, and Python's headers" >&2
        return 1
    fi
    as_root=''
    if [ "$(id -u)" -ne 0 ]; then
        as_root='sudo'
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # the list is meant to be split
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends fontconfig $system_packages >/dev/null
    python=$(find_python)
    if ! headers_are_there "$python"; then
        headers="$("$python" -c 'import sys; print("libpython%d.%d-dev" % sys.version_info[:2])')"
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$headers" >/dev/null
    fi
}
