#!/bin/sh
# Puts the portable Frontdesk beside this script where this account's programs live, or takes it away again.
#   ./install.sh               for this account (~/.local); as root for everybody (/usr/local)
#   ./install.sh --remove      takes the program away; what it keeps for its people stays
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" = 0 ]; then prefix=${PREFIX:-/usr/local}; else prefix=${PREFIX:-$HOME/.local}; fi
place=$prefix/lib/frontdesk

remove() {
  rm -rf "$place"
  rm -f "$prefix/bin/frontdesk" "$prefix/share/applications/frontdesk.desktop" \
    "$prefix/share/icons/hicolor/scalable/apps/frontdesk.svg" "$prefix/share/man/man1/frontdesk.1" \
    "$prefix/share/metainfo/org.frontdesk.Frontdesk.metainfo.xml"
}

case "${1:-}" in
  --remove) remove; echo "Frontdesk was removed. What it keeps for its people stays where it was."; exit 0 ;;
  "") ;;
  *) echo "usage: $0 [--remove]" >&2; exit 2 ;;
esac

# The system's own libraries that a window needs; the interpreter and Qt are in the folder.
known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
missing=
# shellcheck disable=SC2043 # the build puts a list there
for library in @LIBRARIES@; do
  case "$known" in *"$library "*) ;; *) missing="$missing $library" ;; esac
done
if [ -n "$missing" ]; then
  echo "These libraries are missing; install the packages that bring them, then run this again:$missing" >&2
  [ -z "$known" ] || exit 1
fi

# A new version takes the old one's whole place: a file of the old one left behind would be loaded.
remove
mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share/applications" "$prefix/share/icons/hicolor/scalable/apps" \
  "$prefix/share/man/man1" "$prefix/share/metainfo"
cp -R "$here/frontdesk" "$place"
ln -s ../lib/frontdesk/frontdesk "$prefix/bin/frontdesk"
cp "$here/share/frontdesk.svg" "$prefix/share/icons/hicolor/scalable/apps/"
cp "$here/share/frontdesk.1" "$prefix/share/man/man1/"
cp "$here/share/org.frontdesk.Frontdesk.metainfo.xml" "$prefix/share/metainfo/"
sed "s|^Exec=frontdesk|Exec=\"$prefix/bin/frontdesk\"|" "$here/share/frontdesk.desktop" >"$prefix/share/applications/frontdesk.desktop"
echo "Frontdesk is installed: $prefix/bin/frontdesk, and in the menu of the desktop."
