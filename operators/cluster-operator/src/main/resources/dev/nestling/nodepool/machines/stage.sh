# A directory that is the user's alone, for what comes next. Prints where it is.
set -eu
umask 077
# Nobody else may write to /opt.
if [ "$(id -u)" = 0 ]; then directory=/opt/.nestling-0; else directory=/var/tmp/nestling-$(id -u); fi
mkdir -p "${directory%/*}"
mkdir "$directory" 2> /dev/null || true
[ -d "$directory" ] && [ ! -L "$directory" ] && [ -O "$directory" ] || { echo "$directory is somebody else's" >&2; exit 1; }
chmod 700 "$directory"
echo "$directory"
