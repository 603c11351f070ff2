#!/usr/bin/env bash
# A machine as people prepare it for kubeadm, but without systemd: containerd, a kubelet that waits for its configuration, kubeadm join.
# Beside this file lies kubeadm.   stock-node.sh NAME ADDRESS ARGUMENT_OF_JOIN…
set -euo pipefail
name=$1 address=$2
shift 2
data=/nestling/data
cd "$data"
mkdir -p patches etc/kubernetes/manifests etc-work programs

# Settings of programs are the host's; what kubeadm writes there is the machine's.
mount -t overlay etc -o "lowerdir=/etc,upperdir=$data/etc,workdir=$data/etc-work" /etc
mkdir -p /etc/cni/net.d
rm -rf /etc/cni/net.d/*

# So are volumes.
mkdir -p opt-files opt-work
mount -t overlay opt -o "lowerdir=/opt,upperdir=$data/opt-files,workdir=$data/opt-work" /opt

cat > containerd.toml <<TOML
version = 3
root = "$data/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$data/opt"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "registry.nestling.dev/pause:1.0"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/usr/lib/cni", "/opt/cni/bin"]
    conf_dir = "/etc/cni/net.d"
    use_internal_loopback = true
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "$(command -v runc)"
      SystemdCgroup = false
TOML

# What differs from a machine with systemd and a disk of its own.
cat > patches/kubeletconfiguration.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: [none]
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
resolvConf: $data/resolv.conf
YAML

# Nobody answers there; but without any resolver CoreDNS would ask itself.
echo "nameserver ${address%.*}.1" > resolv.conf

export PATH=/nestling/runtime:$PATH
containerd --config containerd.toml &
until [ -S /run/containerd/containerd.sock ]; do sleep 0.1; done
for archive in /nestling/images/*.tar; do
  ctr --address /run/containerd/containerd.sock --namespace k8s.io images import --local "$archive" > /dev/null
done

# The unit that kubeadm's packages bring.
ln -sf /nestling/bin/nestlet programs/kubelet
export PATH=$data/programs:$PATH
(
  until [ -s /var/lib/kubelet/kubeadm-flags.env ]; do sleep 0.1; done
  . /var/lib/kubelet/kubeadm-flags.env
  exec kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf \
    --config=/var/lib/kubelet/config.yaml $KUBELET_KUBEADM_ARGS
) &
kubelet=$!
./kubeadm join --node-name="$name" --cri-socket=unix:///run/containerd/containerd.sock --patches="$data/patches" "$@"
wait $kubelet
