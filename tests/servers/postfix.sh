#!/usr/bin/env bash
# postfix.sh start|stop: a Postfix of its own (configuration, queue, port) on loopback: submission with STARTTLS and a login, which
# dovecot.sh checks; mail for mail.test goes to dovecot.sh by LMTP, anything else is refused.
# needs: root (Postfix's master takes no less), postfix, openssl, and dovecot.sh started with MAIL_IN=yes
# environment: STATE (see lib.sh), LMTP_PORT and AUTH_PORT (as dovecot.sh printed them), SMTP_PORT (random where unset)
#              SMTP_TLS   no: no STARTTLS, so that a test may read along
#              SMTP_SIZE  the most bytes of a message (default 26214400)
#              CERT       a certificate to show, key.pem beside it (one of its own where unset)
# prints and writes to $STATE/env: SMTP_PORT, CERT, LOG
SERVER_USER=root
. "$(dirname "$0")/lib.sh"
case ${1:-start} in
start)
  [ "$(id -u)" = 0 ] || { echo "Postfix needs root" >&2; exit 1; }
  : "${LMTP_PORT:?where dovecot.sh takes mail}" "${AUTH_PORT:?where dovecot.sh checks logins}"
  rm -rf "$STATE"
  mkdir -p "$STATE"/etc "$STATE"/spool "$STATE"/data
  chmod 755 "$STATE"
  chown postfix: "$STATE/data"
  SMTP_PORT=${SMTP_PORT:-$(free_port)}
  if [ -n "${CERT:-}" ]; then
    cp "$CERT" "$STATE/cert.pem"
    cp "$(dirname "$CERT")/key.pem" "$STATE/key.pem"
  else
    self_signed "$STATE" mail.test
  fi
  chmod 600 "$STATE/key.pem"
  cat > "$STATE/etc/main.cf" <<C
compatibility_level = 3.6
queue_directory = $STATE/spool
data_directory = $STATE/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $STATE/maillog
maillog_file_prefixes = $STATE
myhostname = mail.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.1/32
virtual_mailbox_domains = mail.test
virtual_transport = lmtp:inet:127.0.0.1:$LMTP_PORT
default_transport = error:this server delivers to mail.test alone
relayhost =
smtpd_tls_cert_file = $STATE/cert.pem
smtpd_tls_key_file = $STATE/key.pem
smtpd_tls_security_level = $([ "${SMTP_TLS:-yes}" = no ] && echo none || echo may)
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$AUTH_PORT
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unauth_destination, permit_sasl_authenticated, reject
smtpd_relay_restrictions = reject_unauth_destination, permit_sasl_authenticated, reject
local_recipient_maps =
alias_maps =
message_size_limit = ${SMTP_SIZE:-26214400}
C
  {
    echo "127.0.0.1:$SMTP_PORT inet n - n - - smtpd"
    cat <<'C'
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
C
  } > "$STATE/etc/master.cf"
  printf 'SMTP_PORT=%s\nCERT=%s\nLOG=%s\n' "$SMTP_PORT" "$STATE/cert.pem" "$STATE/maillog" > "$STATE/env"
  postfix -c "$STATE/etc" start >&2
  wait_port "$SMTP_PORT"
  cat "$STATE/env"
  ;;
stop) postfix -c "$STATE/etc" stop >&2 2>/dev/null || true ;;
*) echo "start or stop" >&2; exit 2 ;;
esac
