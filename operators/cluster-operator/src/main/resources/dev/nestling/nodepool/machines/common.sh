# What the scripts have in common; it stands before each of them.
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
root=/opt/nestling
settings=/etc/nestling
data=/var/lib/nestling-agent
unit_name=nestlet-agent.service

# Whose the machine is; empty when it is nobody's.
owner() { head -n 1 "$settings/machine" 2> /dev/null; }

# One script at a time, also when the connection of an earlier one is lost. What is started meanwhile must not keep the lock.
lock() {
  exec 9> /run/nestling-machine.lock
  flock -w 120 9 || { echo "another installation or cleaning is still at work" >&2; exit 42; }
}
service() { systemctl "$@" 9>&-; }

# What of other Kubernetes is on a machine that is nobody's: it would be broken by ours, and by cleaning.
foreign() {
  [ -z "$(owner)" ] || return 0
  for path in "$root" "$data" /etc/kubernetes/kubelet.conf /etc/rancher /var/lib/k0s /var/snap/microk8s \
    /sys/fs/cgroup/kubepods* /sys/fs/cgroup/*/kubepods*; do
    [ ! -e "$path" ] || printf '%s ' "$path"
  done
  for link in cni0 flannel.1 flannel-v6.1; do
    ! ip link show "$link" > /dev/null 2>&1 || printf 'interface-%s ' "$link"
  done
  # A kubelet listens on port 10250.
  ! cat /proc/net/tcp /proc/net/tcp6 2> /dev/null | awk '$4 == "0A" && $2 ~ /:280A$/ { found = 1 } END { exit !found }' || printf 'port-10250 '
}
