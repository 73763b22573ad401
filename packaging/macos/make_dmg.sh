#!/usr/bin/env bash
# From Frontdesk.app (made by frontdesk.spec) to a disk image that macOS opens without a warning. On a Mac only.
#   packaging/macos/make_dmg.sh dist/Frontdesk.app Frontdesk-0.1.0.dmg
# Signs and notarises where these are set; otherwise the image is unsigned, and this says so:
#   SIGNING_IDENTITY    "Developer ID Application: …", always the same one: access to the keychain is bound to it
#   NOTARY_PROFILE      a profile kept with `xcrun notarytool store-credentials`
set -euo pipefail
app=$1 image=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

sign() { codesign --force --timestamp --options runtime --sign "$SIGNING_IDENTITY" "$@"; }

if [[ -n ${SIGNING_IDENTITY:-} ]]; then
  # From the inside out, each file by itself: --deep signs in an order that notarisation refuses.
  while IFS= read -r -d '' file; do
    ! file -b "$file" | grep -q '^Mach-O' || sign "$file"
  done < <(find "$app/Contents/Frameworks" "$app/Contents/Resources" -type f -print0)
  while IFS= read -r -d '' framework; do sign "$framework"; done < <(find "$app/Contents/Frameworks" -depth -type d -name '*.framework' -print0)
  sign --entitlements "$here/entitlements.plist" "$app/Contents/MacOS/frontdesk"
  sign --entitlements "$here/entitlements.plist" "$app"
  codesign --verify --strict --verbose=2 "$app"
else
  echo "SIGNING_IDENTITY is not set: the program is not signed, and macOS will warn of it" >&2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ditto "$app" "$folder/Frontdesk.app"
ln -s /Applications "$folder/Applications"
hdiutil create -quiet -ov -fs HFS+ -format UDZO -volname Frontdesk -srcfolder "$folder" "$image"

if [[ -n ${SIGNING_IDENTITY:-} ]]; then
  codesign --force --timestamp --sign "$SIGNING_IDENTITY" "$image"
fi
if [[ -n ${SIGNING_IDENTITY:-} && -n ${NOTARY_PROFILE:-} ]]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
  spctl --assess --type open --context context:primary-signature --verbose=2 "$image"
fi
