# Removes what install.sh, the agent and its pods have left. Before this stands mark; exit code 41: the machine is not ours. The mark goes
# last, so that what was interrupted is done again. Data of local-path volumes (/opt/local-path-provisioner) stays: it may be the last copy.
set -u
lock
[ "$(owner)" = "$mark" ] || exit 41
real() { readlink -f "$1" || echo "$1"; }
run=/run/nestling/$(printf %s "$data" | sha256sum | cut -c 1-8)

service --quiet disable --now "$unit_name" 2> /dev/null
rm -f "/etc/systemd/system/$unit_name"
service daemon-reload

# Pods outlive the agent. First who would start them anew.
programs=$(real "$root")
for process in /proc/[0-9]*; do
  case $(readlink "$process/exe") in "$programs"/*) kill -KILL "${process#/proc/}" 2> /dev/null ;; esac
done
pods() { find /sys/fs/cgroup/kubepods /sys/fs/cgroup/*/kubepods "$@" 2> /dev/null; }
for attempt in 1 2 3 4 5; do
  # What a killed runc has left frozen takes no signal.
  pods -name freezer.state | while IFS= read -r file; do echo THAWED > "$file"; done
  pods -name cgroup.freeze | while IFS= read -r file; do echo 0 > "$file"; done
  left=$(pods -name cgroup.procs -exec cat {} + | sort -u)
  [ -n "$left" ] || break
  # shellcheck disable=SC2086
  kill -KILL $left 2> /dev/null
  sleep "$attempt"
done
pods -depth -type d -exec rmdir {} + 2> /dev/null

# Mounts below our directories, the innermost first. /proc/mounts writes a blank as \040.
ours() {
  awk '{ print $2 }' /proc/mounts | while read -r mount; do
    mount=$(printf %b "$(printf %s "$mount" | sed 's/\\/\\0/g')")
    for directory in "$root" "$settings" "$data" "$run"; do
      case $mount in "$(real "$directory")"/*) printf '%s\n' "$mount" ;; esac
    done
  done | sort -r
}
ours | while IFS= read -r mount; do umount -l "$mount" 2> /dev/null; done
# Deleting would go through a mount into what is somebody's.
if [ -n "$(ours)" ]; then
  echo "these are mounted and can't be unmounted: $(ours | head -n 5 | tr '\n' ' ')" >&2
  exit 1
fi

for link in cni0 flannel.1 flannel-v6.1; do ip link delete "$link" 2> /dev/null; done

# Chains of kube-proxy's, the kubelet's and flannel's with what leads to them, and those of our network's host ports; every other rule stays.
rules() {
  awk '
    /^\*/ { table = $0; chains = 0; jumps = 0 }
    /^:(KUBE|FLANNEL)-/ { chain[++chains] = substr($1, 2) }
    /^-A / {
      target = ""
      for (i = 3; i < NF; i++) if ($i == "-j" || $i == "-g") target = $(i + 1)
      host_port = $0 ~ /name: \\"nestling\\"/ && target ~ /^CNI-DN-/
      if (host_port) chain[++chains] = target
      if (host_port || (target ~ /^(KUBE|FLANNEL)-/ && $2 !~ /^(KUBE|FLANNEL)-/)) { sub(/^-A/, "-D"); jump[++jumps] = $0 }
    }
    /^COMMIT/ && chains + jumps {
      print table
      for (i = 1; i <= jumps; i++) print jump[i]
      for (i = 1; i <= chains; i++) print "-F " chain[i]
      for (i = 1; i <= chains; i++) print "-X " chain[i]
      print
    }'
}
for tool in iptables ip6tables iptables-legacy ip6tables-legacy; do
  command -v "$tool-save" > /dev/null 2>&1 || continue
  undo=$("$tool-save" 2> /dev/null | rules)
  [ -z "$undo" ] || printf '%s\n' "$undo" | "$tool-restore" --noflush || exit 1
done

[ ! -d /var/log/containers ] || find /var/log/containers -type l -lname "$data/*" -delete
rm -rf --one-file-system /run/flannel /etc/cni/net.d/10-nestling.conflist /var/lib/cni/networks/nestling "$run" "$root"
# It may be a disk of its own.
[ ! -d "$data" ] || find "$(real "$data")" -mindepth 1 -maxdepth 1 -exec rm -rf --one-file-system {} +
[ ! -d "$data" ] || rmdir "$data" 2> /dev/null
if [ -e "$root" ] || [ -n "$(ls -A "$data" 2> /dev/null)" ]; then
  echo "$root or what is in $data can't be removed" >&2
  exit 1
fi
rm -rf "$settings"
