#!/usr/bin/env bash
# Tries the .deb that was built, in a fresh Debian with nothing in it but what the package asks for. For Debian, as root.
#   packaging/smoke.sh                         builds HEAD twice, as itself and as 0.0.9, and tries both
#   packaging/smoke.sh --new A.deb --old B.deb tries these two; B has to be the earlier one
#   packaging/smoke.sh --pictures FOLDER       keeps the pictures it took
# The display is this machine's (Xvfb); the fresh root shares it by its socket alone.
set -euo pipefail

# Everything that is started or mounted ends with this script, however it ends.
if [[ -z ${FRONTDESK_SMOKE_ALONE:-} ]]; then
  [[ $(id -u) == 0 ]] || { printf 'smoke: run this as root\n' >&2 && exit 2; }
  exec env FRONTDESK_SMOKE_ALONE=1 unshare --mount --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" "$@"
fi

# shellcheck source=packaging/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
new='' old='' pictures=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --new) new=$(realpath "$2") ;;
    --old) old=$(realpath "$2") ;;
    --pictures) mkdir -p "$2" && pictures=$(realpath "$2") ;;
    *) printf 'usage: smoke.sh [--new A.deb --old B.deb] [--pictures FOLDER]\n' >&2 && exit 2 ;;
  esac
  shift 2
done

began=$SECONDS
work=$(mktemp -d)
fresh=$work/root
pictures=${pictures:-$work/pictures}
mkdir -p "$pictures" "$work/built"
finish() {
  local mounted
  for mounted in "$fresh/proc" "$fresh/tmp/.X11-unix"; do umount --lazy "$mounted" 2>/dev/null || true; done
  rm -rf --one-file-system "$work"
}
trap finish EXIT
well() { printf 'smoke: %4d s  %s\n' $((SECONDS - began)) "$*"; }
fail() {
  printf 'smoke: %s\n' "$*" >&2
  exit 1
}

