#!/usr/bin/env bash
# cyrus.sh start|index|stop|kill: Cyrus with JMAP (plain HTTP) and IMAP on loopback, both on the same mail.
# Any user name logs in with the password "secret"; the first IMAP login makes the mailbox.
# needs: what eng/install-test-parts.sh unpacks (Debian's packages cannot be installed beside Dovecot's)
# environment: STATE (see lib.sh), IMAP_PORT, HTTP_PORT (random where unset)
#              CYRUS_PARTS       where it was unpacked (default ~/.cache/meshclaw-tests/cyrus)
#              JMAP_MAX_OBJECTS  how many objects it takes in one get or set (default 4096)
# prints and writes to $STATE/env: IMAP_PORT, HTTP_PORT, LOG
. "$(dirname "$0")/lib.sh"
parts=${CYRUS_PARTS:-${XDG_CACHE_HOME:-$HOME/.cache}/meshclaw-tests/cyrus}

configure() {
  local bin=$parts/usr/lib/cyrus/bin
  cat > "$STATE/imapd.conf" <<C
configdirectory: $STATE/conf
defaultpartition: default
partition-default: $STATE/mail
search_engine: xapian
defaultsearchtier: t1
t1searchpartition-default: $STATE/search
servername: mail.test
allowplaintext: yes
altnamespace: yes
unixhierarchysep: yes
munge8bit: no
conversations: 1
skiplist_unsafe: yes
delete_mode: delayed
httpmodules: jmap
jmap_max_objects_in_get: ${JMAP_MAX_OBJECTS:-4096}
jmap_max_objects_in_set: ${JMAP_MAX_OBJECTS:-4096}
autocreate_quota: 0
autocreate_inbox_folders: Drafts | Sent | Trash | Junk | Archive
autocreate_subscribe_folders: Drafts | Sent | Trash | Junk | Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
xlist-archive: Archive
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sql
sasl_sql_engine: sqlite3
sasl_sql_database: $STATE/users.db
sasl_sql_select: SELECT 'secret'
cyrus_user: $RUN_USER
cyrus_group: $RUN_GROUP
lmtpsocket: $STATE/run/lmtp
idlesocket: $STATE/run/idle
notifysocket: $STATE/run/notify
proc_path: $STATE/run/proc
mboxname_lockpath: $STATE/run/lock
syslog_prefix: cyrus
C
  # Nothing indexes by itself: what "index" did not index yet is looked for in the messages. While a message is on its way into the
  # index, a search may find it in neither place.
  cat > "$STATE/cyrus.conf" <<C
START {
  recover cmd="$bin/ctl_cyrusdb -C $STATE/imapd.conf -r"
}
SERVICES {
  imap cmd="$bin/imapd -C $STATE/imapd.conf" listen="127.0.0.1:$IMAP_PORT" prefork=1
  http cmd="$bin/httpd -C $STATE/imapd.conf" listen="127.0.0.1:$HTTP_PORT" prefork=2
}
DAEMON {
}
EVENTS {
}
C
}

case ${1:-start} in
start)
  [ -x "$parts/usr/lib/cyrus/bin/httpd" ] || { echo "Cyrus is not unpacked: run eng/install-test-parts.sh" >&2; exit 1; }
  if [ -f "$STATE/cyrus.conf" ]; then
    . "$STATE/env" # Started again after a stop or kill: same ports, same mail.
    rm -f "$STATE/run/master.pid"
    [ -d "$STATE/parts" ] && parts=$STATE/parts
  else
    rm -rf "$STATE"
    mkdir -p "$STATE"/conf "$STATE"/mail "$STATE"/search "$STATE"/run
    chmod 755 "$STATE"
    IMAP_PORT=${IMAP_PORT:-$(free_port)}
    HTTP_PORT=${HTTP_PORT:-$(free_port)}
    if ! as_user test -x "$parts/usr/lib/cyrus/bin/httpd"; then
      cp -r "$parts" "$STATE/parts" # It lies where the user that servers run as cannot go, such as root's home.
      parts=$STATE/parts
    fi
    configure
    printf 'IMAP_PORT=%s\nHTTP_PORT=%s\nLOG=%s\n' "$IMAP_PORT" "$HTTP_PORT" "$STATE/cyrus.log" > "$STATE/env"
    own "$STATE"
  fi
  libraries=$(dirname "$(find "$parts/usr/lib" -name 'libcyrus.so.*' | head -1)")
  export LD_LIBRARY_PATH=$libraries SASL_PATH=$libraries/sasl2
  # A session of its own: when the master ends it ends its whole process group, which would be the tests and other servers.
  (as_user setsid "$parts/usr/lib/cyrus/bin/master" -C "$STATE/imapd.conf" -M "$STATE/cyrus.conf" \
    -p "$STATE/run/master.pid" -l 128 -D < /dev/null > "$STATE/cyrus.log" 2>&1 &)
  wait_port "$IMAP_PORT"
  wait_port "$HTTP_PORT"
  cat "$STATE/env"
  ;;
index)
  [ -d "$STATE/parts" ] && parts=$STATE/parts
  libraries=$(dirname "$(find "$parts/usr/lib" -name 'libcyrus.so.*' | head -1)")
  export LD_LIBRARY_PATH=$libraries SASL_PATH=$libraries/sasl2
  as_user "$parts/usr/lib/cyrus/bin/squatter" -C "$STATE/imapd.conf" -i >> "$STATE/squatter.log" 2>&1
  ;;
stop) end "$STATE/run/master.pid" TERM ;;
kill)
  # All at once, as a power cut would: the master first, so that it starts nothing again.
  if pid=$(master_of "$STATE/run/master.pid"); then
    children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)
    kill -9 "$pid" $children 2>/dev/null || true
  fi
  ;;
*) echo "start, index, stop or kill" >&2; exit 2 ;;
esac
