#!/usr/bin/env bash
# A node as kubeadm leaves it, on a machine without systemd: containerd and a stock kubelet with a bootstrap kubeconfig.
# Beside this file lie bootstrap.kubeconfig, ca.crt, kubelet.yaml and conflist.template.  stock-node.sh NAME ADDRESS
set -euo pipefail
name=$1 address=$2
data=/nestling/data
cd "$data"
mkdir -p /run/cni kubelet.d pki
rm -rf /run/cni/*

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
    conf_dir = "/run/cni"
    conf_template = "$data/conflist.template"
    use_internal_loopback = true
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "$(command -v runc)"
      SystemdCgroup = false
TOML

# What differs from a machine with systemd and disks of its own; kubeadm writes such a file for its patches.
cat > kubelet.d/10-machine.conf <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {x509: {clientCAFile: $data/ca.crt}}
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: [none]
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
resolvConf: $data/resolv.conf
staticPodPath: ""
YAML

# Nobody answers there; but without any resolver CoreDNS would ask itself.
echo "nameserver ${address%.*}.1" > resolv.conf

export PATH=/nestling/runtime:$PATH
containerd --config containerd.toml &
until [ -S /run/containerd/containerd.sock ]; do sleep 0.1; done
for archive in /nestling/images/*.tar; do
  ctr --address /run/containerd/containerd.sock --namespace k8s.io images import --local "$archive" > /dev/null
done
exec /nestling/bin/nestlet kubelet --bootstrap-kubeconfig=bootstrap.kubeconfig --kubeconfig=kubelet.kubeconfig --cert-dir=pki \
  --config=kubelet.yaml --config-dir=kubelet.d --root-dir="$data/kubelet" --hostname-override="$name" --node-ip="$address" \
  --container-runtime-endpoint=unix:///run/containerd/containerd.sock
