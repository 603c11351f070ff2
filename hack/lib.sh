# Sourced by the chores in this folder: where things are, and how they speak to the person in front.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
state=$root/.nestling
arch=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
version=$(sed -n 's|^\tk8s.io/kubernetes ||p' nestlet/go.mod)
nestlet=$root/nestlet/bin/$arch/$version/nestlet
export PATH=$PATH:/usr/sbin:/sbin

# A cluster of the user's own is used when KUBECONFIG says so; the embedded one's file does not count as that.
own_cluster() { [ -n "${KUBECONFIG:-}" ] && [ "$KUBECONFIG" != "$state/kubeconfig" ]; }

say() { printf '%s\n' "$*"; }
fail() { printf 'nestling: %s\n' "$*" >&2; exit 1; }

# step TEXT COMMAND…: one line of progress with the seconds that it took; what the command prints is shown only if it fails.
step() {
  local text=$1 log start=$SECONDS
  shift
  mkdir -p "$state/log"
  log=$state/log/$(echo "$text" | tr -c 'a-zA-Z0-9\n' '-').log
  printf '  %-58s ' "$text"
  if "$@" >"$log" 2>&1; then
    printf 'done (%s s)\n' "$((SECONDS - start))"
  else
    printf 'FAILED\n'
    tail -n 40 "$log" >&2
    fail "'$text' failed; the whole output is in $log"
  fi
}
