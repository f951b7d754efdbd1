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
need mbsync isync
need chromium chromium # The page of the web chat, as a browser sees it.
# A part of Dovecot that is no command.
[ -e /usr/lib/dovecot/managesieve ] || missing+=(dovecot-sieve dovecot-managesieved)

# Cyrus, for JMAP. Debian's packages of it cannot be installed beside Dovecot's: they are fetched and unpacked, never installed.
cyrus=${XDG_CACHE_HOME:-$HOME/.cache}/meshclaw-tests/cyrus
libraries_of() { find "$1/usr/lib" -name 'libcyrus.so.*' -exec dirname {} \; 2>/dev/null | head -1; } # DIRECTORY
lacking() { # DIRECTORY: shared libraries that its programs want and do not find
  local libraries
  libraries=$(libraries_of "$1")
  LD_LIBRARY_PATH=$libraries ldd "$1"/usr/lib/cyrus/bin/{master,imapd,httpd,squatter} "$libraries/sasl2/libsql.so.2" 2>&1 |
    sed -nE 's/^[[:space:]]*([^ ]+) => not found$/\1/p; s/.*(No such file or directory)$/\1/p' | sort -u
}
unpack_cyrus() {
  local all wanted scratch package
  # What apt would install with them, but for programs: libraries that are here already are not fetched again.
  all=$(apt-get install --simulate --no-install-recommends cyrus-common cyrus-imapd cyrus-caldav libsasl2-modules-sql 2>/dev/null |
    awk '$1 == "Inst" { print $2 }')
  wanted=$(printf '%s\n' "$all" | grep -E '^(lib|cyrus-(common|imapd|caldav)$)' || true)
  printf '%s\n' "$wanted" | grep -qx cyrus-caldav || return 1
  scratch=$(mktemp -d "$(dirname "$cyrus")/unpacking.XXXXXX")
  # As root, apt fetches as a user of its own, who must be let in.
  chmod 755 "$scratch"
  (cd "$scratch" && apt-get download -qq $wanted) >&2 || { rm -rf "$scratch"; return 1; }
  mkdir "$scratch/root"
  for package in "$scratch"/*.deb; do dpkg -x "$package" "$scratch/root"; done
  chmod -R a+rX "$scratch/root"
  rm -rf "$cyrus"
  mv "$scratch/root" "$cyrus" # At once, or not at all.
  rm -rf "$scratch"
}
if command -v apt-get >/dev/null && { [ ! -x "$cyrus/usr/lib/cyrus/bin/httpd" ] || [ -n "$(lacking "$cyrus")" ]; }; then
  echo "Unpacking Cyrus for the tests" >&2
  mkdir -p "$(dirname "$cyrus")"
  if ! unpack_cyrus; then
    # The lists of packages may be missing or old; only root may fetch them.
    if [ "$(id -u)" -eq 0 ]; then apt-get update -qq >&2; elif sudo -n true 2>/dev/null; then sudo apt-get update -qq >&2; fi
    if ! unpack_cyrus; then
      echo "The tests of JMAP need Debian's packages of Cyrus (3.6 or later), which apt-get could not fetch." >&2
      echo "Refresh the lists of packages once: sudo apt-get update" >&2
      exit 1
    fi
  fi
  if [ -n "$(lacking "$cyrus")" ]; then
    echo "Cyrus was unpacked into $cyrus but lacks: $(lacking "$cyrus" | tr '\n' ' ')" >&2
    exit 1
  fi
fi

need node nodejs
need npm npm
need python3 python3
peers() { "$(dirname "$0")/../tests/servers/npm.sh" >/dev/null; } # npm packages, pinned by their lock file
if [ ${#missing[@]} -eq 0 ]; then
  peers
  exit 0
fi

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
peers
