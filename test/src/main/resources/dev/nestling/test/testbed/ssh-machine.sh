#!/usr/bin/env bash
# A machine as a provider hands it out, but without systemd: an SSH server, runc and iptables, and nothing of Kubernetes. What it keeps
# outlives it, as a disk outlives a reboot. Beside this file lie systemctl, journalctl, host_key and authorized_keys.   ssh-machine.sh ADDRESS [full]
set -euo pipefail
address=$1
data=/nestling/data
cd "$data"

# Programs and their settings are the host's; what is written there is the machine's.
for directory in etc opt; do
  mkdir -p "$directory-files" "$directory-work"
  mount -t overlay "$directory" -o "lowerdir=/$directory,upperdir=$data/$directory-files,workdir=$data/$directory-work" "/$directory"
done
rm -rf /etc/cni/net.d /etc/nologin
chmod 1777 /var/tmp
[ "${2:-}" != full ] || mount -t tmpfs -o size=50m opt /opt

# Nobody answers there; but without any resolver CoreDNS would ask itself.
rm -f /etc/resolv.conf
echo "nameserver ${address%.*}.1" > /etc/resolv.conf
echo "127.0.0.1 localhost $(hostname)" > /etc/hosts

# What stands for systemd.
mkdir -p /run/systemd/system /run/sshd
mount -t tmpfs programs /usr/local/sbin
for program in systemctl journalctl; do
  cp "$program" /usr/local/sbin/
  theirs=$(PATH=/usr/bin:/bin command -v "$program") && mount --bind "/usr/local/sbin/$program" "$theirs"
done

# Two who are let in: root, and one who may be root.
grep -q '^ops:' /etc/passwd || echo 'ops:x:1999:1999::/var/lib/ops:/bin/bash' >> /etc/passwd
grep -q '^ops:' /etc/group || echo 'ops:x:1999:' >> /etc/group
sed -i '/^ops:/d; s/^root:[^:]*:/root:*:/' /etc/shadow
echo 'ops:*:20000:0:99999:7:::' >> /etc/shadow
mkdir -p /etc/sudoers.d
echo 'ops ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/ops
chmod 440 /etc/sudoers.d/ops
for home in /root /var/lib/ops; do
  mkdir -p "$home/.ssh"
  cp authorized_keys "$home/.ssh/"
  chmod -R go= "$home"
done
chown -R 1999:1999 /var/lib/ops

wants=/etc/systemd/system/multi-user.target.wants/nestlet-agent.service
[ ! -e "$wants" ] || /usr/local/sbin/systemctl start nestlet-agent.service
chmod 600 host_key
exec /usr/sbin/sshd -D -e -f /dev/null -o "HostKey=$data/host_key" -o UsePAM=no -o PasswordAuthentication=no -o PermitRootLogin=prohibit-password \
  -o PidFile=none -o "ListenAddress=$address"
