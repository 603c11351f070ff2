# What is on this machine? Changes nothing. $1 is SSH_CONNECTION: the client's address and port, then the machine's.
# shellcheck disable=SC2086
set -- $1
echo "address=$3"
echo "arch=$(uname -m)"
[ ! -d /run/systemd/system ] || echo systemd=yes
missing=
for tool in runc iptables iptables-save iptables-restore conntrack mount umount ip tar gzip base64 df awk find flock timeout; do
  command -v "$tool" > /dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] || echo "missing=$missing"
others=$(foreign)
[ -z "$others" ] || echo "foreign=$others"
df -Pk /opt /var/lib /var/tmp 2> /dev/null | awk 'NR > 1 && (least == "" || $4 < least) { least = $4 } END { print "free=" least }'
[ -z "$(owner)" ] || echo "owner=$(owner)"
[ ! -e "$root/installed" ] || echo "installed=$(head -n 1 "$root/installed")"
[ ! -e "$root/files" ] || echo "files=$(head -n 1 "$root/files")"
case $(systemctl is-active "$unit_name" 2> /dev/null) in
  active) echo active=yes ;;
  activating) echo "words=$(journalctl --unit "$unit_name" --lines 20 --output cat 2> /dev/null | grep '"nestlet":"exit"' | tail -n 1)" ;;
esac
echo done=yes
