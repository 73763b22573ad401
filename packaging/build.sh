#!/usr/bin/env bash
# Builds the installed program for Linux, from a clean export of a commit and the lock file; the same bytes every time.
#   packaging/build.sh                          the .deb and the portable .tar.xz of HEAD, into dist/
#   packaging/build.sh --commit v0.1.0 --out ../built
#   packaging/build.sh --version 0.1.1          under another number (the smoke test upgrades with it)
#   packaging/build.sh --only folder            the program's folder alone, for a measurement; `--only deb` the package alone
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commit=HEAD version='' out=$checkout/dist part=all
while [[ $# -gt 0 ]]; do
  case $1 in
    --commit) commit=$2 ;;
    --version) version=$2 ;;
    --out) out=$2 ;;
    --only) part=$2 ;;
    *) printf 'usage: build.sh [--commit NAME] [--version NUMBER] [--out FOLDER] [--only folder|deb]\n' >&2 && exit 2 ;;
  esac
  shift 2
done

umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git -C "$checkout" rev-parse --verify "$commit^{commit}")
SOURCE_DATE_EPOCH=$(git -C "$checkout" show --no-patch --format=%ct "$commit")
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1 PYTHONNOUSERSITE=1
unset PYTHONPATH PYTHONOPTIMIZE
# Python's modules lie in the program as they are: unpacking them takes about a twentieth of the time to the first screen.
export PYINSTALLER_ZLIB_COMPRESSION_LEVEL=0
mkdir -p "$work/source" "$out"
git -C "$checkout" archive "$commit" | tar -x -C "$work/source"

# The export's own scripts, lock file and lists from here on.
export FRONTDESK_VENV=$work/venv
# shellcheck source=packaging/environment.sh
source "$work/source/packaging/environment.sh"

bring_builders() {
  local entry
  for entry in strip:binutils dpkg-shlibdeps:dpkg-dev desktop-file-validate:desktop-file-utils appstreamcli:appstream xz:xz-utils; do
    command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry##*:}"
  done | bring
}

[[ $part == folder ]] || bring_builders
bring_libraries
prepare build
python=$(venv_python)
version=${version:-$("$python" -c 'import sys, tomllib; print(tomllib.load(open(sys.argv[1], "rb"))["project"]["version"])' "$root/pyproject.toml")}
date=$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%d)

say "the program's folder, version $version of ${commit:0:12}"
(
  cd "$root"
  FRONTDESK_VERSION=$version FRONTDESK_COMMIT=$commit PYINSTALLER_CONFIG_DIR=$work/cache "$python" -m PyInstaller --log-level WARN \
    --noconfirm --distpath "$work/folder" --workpath "$work/build" packaging/frontdesk.spec
)
program=$work/folder/frontdesk
"$python" "$root/packaging/check_bundle.py" "$program" "$work"
find "$program" -type d -exec chmod 755 {} +
find "$program" -type f -exec chmod 644 {} +
chmod 755 "$program/frontdesk"

# Every file of what is packed bears the commit's time.
settle() { find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }

if [[ $part == folder ]]; then
  settle "$program"
  rm -rf "$out/frontdesk"
  cp -a "$program" "$out/frontdesk"
  exit
fi

filled() { sed -e "s/@VERSION@/$version/g" -e "s/@DATE@/$date/g" "$root/packaging/linux/$1"; }

# ------------------------------------------------------------------------------------------------ the .deb
say "the Debian package"
architecture=$(dpkg --print-architecture)
tree=$work/tree
share=$tree/usr/share
mkdir -p "$tree/usr/lib" "$tree/usr/bin" "$tree/DEBIAN" "$work/control/debian" "$share/applications" "$share/metainfo" \
  "$share/man/man1" "$share/icons/hicolor/scalable/apps" "$share/doc/frontdesk" "$share/lintian/overrides"
cp -a "$program" "$tree/usr/lib/frontdesk"
ln -s ../lib/frontdesk/frontdesk "$tree/usr/bin/frontdesk"
cp "$root/packaging/linux/frontdesk.desktop" "$share/applications/"
cp "$root/resources/icons/frontdesk.svg" "$share/icons/hicolor/scalable/apps/"
filled org.frontdesk.Frontdesk.metainfo.xml >"$share/metainfo/org.frontdesk.Frontdesk.metainfo.xml"
filled frontdesk.1 | gzip -9n >"$share/man/man1/frontdesk.1.gz"
"$python" "$root/packaging/copyright.py" "$program/_internal/resources/shipped.json" >"$share/doc/frontdesk/copyright"
printf 'frontdesk (%s) stable; urgency=medium\n\n  * Built from commit\n    %s.\n  * What is new stands in NEWS.md.\n\n -- The Frontdesk maintainers <maintainers@localhost>  %s\n' \
  "$version" "$commit" "$(date --utc --date="@$SOURCE_DATE_EPOCH" -R)" | gzip -9n >"$share/doc/frontdesk/changelog.gz"
