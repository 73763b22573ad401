# Sourced by run.sh, test.sh and build.sh: the system's libraries, a suitable Python and the private environment.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${FRONTDESK_VENV:-$root/.venv}

say() { printf 'frontdesk: %s\n' "$*" >&2; }

# ---------------------------------------------------------------------------------------------- system packages

# What Qt loads, by the name the linker knows, and the Debian package that brings it.
qt_libraries=(
  libGL.so.1:libgl1 libEGL.so.1:libegl1 libxkbcommon.so.0:libxkbcommon0 libfontconfig.so.1:libfontconfig1
  libglib-2.0.so.0:libglib2.0-0 libdbus-1.so.3:libdbus-1-3
  libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1
  libxcb-shape.so.0:libxcb-shape0 libxcb-xkb.so.1:libxcb-xkb1 libxkbcommon-x11.so.0:libxkbcommon-x11-0
)
# Programs that the tests of a whole desktop start.
desktop_programs=(
  Xvfb:xvfb xauth:xauth openbox:openbox xdotool:xdotool gnome-keyring-daemon:gnome-keyring
  secret-tool:libsecret-tools dbus-run-session:dbus scrot:scrot
)

missing_libraries() {
  local known entry
  known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
  for entry in "${qt_libraries[@]}"; do
    [[ $known == *"${entry%%:*}"* ]] || printf '%s\n' "${entry##*:}"
  done
  compgen -G '/usr/share/fonts/*/*' >/dev/null || printf 'fonts-dejavu-core\n'
}

missing_programs() {
  local entry
  for entry in "${desktop_programs[@]}"; do
    command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry##*:}"
  done
  # Arabic and Hebrew in the pictures that tests take.
  [[ -d /usr/share/fonts/truetype/noto ]] || printf 'fonts-noto-core\n'
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# Install what is named on standard input, where this is Debian or Ubuntu and we may; otherwise name the command.
bring() {
  local wanted
  mapfile -t wanted
  [[ ${#wanted[@]} -gt 0 ]] || return 0
  local command="apt-get install -y --no-install-recommends ${wanted[*]}"
  if ! command -v apt-get >/dev/null; then
    say "this system has no apt-get; install what corresponds to: ${wanted[*]}"
    return 0
  fi
  if [[ $(id -u) != 0 ]] && ! sudo -n true 2>/dev/null; then
    say "system packages are missing and this account may not install them. Run: sudo $command"
    return 0
  fi
  say "installing ${wanted[*]}"
  as_root apt-get update -qq >/dev/null || say "the list of packages could not be renewed; going on with the old one"
  # shellcheck disable=SC2086 # the command is a list of words
  as_root env DEBIAN_FRONTEND=noninteractive $command -qq -o Dpkg::Use-Pty=0 >/dev/null || say "that failed. Run it by hand: sudo $command"
}

bring_libraries() {
  [[ $(uname -s) == Linux ]] || return 0
  missing_libraries | bring
}

bring_desktop() {
  [[ $(uname -s) == Linux ]] || return 0
  { missing_libraries && missing_programs; } | bring
}

# ---------------------------------------------------------------------------------------------- Python

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }
makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# The interpreter to use, by its own path: the newest suitable one that can make environments.
find_python() {
  local name first=
  for name in ${FRONTDESK_PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    suits "$name" || continue
    if makes_environments "$name"; then
      "$name" -c 'import sys; print(sys.executable)'
      return 0
    fi
    first=${first:-$name}
  done
  if [[ -z $first ]]; then
    say "Python 3.11, 3.12 or 3.13 is needed and none was found. Install one, or name it: FRONTDESK_PYTHON=/path/to/python3"
    return 1
  fi
  # Debian and Ubuntu keep what makes environments in a package of its own.
  printf 'python%s-venv\n' "$(version_of "$first")" | bring
  if ! makes_environments "$first"; then
    say "$first cannot make environments (its modules venv and ensurepip are missing)"
    return 1
  fi
  "$first" -c 'import sys; print(sys.executable)'
}

# ---------------------------------------------------------------------------------------------- the environment

venv_python() {
  if [[ -x $venv/bin/python ]]; then printf '%s\n' "$venv/bin/python"; else printf '%s\n' "$venv/Scripts/python.exe"; fi
}

# What the environment was filled from, as one line.
fingerprint() {
  cat "$root/uv.lock" "$root/pyproject.toml" "$root/packaging/uv.txt" | "$1" -c \
    'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest(), sys.version_info[:3])'
}

# prepare run|test|build: make and fill the environment, unless that was done already from the same lock file.
prepare() {
  local purpose=$1 python stamp
  stamp=$venv/filled-for-$purpose
  if [[ -f $stamp && -f $(venv_python) ]] && suits "$(venv_python)"; then
    [[ $(cat "$stamp") != "$(fingerprint "$(venv_python)")" ]] || return 0
  fi
  python=$(find_python)
  if ! suits "$(venv_python)"; then
    say "making a private environment in $venv with Python $(version_of "$python")"
    "$python" -m venv --clear --without-pip "$venv"
  fi
  fill "$purpose" "$python"
  fingerprint "$(venv_python)" >"$stamp"
}

fill() {
  local purpose=$1 python=$2 tools=$venv/tools only
  case $purpose in
    run) only=(--no-dev) ;;
    test) only=(--group dev) ;;
    build) only=(--no-dev --group build --no-install-project) ;; # the program itself comes from its export
  esac
  if ! "$tools/bin/uv" --version >/dev/null 2>&1; then
    "$python" -m venv --clear "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/packaging/uv.txt"
  fi
  say "filling it from uv.lock"
  # Nothing is taken away: run.sh after test.sh must not undo what the tests need.
  UV_PROJECT_ENVIRONMENT=$venv UV_PYTHON=$(venv_python) UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV='' \
    "$tools/bin/uv" sync --quiet --project "$root" --frozen --inexact "${only[@]}"
}
