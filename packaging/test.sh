#!/usr/bin/env bash
# Every check of the project, from a fresh clone. Arguments go to pytest, for example:
#   packaging/test.sh tests/ui -k connect        packaging/test.sh -m bench
# All steps run; the exit code is that of the first one that failed.
set -euo pipefail
# shellcheck source=packaging/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

bring_desktop
prepare test
cd "$root"
bin=$(dirname "$(venv_python)")
failed=0
report=()

step() {
  local name=$1 code=0 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || code=$?
  report+=("$(printf '%-12s %-7s %4d s' "$name" "$([[ $code == 0 ]] && echo ok || echo "failed")" $((SECONDS - began)))")
  [[ $failed != 0 ]] || failed=$code
}

# A measurement wants the machine for itself, everything else both cores.
workers() {
  case " $* " in
    *bench*) printf '%s\n' -p no:xdist ;;
    *) printf '%s\n' -n "${FRONTDESK_WORKERS:-2}" --max-worker-restart=0 ;;
  esac
}

# shellcheck disable=SC2317 # called through `step`
bounded() {
  if command -v timeout >/dev/null; then timeout --kill-after=30 1500 "$@"; else "$@"; fi
}

mapfile -t workers < <(workers "$@")
step "ruff check" "$bin/ruff" check .
step "ruff format" "$bin/ruff" format --check .
step "mypy" "$bin/mypy"
step "imports" "$bin/lint-imports"
step "pytest" bounded "$bin/python" -m pytest "${workers[@]}" "$@"
if (($# == 0)); then
  BENCH_REHEARSAL=1 step "rehearsal" bounded "$bin/python" -m pytest -p no:xdist -m bench # of the measurements, in small
fi
printf '\n'
printf '%s\n' "${report[@]}"
exit "$failed"
