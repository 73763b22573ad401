#!/usr/bin/env bash
# Starts Frontdesk from a fresh clone. Alone: the window on the training store. Arguments go to the program:
#   packaging/run.sh                                        practice data, nothing reaches a real customer
#   packaging/run.sh --training --screenshot window.png     a picture of the window, also without a display
#   packaging/run.sh doctor                                 any command of the command line
set -euo pipefail
# shellcheck source=packaging/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

has_display() {
  [[ $(uname -s) != Linux || -n ${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-} ]]
}

# Only options and no picture wanted: a window is to be opened. The program itself reads the rest.
wants_window() {
  local argument
  for argument in "$@"; do
    [[ $argument == --* && $argument != --screenshot* && $argument != --help && $argument != --version ]] || return 1
  done
}

[[ $# -gt 0 ]] || set -- --training
if wants_window "$@" && ! has_display; then
  say "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)."
  say "Start it from a desktop session, or take a picture: packaging/run.sh --training --screenshot window.png"
  exit 4
fi
bring_libraries
prepare run
exec "$(venv_python)" -m app "$@"