cp "$root/packaging/RELEASE_NOTES.md" "$share/doc/frontdesk/NEWS.md"
cp "$root/packaging/linux/lintian-overrides" "$share/lintian/overrides/frontdesk"
desktop-file-validate "$share/applications/frontdesk.desktop"
appstreamcli validate --no-net "$share/metainfo/org.frontdesk.Frontdesk.metainfo.xml"

# The system's libraries, exactly: what the files name, with the versions whose symbols they use.
printf 'Source: frontdesk\n\nPackage: frontdesk\nArchitecture: %s\n' "$architecture" >"$work/control/debian/control"
mapfile -t binaries < <(find "$tree/usr/lib/frontdesk" -type f \( -name '*.so*' -o -name frontdesk \) | sort)
inside=()
while read -r folder; do inside+=("-l$folder"); done < <(printf '%s\n' "${binaries[@]}" | xargs -n1 dirname | sort -u)
# What travels with the program is nobody else's to bring.
while read -r brought; do inside+=("-x$brought"); done < <(
  "$python" -c 'import json, sys; print(*(part["name"].split()[0] for part in json.load(open(sys.argv[1], encoding="utf-8"))["parts"] if part["name"].endswith(" of Debian")), sep="\n")' \
    "$program/_internal/resources/shipped.json"
)
needed=$(cd "$work/control" && dpkg-shlibdeps -O --ignore-missing-info "${inside[@]}" "${binaries[@]}" 2>"$work/shlibdeps.log") || { cat "$work/shlibdeps.log" >&2 && exit 1; }
needed=${needed#shlibs:Depends=}
cat >"$tree/DEBIAN/control" <<CONTROL
Package: frontdesk
Version: $version
Architecture: $architecture
Maintainer: The Frontdesk maintainers <maintainers@localhost>
Installed-Size: $(du -k --apparent-size -s "$tree/usr" | cut -f1)
Depends: ca-certificates, $needed
Recommends: gnome-keyring | kwalletmanager
Section: misc
Priority: optional
Description: front desk of a dispensary
 A customer walks in; the clerk types a few letters or a number; the right
 person is on the screen at once with one clear answer and every reason for
 it, whichever vendor's system holds the record. Without a store it opens a
 training store with invented people.
CONTROL
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
settle "$tree"
package=$out/frontdesk_${version}_$architecture.deb
dpkg-deb --root-owner-group --threads-max=1 -Zxz -z6 --build "$tree" "$package" >/dev/null

if [[ $part == deb ]]; then
  say "$(stat -c '%n: %s bytes' "$package")"
  exit
fi

# ------------------------------------------------------------------------------------------------ the portable archive
say "the portable archive"
name=frontdesk-$version-linux-$(uname -m)
portable=$work/portable/$name
mkdir -p "$portable/share"
cp -a "$program" "$portable/frontdesk"
cp "$root/packaging/linux/frontdesk.desktop" "$root/resources/icons/frontdesk.svg" \
  "$share/metainfo/org.frontdesk.Frontdesk.metainfo.xml" "$portable/share/"
filled frontdesk.1 >"$portable/share/frontdesk.1"
libraries=$("$python" "$root/packaging/check_bundle.py" --outside "$program" | paste -sd' ')
sed "s|@LIBRARIES@|$libraries|" "$root/packaging/linux/install.sh" >"$portable/install.sh"
chmod 755 "$portable/install.sh"
cp "$share/doc/frontdesk/copyright" "$portable/LICENCES.txt"
cp "$root/packaging/RELEASE_NOTES.md" "$portable/"
settle "$work/portable"
tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -C "$work/portable" "$name" |
  xz -6 --threads=1 >"$out/$name.tar.xz"

(cd "$out" && sha256sum "$(basename "$package")" "$name.tar.xz") | tee "$out/SHA256SUMS"
say "installed: $(du -m --apparent-size -s "$program" | cut -f1) MB; $(stat -c '%n: %s bytes' "$package" "$out/$name.tar.xz" | paste -sd';')"
