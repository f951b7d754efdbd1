# Shared by the scripts beside it (source it): servers on loopback for tests, as an unprivileged user, one state folder for each.
# environment: STATE          the server's folder (required; made anew by start)
#              SERVER_USER    who it runs as when the caller is root (default nobody)
set -euo pipefail
: "${STATE:?STATE must name the folder that the server may have}"
if [ "$(id -u)" = 0 ]; then RUN_USER=${SERVER_USER:-nobody}; else RUN_USER=$(id -un); fi
RUN_GROUP=$(id -gn "$RUN_USER")

as_user() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid="$RUN_USER" --regid="$RUN_GROUP" --clear-groups env HOME="$STATE" "$@"
  else
    "$@"
  fi
}

own() { if [ "$(id -u)" = 0 ]; then chown -R "$RUN_USER:$RUN_GROUP" "$@"; fi; }

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below those that the system gives to outgoing connections, and nobody else's for the next hour: a server may take a while to listen.
free_port() {
  local port taken=${TMPDIR:-/tmp}/meshclaw-ports-$(id -u)
  mkdir -p "$taken"
  find "$taken" -mindepth 1 -maxdepth 1 -type d -mmin +60 -exec rmdir {} + 2>/dev/null || true
  while :; do
    port=$((20000 + RANDOM % 12000))
    port_open "$port" && continue
    mkdir "$taken/$port" 2>/dev/null || continue
    echo "$port"
    return
  done
}

wait_port() {
  local try
  for try in $(seq 1 200); do
    port_open "$1" && return 0
    sleep 0.05
  done
  echo "port $1 did not open" >&2
  return 1
}

# The master's process id, as long as it is the program that we started and nothing that got its number since.
master_of() {
  local pid
  pid=$(head -1 "$1" 2>/dev/null | tr -d ' ') || return 1
  [ -n "$pid" ] && grep -qz -- "$STATE" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

end() { # PIDFILE SIGNAL
  local pid try
  pid=$(master_of "$1") || return 0
  kill "-$2" "$pid" 2>/dev/null || return 0
  for try in $(seq 1 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.05
  done
  kill -9 "$pid" 2>/dev/null || true
}

self_signed() { # DIRECTORY HOST: key.pem and cert.pem, an authority by itself so that a test may trust it
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$2" \
    -addext "subjectAltName=DNS:$2,DNS:localhost,IP:127.0.0.1" -keyout "$1/key.pem" -out "$1/cert.pem" 2>/dev/null
  chmod 644 "$1/key.pem"
}
