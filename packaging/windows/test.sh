#!/usr/bin/env bash
# Tries the Windows installer on Debian, under wine, with a stand-in for the program: install, upgrade, silent, uninstall.
#   packaging/windows/test.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/environment.sh
source "$here/../environment.sh"

work=$(mktemp -d)
started=()
export WINEPREFIX=$work/wine WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' HOME=$work
wine=/usr/lib/wine/wine64
finish() {
  local pid
  /usr/lib/wine/wineserver64 -k 2>/dev/null || true
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work" 2>/dev/null || { sleep 2 && rm -rf "$work"; }
}
trap finish EXIT
well() { printf 'windows: %4d s  %s\n' "$SECONDS" "$*"; }
fail() {
  printf 'windows: %s\n' "$*" >&2
  exit 1
}

for entry in makensis:nsis /usr/lib/wine/wine64:wine64 x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 Xvfb:xvfb; do
  command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry##*:}"
done | bring

Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3>"$work/display" 2>"$work/xvfb.log" &
started+=($!)
for _ in $(seq 100); do [[ ! -s $work/display ]] || break && sleep 0.1; done
DISPLAY=:$(tr -d '[:space:]' <"$work/display")
export DISPLAY

# Two versions: the older one has a file that the newer one must not find.
make_version() { # NUMBER MINOR FILE
  local payload=$work/payload-$1
  mkdir -p "$payload/_internal/part"
  x86_64-w64-mingw32-gcc -mwindows -DVERSION_MINOR="$2" -o "$payload/frontdesk.exe" "$here/stand_in.c"
  cp "$payload/frontdesk.exe" "$payload/frontdesk-console.exe"
  printf '%s' "$1" >"$payload/_internal/part/$3"
  makensis -V2 -DVERSION="$1" -DPAYLOAD="$payload" -DOUT="$work/setup-$1.exe" "$here/frontdesk.nsi"
}
make_version 0.0.9 9 old.txt
make_version 0.1.0 10 new.txt
well "two installers are built"
timeout 120 "$wine" wineboot --init >"$work/wineboot.log" 2>&1 || fail "wine does not start: $(tail -n 3 "$work/wineboot.log")"
drive=$WINEPREFIX/drive_c
user=$(find "$drive/users" -mindepth 1 -maxdepth 1 -not -name Public -printf '%f\n' | head -n 1)
local_data=$drive/users/$user/AppData/Local
own=$local_data/Programs/Frontdesk
everybody="$drive/Program Files/Frontdesk"

run() { timeout 120 "$wine" "$@"; }
version_of_program() {
  local code=0
  run "$1/frontdesk.exe" || code=$?
  printf '%s' "$code"
}
registered() { # ROOT VALUE
  run reg query "$1\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Frontdesk" /v "$2" 2>/dev/null | tr -d '\r' | sed -n "s/^ *$2 *REG_[A-Z]* *//p"
}
uninstall() { # FOLDER SWITCHES...: it goes on in a copy of itself, so its last deed is waited for
  local folder=$1
  shift
  run "$folder/uninstall.exe" "$@" || return
  for _ in $(seq 200); do [[ -e $folder/uninstall.exe ]] || break; sleep 0.1; done
  sleep 2
}

mkdir -p "$local_data/Frontdesk"
printf 'kept' >"$local_data/Frontdesk/settings.json"

run "$work/setup-0.0.9.exe" /S /CurrentUser || fail "the first silent install failed with $?"
[[ -f $own/_internal/part/old.txt && $(version_of_program "$own") == 9 ]] || fail "it is not where one account's programs belong"
[[ $(registered HKCU DisplayVersion) == 0.0.9 ]] || fail "it is not registered for this account"
find "$drive/users/$user" -name Frontdesk.lnk | grep -q . || fail "there is no entry in the menu"
well "silent install for one account"

run "$work/setup-0.1.0.exe" /S || fail "the upgrade failed with $?"
[[ ! -e $own/_internal/part/old.txt && -f $own/_internal/part/new.txt ]] || fail "files of the old version are left"
[[ $(version_of_program "$own") == 10 && $(registered HKCU DisplayVersion) == 0.1.0 ]] || fail "it is still the old version"
[[ ! -d $everybody ]] || fail "an upgrade changed the scope"
[[ $(cat "$local_data/Frontdesk/settings.json") == kept ]] || fail "the upgrade touched the data"
well "upgraded in place; data untouched"

"$wine" "$own/frontdesk.exe" stay >/dev/null 2>&1 &
staying=$!
started+=("$staying")
sleep 3
kill -0 "$staying" || fail "the stand-in does not stay"
run "$work/setup-0.1.0.exe" /S || fail "over a running copy it failed with $?"
for _ in $(seq 50); do kill -0 "$staying" 2>/dev/null || break; sleep 0.1; done
! kill -0 "$staying" 2>/dev/null || fail "the running copy was not closed"
[[ $(version_of_program "$own") == 10 ]] || fail "over a running copy nothing was installed"
well "a running copy is closed and replaced"

printf 'mine' >"$own/notes of the shop.txt"
uninstall "$own" /S || fail "the uninstaller failed with $?"
[[ ! -e $own/frontdesk.exe && ! -e $own/_internal && ! -e $own/uninstall.exe ]] || fail "program files are left"
[[ -f "$own/notes of the shop.txt" ]] || fail "somebody else's file was deleted"
[[ -f $local_data/Frontdesk/settings.json ]] || fail "the data went with the program"
[[ -z $(registered HKCU DisplayVersion) ]] || fail "it is still registered"
! find "$drive/users/$user" -name Frontdesk.lnk | grep -q . || fail "the entry in the menu is left"
rm -r "$own"
well "silent uninstall; data and others' files stay"

run "$work/setup-0.0.9.exe" /S /AllUsers || fail "the install for everybody failed with $?"
[[ -f $everybody/_internal/part/old.txt && $(registered HKLM DisplayVersion) == 0.0.9 ]] || fail "it is not installed for everybody"
run "$work/setup-0.1.0.exe" /S || fail "the upgrade for everybody failed with $?"
[[ ! -e $everybody/_internal/part/old.txt && $(registered HKLM DisplayVersion) == 0.1.0 && ! -d $own ]] || fail "the upgrade went elsewhere"
uninstall "$everybody" /S /DeleteData || fail "the uninstaller failed with $?"
[[ ! -d $everybody && ! -d $local_data/Frontdesk && -z $(registered HKLM DisplayVersion) ]] || fail "something is left"
well "for everybody: install, upgrade, uninstall with the data"

run "$work/setup-0.1.0.exe" /S "/D=C:\\ShopPrograms\\Desk" || fail "a folder of one's own failed with $?"
[[ $(version_of_program "$drive/ShopPrograms/Desk") == 10 ]] || fail "/D= was not obeyed"
well "in a folder that was named; all well"
