# Makes a node of this machine, as far as it is not one. Before this stand: mark, fingerprint, restart, reference and archive of the files
# (empty when they are here already), and agent_config, ca, token and unit in base64. Exit code 40: the machine is somebody else's.
set -eu
umask 022
lock

# put MODE FILE BASE64: whoever looks finds the old content or the new one, also after a loss of power.
put() {
  printf %s "$3" | base64 -d > "$2.new"
  chmod "$1" "$2.new"
  sync -f "$2.new"
  mv "$2.new" "$2"
}

# Of two who come at once one has it.
if [ "$(owner)" != "$mark" ]; then
  [ -z "$(owner)" ] || exit 40
  others=$(foreign)
  [ -z "$others" ] || { echo "there is other Kubernetes: $others" >&2; exit 1; }
  mkdir -p "$settings"
  chmod 700 "$settings"
  rm -f "$settings/machine"
  printf '%s\n' "$mark" > "$settings/machine.new"
  sync -f "$settings/machine.new"
  ln "$settings/machine.new" "$settings/machine" || exit 40
  rm "$settings/machine.new"
fi

if [ -n "$archive" ]; then
  rm -rf "$root/new"
  mkdir -p "$root/new"
  tar -xzf "$archive" --no-same-owner -C "$root/new"
  ! command -v restorecon > /dev/null 2>&1 || restorecon -RF "$root"
  sync -f "$root/new"
  rm -f "$root/files"
  for part in bin cni images; do
    rm -rf "$root/$part.old"
    [ ! -e "$root/$part" ] || mv "$root/$part" "$root/$part.old"
    mv "$root/new/$part" "$root/$part"
    rm -rf "$root/$part.old"
  done
  rm -rf "$root/new"
  put 644 "$root/files" "$(printf '%s\n' "$reference" | base64)"
fi

put 600 "$settings/agent.yaml" "$agent_config"
put 600 "$settings/ca.crt" "$ca"
put 600 "$settings/token" "$token"
put 644 "/etc/systemd/system/$unit_name" "$unit"
service daemon-reload
service --quiet enable "$unit_name"
if [ "$(cat "$root/installed" 2> /dev/null)" = "$fingerprint" ] && [ -z "$restart" ]; then
  service start "$unit_name"
else
  service restart "$unit_name"
  put 644 "$root/installed" "$(printf '%s\n' "$fingerprint" | base64)"
fi
