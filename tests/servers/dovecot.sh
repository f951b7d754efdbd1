#!/usr/bin/env bash
# dovecot.sh start|stop|kill: Dovecot with IMAP (STARTTLS) and IMAPS on loopback, mail in Maildirs below $STATE/mail.
# Any user name logs in with the password "secret" and has a mailbox of its own.
# needs: dovecot-imapd, openssl; dovecot-lmtpd for MAIL_IN
# environment: STATE (see lib.sh), IMAP_PORT, IMAPS_PORT (random where unset),
#              IMAP_TLS         no: no STARTTLS and no IMAPS, so that a test may read along
#              IMAP_PREFIX      what folders' names begin with, such as INBOX. (the separator is then a dot)
#              SIEVE            yes: ManageSieve as well, on a port of its own, with filter scripts (needs dovecot-managesieved, dovecot-sieve)
#              OAUTH_MECHANISMS xoauth2, oauthbearer or both: access tokens log in too, JWTs signed (HS256) with $OAUTH_KEY, sub = user
#              MAIL_IN          yes: takes mail for ANYBODY@mail.test by LMTP, and checks logins for postfix.sh
#              IMAP_CAPABILITY  replaces what the server says it can do, to hide MOVE or UIDPLUS
# prints and writes to $STATE/env: IMAP_PORT, IMAPS_PORT, CERT, MAIL, LOG; with MAIL_IN also LMTP_PORT and AUTH_PORT
. "$(dirname "$0")/lib.sh"
case ${1:-start} in
start)
  if [ -f "$STATE/dovecot.conf" ]; then
    . "$STATE/env" # Started again after a stop or kill: same ports, same mail.
    rm -f "$STATE/run/master.pid"
  else
    rm -rf "$STATE"
    mkdir -p "$STATE"/run "$STATE"/mail
    IMAP_PORT=${IMAP_PORT:-$(free_port)}
    IMAPS_PORT=${IMAPS_PORT:-$(free_port)}
    SIEVE_PORT=$(free_port)
    LMTP_PORT=$(free_port)
    AUTH_PORT=$(free_port)
    self_signed "$STATE" mail.test
    if [ -n "${OAUTH_MECHANISMS:-}" ]; then
      mkdir -p "$STATE/oauth/default/HS256"
      printf %s "$OAUTH_KEY" | base64 | tr -d '\n' > "$STATE/oauth/default/HS256/default"
      cat > "$STATE/oauth2.conf" <<C
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$STATE/oauth/
username_attribute = sub
C
    fi
    cat > "$STATE/dovecot.conf" <<C
base_dir = $STATE/run
state_dir = $STATE/run
log_path = $STATE/dovecot.log
listen = 127.0.0.1
protocols = imap${SIEVE:+ sieve}${MAIL_IN:+ lmtp}
default_internal_user = $RUN_USER
default_internal_group = $RUN_GROUP
default_login_user = $RUN_USER
first_valid_uid = 1
first_valid_gid = 1
ssl = ${IMAP_TLS:-yes}
ssl_cert = <$STATE/cert.pem
ssl_key = <$STATE/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login ${OAUTH_MECHANISMS:-}
mail_location = maildir:$STATE/mail/%u
mail_uid = $RUN_USER
mail_gid = $RUN_GROUP
maildir_copy_with_hardlinks = yes
${IMAP_CAPABILITY:+imap_capability = $IMAP_CAPABILITY}
$([ -z "${OAUTH_MECHANISMS:-}" ] || printf 'passdb {\n  driver = oauth2\n  mechanisms = %s\n  args = %s\n}\n' "$OAUTH_MECHANISMS" "$STATE/oauth2.conf")
passdb {
  driver = static
  mechanisms = plain login
  args = password=secret
}
userdb {
  driver = static
  args = uid=$RUN_USER gid=$RUN_GROUP home=$STATE/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = $([ -n "${IMAP_PREFIX:-}" ] && echo . || echo /)
  prefix = ${IMAP_PREFIX:-}
  mailbox Drafts {
    special_use = \Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }
  mailbox Trash {
    special_use = \Trash
    auto = subscribe
  }
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
  mailbox Archive {
    special_use = \Archive
    auto = create
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = $IMAP_PORT
  }
  inet_listener imaps {
    port = $IMAPS_PORT
    ssl = yes
  }
}
auth_failure_delay = 0
C
    if [ "${SIEVE:-}" = yes ]; then
      cat >> "$STATE/dovecot.conf" <<C
service managesieve-login {
  chroot =
  inet_listener sieve {
    port = $SIEVE_PORT
  }
}
plugin {
  sieve = file:$STATE/mail/%u/sieve;active=$STATE/mail/%u/active.sieve
}
C
    fi
    if [ -n "${MAIL_IN:-}" ]; then
      cat >> "$STATE/dovecot.conf" <<C
auth_username_format = %Ln
service lmtp {
  chroot =
  user = $RUN_USER
  inet_listener lmtp {
    port = $LMTP_PORT
  }
}
service auth {
  inet_listener {
    port = $AUTH_PORT
  }
}
C
    fi
    printf 'IMAP_PORT=%s\nIMAPS_PORT=%s\nSIEVE_PORT=%s\nCERT=%s\nMAIL=%s\nLOG=%s\n' \
      "$IMAP_PORT" "$IMAPS_PORT" "$SIEVE_PORT" "$STATE/cert.pem" "$STATE/mail" "$STATE/dovecot.log" > "$STATE/env"
    [ -z "${MAIL_IN:-}" ] || printf 'LMTP_PORT=%s\nAUTH_PORT=%s\n' "$LMTP_PORT" "$AUTH_PORT" >> "$STATE/env"
    own "$STATE"
  fi
  as_user /usr/sbin/dovecot -c "$STATE/dovecot.conf"
  wait_port "$IMAP_PORT"
  [ "${IMAP_TLS:-yes}" = no ] || wait_port "$IMAPS_PORT"
  [ "${SIEVE:-}" != yes ] || wait_port "$SIEVE_PORT"
  [ -z "${MAIL_IN:-}" ] || wait_port "$LMTP_PORT"
  cat "$STATE/env"
  ;;
stop) end "$STATE/run/master.pid" TERM ;;
kill)
  # All at once, as a power cut would: the master first, so that it starts nothing again.
  if pid=$(master_of "$STATE/run/master.pid"); then
    children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)
    kill -9 "$pid" $children 2>/dev/null || true
  fi
  ;;
*) echo "start, stop or kill" >&2; exit 2 ;;
esac
