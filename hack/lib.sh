# Sourced by the chores in this folder: where things are, and how they speak to the person in front.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
state=$root/.nestling
arch=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
version=$(sed -n 's|^\tk8s.io/kubernetes ||p' nestlet/go.mod)
nestlet=$root/nestlet/bin/$arch/$version/nestlet
operators=(lightcluster-operator cluster-operator)
export PATH=$PATH:/usr/sbin:/sbin

# A cluster of the user's own is used when KUBECONFIG says so; the embedded one's file does not count as that.
own_cluster() { [ -n "${KUBECONFIG:-}" ] && [ "$KUBECONFIG" != "$state/kubeconfig" ]; }

say() { printf '%s\n' "$*"; }
fail() { printf 'nestling: %s\n' "$*" >&2; exit 1; }

# running: whether the embedded cluster's process lives. A process id alone proves nothing: after a reboot it is somebody else's.
running() {
  local pid
  pid=$(cat "$state/pid" 2>/dev/null) && [ -n "$pid" ] &&
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--data $state/cluster "
}

# step TEXT COMMAND…: one line of progress with the seconds that it took; what the command prints is shown only if it fails.
# The command stays in the foreground, so that Ctrl-C reaches it; the seconds are counted beside it.
step() {
  local text=$1 log start=$SECONDS code=0
  shift
  mkdir -p "$state/log"
  log=$state/log/$(echo "$text" | tr -c 'a-zA-Z0-9\n' '-').log
  printf '  %-58s ' "$text"
  count_seconds "$text" &
  ticker=$!
  trap 'kill "$ticker" 2>/dev/null || true' EXIT
  "$@" >"$log" 2>&1 || code=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  trap - EXIT
  [ ! -t 1 ] || printf '\r  %-58s ' "$text"
  if [ "$code" = 0 ]; then
    printf 'done (%s s)\n' "$((SECONDS - start))"
  else
    printf 'FAILED\n'
    tail -n 40 "$log" >&2
    fail "'$text' failed; the whole output is in $log"
  fi
}

# Shows that a step lives: every second on a terminal, every half minute in a log. It ends with its shell, however that ends.
count_seconds() {
  local start=$SECONDS
  while sleep 1 && kill -0 $$ 2>/dev/null; do
    if [ -t 1 ]; then
      printf '\r  %-58s %s s ' "$1" "$((SECONDS - start))"
    elif [ $(((SECONDS - start) % 30)) = 0 ]; then
      printf '%s s … ' "$((SECONDS - start))"
    fi
  done
}
