#!/usr/bin/env bash
# The one place with the flags of every Go build: a build with other flags is another ten minutes of cold cache.
#
#   nestlet/build.sh nestlet [MINOR] [ARCH]   nestlet of one Kubernetes minor (default 1.36), into nestlet/bin/ARCH/vX.Y.Z/nestlet
#   nestlet/build.sh runtime [ARCH [MODULE]]  the programs beside nestlet, into nestlet/bin/ARCH/runtime/; MODULE (runtime/etcd/) builds that one alone
#   nestlet/build.sh machine                  what end-to-end tests make nodes of: nestlet/bin/ARCH/machine and ARCH/kubeadm
#   nestlet/build.sh unit                     the tests that start no server and no node
#   nestlet/build.sh node                     the tests that start whole nodes; they need root and the images
#   nestlet/build.sh test [MINOR]             builds nestlet and runs its tests, with the same flags; those of a full volume need root
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export CGO_ENABLED=0 GOFLAGS= GOTOOLCHAIN=local
flags=(-trimpath -buildvcs=false)

# The Kubernetes version is what the module file of the minor says.
module_file() { [ "$1" = 1.36 ] && echo go.mod || echo "go-v$1.mod"; }
kubernetes_version() { sed -n 's|^\tk8s.io/kubernetes \(v[0-9.]*\).*|\1|p' "$(module_file "$1")"; }

version_flags() {
  local version=$1 minor
  minor=$(echo "$version" | cut -d. -f2)
  local at=k8s.io/component-base/version client=k8s.io/client-go/pkg/version
  echo "-s -w -X $at.gitVersion=$version -X $at.gitMajor=1 -X $at.gitMinor=$minor -X $client.gitVersion=$version -X $client.gitMajor=1 -X $client.gitMinor=$minor"
}

# A program is called as its package, unless that says too little.
program_name() {
  case $1 in
    go.etcd.io/etcd/server/v3) echo etcd ;;
    sigs.k8s.io/apiserver-network-proxy/cmd/*) echo "proxy-$(basename "$1")" ;;
    *) basename "$1" ;;
  esac
}

case ${1:-} in
  nestlet)
    minor=${2:-1.36} arch=${3:-amd64}
    version=$(kubernetes_version "$minor")
    out=bin/$arch/$version/nestlet
    GOARCH=$arch go build "${flags[@]}" -modfile="$(module_file "$minor")" -ldflags "$(version_flags "$version")" -o "$out" .
    echo "nestlet/$out"
    ;;
  runtime)
    arch=${2:-amd64}
    mkdir -p "bin/$arch/runtime"
    for program in pause nodeinit fileserver; do
      GOARCH=$arch go build "${flags[@]}" -ldflags "-s -w" -o "bin/$arch/runtime/$program" "./$program"
    done
    for module in ${3:-runtime/*/}; do
      mapfile -t tools < <(cd "$module" && go list -f '{{.ImportPath}}' tool)
      modfile=()
      [ ! -x "$module/prepare.sh" ] || modfile=("-modfile=$("$module/prepare.sh" "$PWD/bin/prepared/$(basename "$module")")")
      for tool in "${tools[@]}"; do
        GOARCH=$arch go build -C "$module" "${flags[@]}" "${modfile[@]}" -tags "$(cat "$module/tags" 2>/dev/null || true)" -ldflags "-s -w" \
          -o "$PWD/bin/$arch/runtime/$(program_name "$tool")" "$tool"
      done
    done
    ;;
  machine)
    go build "${flags[@]}" -ldflags "-s -w" -o "bin/$(go env GOARCH)/machine" ./machine
    go build "${flags[@]}" -ldflags "$(version_flags "$(kubernetes_version 1.36)")" -o "bin/$(go env GOARCH)/kubeadm" k8s.io/kubernetes/cmd/kubeadm
    ;;
  unit)
    go list "${flags[@]}" ./... | grep -vE '/(servertest|nodetest)$' | xargs go test "${flags[@]}"
    ;;
  node)
    NESTLING_ROOT_TESTS=1 go test "${flags[@]}" -count=1 ./internal/nodetest
    ;;
  test)
    minor=${2:-1.36}
    "./build.sh" nestlet "$minor"
    NESTLET="$PWD/bin/$(go env GOARCH)/$(kubernetes_version "$minor")/nestlet" \
      go test "${flags[@]}" -modfile="$(module_file "$minor")" ./...
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' build.sh
    exit 64
    ;;
esac
