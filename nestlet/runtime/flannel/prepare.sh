#!/usr/bin/env bash
# On amd64 flannel's UDP backend is written in C, for no other architecture. Nobody uses it here: amd64 gets what the others get, so that the
# build needs no compiler of C. Copies the module without it, and prints the module file that builds the copy.   prepare.sh DIRECTORY
set -euo pipefail
copy=$1
cd "$(dirname "${BASH_SOURCE[0]}")"
module=github.com/flannel-io/flannel
go mod download "$module"
rm -rf "$copy"
mkdir -p "$copy"
cp -r --no-preserve=mode "$(go list -m -f '{{.Dir}}' "$module")" "$copy/source"
udp=$copy/source/pkg/backend/udp
rm "$udp"/*_amd64.*
sed -i -E '\#^//(go:build| [+]build) #d' "$udp/udp.go" "$udp/udp_network.go"
cp go.sum "$copy/go.sum"
go mod edit -print -replace "$module=$(realpath --relative-to=. "$copy")/source" > "$copy/go.mod"
echo "$copy/go.mod"
