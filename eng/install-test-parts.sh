#!/usr/bin/env bash
# Installs the real servers and tools that the tests use, where it may; otherwise says exactly what to install, and fails.
# Plain enough for the bash 3.2 of macOS.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

missing=()
need_file() { [ -e "$1" ] || [ ! -d /usr/lib/dovecot ] || missing+=("$2"); } # file beside Dovecot, Debian package
need() { command -v "$1" >/dev/null || missing+=("$2"); } # command, Debian package
need dovecot dovecot-imapd
need_file /usr/lib/dovecot/lmtp dovecot-lmtpd
need postfix postfix # Its tests run as root alone.
need openssl openssl
need bwrap bubblewrap
need setpriv util-linux
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "The tests need these programs, which this system does not have: ${missing[*]} (names of Debian packages)." >&2
  echo "On macOS: brew install dovecot openssl; bubblewrap exists on Linux only, so the tests run in full on Linux alone." >&2
  exit 1
fi

sudo=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "The tests need: ${missing[*]}. Install them once: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  sudo="sudo"
fi

echo "Installing ${missing[*]} for the tests" >&2
log=$(mktemp)
# Without a configuration of the system's own: Debian starts no Postfix then, and the tests' own instance needs none.
preseed() {
  command -v debconf-set-selections >/dev/null || return 0
  echo "postfix postfix/main_mailer_type select No configuration" | $sudo debconf-set-selections
}
if ! { $sudo apt-get update -qq && preseed &&
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"