bring_desktop
for program in debootstrap lintian; do command -v "$program" >/dev/null || printf '%s\n' "$program"; done | bring
prepare run
if [[ -z $new ]]; then
  "$root/packaging/build.sh" --out "$work/built/new" --only deb
  "$root/packaging/build.sh" --out "$work/built/old" --only deb --version 0.0.9
  new=$(echo "$work"/built/new/*.deb)
  old=$(echo "$work"/built/old/*.deb)
fi
number() { dpkg-deb --field "$1" Version; }
dpkg --compare-versions "$(number "$old")" lt "$(number "$new")" || fail "$old is not older than $new"

lintian --allow-root --fail-on error,warning "$new" >"$work/lintian.log" 2>&1 || fail "lintian found: $(head -n 20 "$work/lintian.log")"
well "Debian's own check has nothing against $(number "$new")"

# ------------------------------------------------------------------------------------------------ the fresh root
debootstrap --variant=minbase bookworm "$fresh" >"$work/debootstrap.log" 2>&1 || fail "no fresh root: $(tail -n 3 "$work/debootstrap.log")"
mount -t proc proc "$fresh/proc"
cp /etc/resolv.conf "$fresh/etc/resolv.conf"
well "a fresh Debian 12"

in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$fresh" "$@"; }
install_package() {
  cp "$1" "$fresh/frontdesk.deb"
  in_root apt-get install --yes --quiet=2 --no-install-recommends /frontdesk.deb >"$work/apt.log" 2>&1 || fail "it does not install: $(tail -n 5 "$work/apt.log")"
  rm "$fresh/frontdesk.deb"
}
# A person at the desk, with nothing in the environment but what a session gives.
session=(HOME=/home/desk USER=desk LANG=C.UTF-8 PATH=/usr/bin:/bin XDG_RUNTIME_DIR=/run/desk)
as_desk=(/usr/sbin/chroot --userspec=desk:desk "$fresh" /bin/sh -c 'cd && exec "$@"' sh)
at_desk() { env -i "${session[@]}" "${as_desk[@]}" "$@"; }
has_colours() {
  QT_QPA_PLATFORM=offscreen "$(venv_python)" - "$1" <<'PY'
import sys
from PySide6.QtGui import QImage
picture = QImage(sys.argv[1])
colours = {picture.pixel(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}
sys.exit(len(colours) < 50)
PY
}
take() { # NAME: what is on the display now
  DISPLAY=$display QT_QPA_PLATFORM=xcb "$(venv_python)" - "$pictures/$1.png" <<'PY'
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
sys.exit(not application.primaryScreen().grabWindow(0).save(sys.argv[1]))
PY
  has_colours "$pictures/$1.png" || fail "$1: the picture is empty"
}

in_root apt-get update --quiet=2 >"$work/update.log" 2>&1 || fail "no list of packages: $(tail -n 3 "$work/update.log")"
in_root useradd --create-home desk
install -d -m 700 "$fresh/run/desk"
in_root chown desk:desk /run/desk
install_package "$old"
[[ $(at_desk frontdesk --version) == "frontdesk $(number "$old")" ]] || fail "it does not know its version"
! in_root sh -c 'command -v python3' >/dev/null || fail "the fresh root has a Python"
well "$(number "$old") is installed; $(in_root dpkg-query --show | wc -l) packages in all, no Python"

at_desk frontdesk --training --search an --open 1 --tab profile --screenshot /home/desk/window.png
cp "$fresh/home/desk/window.png" "$pictures/without-display.png"
has_colours "$pictures/without-display.png" || fail "the picture is empty"
well "the complete training window, without a display"

# ------------------------------------------------------------------------------------------------ a desktop
mkdir -p "$fresh/tmp/.X11-unix" /tmp/.X11-unix
Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp -ac 3>"$work/display" 2>"$work/xvfb.log" &
for _ in $(seq 100); do [[ ! -s $work/display ]] || break && sleep 0.1; done
[[ -s $work/display ]] || fail "no X server: $(cat "$work/xvfb.log")"
display=:$(tr -d '[:space:]' <"$work/display")
mount --bind /tmp/.X11-unix "$fresh/tmp/.X11-unix"
DISPLAY=$display openbox >"$work/openbox.log" 2>&1 &
session+=("DISPLAY=$display")
hands() { DISPLAY=$display timeout 30 xdotool "$@"; }

# From the menu entry, as a desktop reads it.
mapfile -t start < <(sed -n '0,/^Exec=/s/^Exec=//p' "$fresh/usr/share/applications/frontdesk.desktop" | tr ' ' '\n')
[[ -f $fresh/usr/share/icons/hicolor/scalable/apps/frontdesk.svg ]] || fail "the menu entry has no icon"
open_window() {
  env -i "${session[@]}" "${as_desk[@]}" "${start[@]}" >>"$work/window.log" 2>&1 &
  window_pid=$!
  window=
  for _ in $(seq 120); do
    kill -0 "$window_pid" 2>/dev/null || fail "the program ended early: $(cat "$work/window.log")"
    window=$(hands search --onlyvisible --name '^Frontdesk' 2>/dev/null | tail -n 1 || true)
    [[ -z $window ]] || break
    sleep 0.5
  done
  [[ -n $window ]] || fail "no window: $(cat "$work/window.log")"
  hands windowactivate --sync "$window"
  sleep 4
}
close_window() {
  local code=0
  hands windowactivate --sync "$window" key --clearmodifiers alt+F4
  for _ in $(seq 50); do kill -0 "$window_pid" 2>/dev/null || break; sleep 0.1; done
  wait "$window_pid" || code=$?
  [[ $code == 0 ]] || fail "the window ended with $code: $(cat "$work/window.log")"
}
open_window
take from-the-menu
close_window
[[ ! -s $work/window.log ]] || fail "the window said: $(cat "$work/window.log")"
well "the window from the menu entry, on a display, without a secret store"

# ------------------------------------------------------------------------------------------------ secrets and a store
in_root apt-get install --yes --quiet=2 --no-install-recommends gnome-keyring dbus libsecret-tools >"$work/apt.log" 2>&1 || fail "$(tail -n 5 "$work/apt.log")"
session+=(DBUS_SESSION_BUS_ADDRESS=unix:path=/run/desk/bus)
at_desk dbus-daemon --session --address=unix:path=/run/desk/bus --nofork --nopidfile >"$work/bus.log" 2>&1 &
for _ in $(seq 100); do [[ ! -S $fresh/run/desk/bus ]] || break && sleep 0.1; done
printf 'practice' | at_desk gnome-keyring-daemon --unlock --components=secrets --daemonize >"$work/keyring.log" 2>&1
at_desk frontdesk training serve --customers 300 >"$work/served" 2>"$work/served.log" &
for _ in $(seq 300); do [[ ! -s $work/served ]] || break && sleep 0.1; done
served() { "$(venv_python)" -c 'import json, sys; store = json.loads(open(sys.argv[1]).readline()); part = store[sys.argv[2]]
print(part if isinstance(part, str) else json.dumps(part))' "$work/served" "$1"; }
served secret | at_desk frontdesk connect "$(served vendor)" --name Main --base-url "$(served base_url)" --account "$(served account)" --secret-stdin >"$work/connect.log" 2>&1 ||
  fail "no store was connected: $(cat "$work/connect.log")"
at_desk frontdesk doctor >"$work/doctor.log" 2>&1 || fail "the doctor found: $(cat "$work/doctor.log")"
at_desk frontdesk sync --connection Main >"$work/sync.log" 2>&1 || fail "no index: $(cat "$work/sync.log")"
found=$(at_desk frontdesk search an --json)
well "a store is connected, its secret in gnome-keyring, its people in the vault; the doctor is content"

# Work that was never saved.
open_window
hands key --clearmodifiers ctrl+n
sleep 1
hands type --delay 20 Smokewitness
sleep 3
take unsaved
kill -KILL "$window_pid"
wait "$window_pid" 2>/dev/null || true
drafts() {
  at_desk secret-tool lookup service frontdesk username vault/key |
    PYTHONPATH=$root "$(venv_python)" "$root/packaging/count_drafts.py" "$fresh/home/desk/.local/share/Frontdesk"
}
[[ $(drafts) == 1 ]] || fail "what was typed is not in the vault: $(drafts)"
well "the program was killed with unsaved work in it"

# ------------------------------------------------------------------------------------------------ upgrade
before=$(cd "$fresh/home/desk" && find . -type f -path '*Frontdesk*' -name '*.json' -exec sha256sum {} +)
install_package "$new"
[[ $(at_desk frontdesk --version) == "frontdesk $(number "$new")" ]] || fail "after the upgrade it is still the old one"
[[ ! -d $fresh/usr/lib/frontdesk/_internal/frontdesk-$(number "$old").dist-info ]] || fail "files of the old version are left"
[[ $before == $(cd "$fresh/home/desk" && find . -type f -path '*Frontdesk*' -name '*.json' -exec sha256sum {} +) ]] || fail "the settings changed"
at_desk frontdesk doctor >"$work/doctor.log" 2>&1 || fail "after the upgrade the doctor found: $(cat "$work/doctor.log")"
[[ $(at_desk frontdesk search an --json) == "$found" ]] || fail "the vault holds other people than before"
[[ $(drafts) == 1 ]] || fail "the draft is gone"
open_window
hands key --clearmodifiers F9
sleep 1
take after-upgrade
close_window
well "upgraded to $(number "$new"): stores, vault and the draft are there"

# ------------------------------------------------------------------------------------------------ removal
in_root apt-get purge --yes --quiet=2 frontdesk >"$work/apt.log" 2>&1 || fail "it cannot be removed: $(cat "$work/apt.log")"
left=$(find "$fresh" -xdev -iname '*frontdesk*' -not -path "$fresh/home/*" -not -path "$fresh/proc/*" -not -path "$fresh/var/log/*")
[[ -z $left ]] || fail "left behind: $left"
[[ -f $fresh/home/desk/.local/share/Frontdesk/frontdesk.vault ]] || fail "the data went with the program"
well "removed; no file of the program is left, the person's data are"
printf 'smoke: pictures in %s\n' "$pictures"
