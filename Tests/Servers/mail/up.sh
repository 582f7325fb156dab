#!/bin/bash
# Starts a Dovecot and a Postfix of their own on loopback: real mail for tests and benches. Root needed.
#
#   up.sh FOLDER        everything they write lies in FOLDER; several instances beside each other are fine
#   down.sh FOLDER      stops them
#
# FOLDER/ports then says where they listen: IMAP (plain and STARTTLS), IMAPS, SMTP (no sign-in, takes mail for the two domains
# only), SUBMISSION (sign-in, STARTTLS), and CERTIFICATE, the self-signed one. Every name at inbox.test and customer.test is a
# mailbox with the password "secret"; bounce@customer.test is taken in and comes back as undeliverable. Nothing leaves the machine.
set -euo pipefail

folder=$(realpath -m "${1:?usage: up.sh FOLDER}")
owner=5999 # of the mailboxes; a number alone is enough, no account is made

say() { echo "mail servers: $*" >&2; }

install_packages() {
    command -v dovecot >/dev/null && [ -e /usr/lib/dovecot/lmtp ] && command -v postfix >/dev/null && command -v openssl >/dev/null && return
    say "installing dovecot and postfix"
    export DEBIAN_FRONTEND=noninteractive
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
    # The packages would start system-wide servers: this file, removed again below, tells them not to.
    local policy=/usr/sbin/policy-rc.d made=""
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        made=$policy
    fi
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends dovecot-imapd dovecot-lmtpd postfix openssl >&2 ||
        { apt-get -qq update && apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends dovecot-imapd dovecot-lmtpd postfix openssl >&2; }
    [ -z "$made" ] || rm -f "$made"
}

is_running() { [ -s "$1" ] && kill -0 "$(tr -d ' ' <"$1")" 2>/dev/null; }

# A port nobody listens on, below the range the kernel hands out to clients.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo $port
}

make_certificate() {
    [ -s "$folder/cert.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
}

write_dovecot() {
    cat >"$folder/dovecot/dovecot.conf" <<END
base_dir = $folder/dovecot/run
state_dir = $folder/dovecot
log_path = $folder/dovecot/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$folder/cert.pem
ssl_key = <$folder/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:$folder/mail/%Lu
mail_uid = $owner
mail_gid = $owner
first_valid_uid = $owner
mail_max_userip_connections = 64
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=$owner gid=$owner home=$folder/mail/%Lu allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Trash {
    special_use = \\Trash
    auto = create
  }
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
END
}

write_postfix() {
    cat >"$folder/postfix/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/postfix/spool
data_directory = $folder/postfix/data
maillog_file = $folder/postfix/log
maillog_file_prefixes = $folder
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = inbox.test, customer.test
virtual_alias_maps = inline:{ bounce@customer.test=nobody@elsewhere.invalid }
virtual_transport = lmtp:unix:$folder/dovecot/run/lmtp
default_transport = error:5.1.2 nothing leaves this test server
relay_transport = error:5.1.2 nothing leaves this test server
local_transport = error:5.1.1 no local mailboxes
local_recipient_maps =
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = $folder/dovecot/run/auth-postfix
smtpd_tls_cert_file = $folder/cert.pem
smtpd_tls_key_file = $folder/key.pem
smtpd_tls_security_level = may
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
message_size_limit = 52428800
lmtp_destination_concurrency_limit = 20
END
    cat >"$folder/postfix/etc/master.cf" <<END
127.0.0.1:$SMTP inet n - n - - smtpd
127.0.0.1:$SUBMISSION inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup    unix  n - n 60  1 pickup
cleanup   unix  n - n -   0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n -   - trivial-rewrite
bounce    unix  - - n -   0 bounce
defer     unix  - - n -   0 bounce
trace     unix  - - n -   0 bounce
verify    unix  - - n -   1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n -   - proxymap
showq     unix  n - n -   - showq
error     unix  - - n -   - error
retry     unix  - - n -   - error
discard   unix  - - n -   - discard
lmtp      unix  - - n -   - lmtp
anvil     unix  - - n -   1 anvil
scache    unix  - - n -   1 scache
postlog   unix-dgram n - n - 1 postlogd
END
}

start() {
    IMAP=$(free_port) IMAPS=$(free_port) SMTP=$(free_port) SUBMISSION=$(free_port)
    write_dovecot
    write_postfix
    # Servers outlive this script: they must hold none of its open files, or a caller's pipe would never end.
    dovecot -c "$folder/dovecot/dovecot.conf" >>"$folder/start.log" 2>&1 3>&- 9>&- || return 1
    postfix -c "$folder/postfix/etc" start >>"$folder/start.log" 2>&1 3>&- 9>&- || return 1
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && read -r -t 5 line <&3 && [ -n "$line" ]) 2>/dev/null; }

wait_until_ready() {
    local port
    for port in $IMAP $SMTP $SUBMISSION; do
        for _ in $(seq 100); do
            answers "$port" && continue 2
            sleep 0.1
        done
        return 1
    done
}

if is_running "$folder/dovecot/run/master.pid" && is_running "$folder/postfix/spool/pid/master.pid" && [ -s "$folder/ports" ]; then
    cat "$folder/ports"
    exit 0
fi

install_packages
mkdir -p "$folder"/mail "$folder"/dovecot/run "$folder"/postfix/{etc,spool,data}
chmod 755 "$folder" "$folder/dovecot" "$folder/postfix"
chown $owner:$owner "$folder/mail"
chown postfix "$folder/postfix/data"
make_certificate

# Another program may take a port between the look and the start: then others are tried.
for attempt in 1 2 3 4 5; do
    if start && wait_until_ready; then
        printf '%s\n' "IMAP=$IMAP" "IMAPS=$IMAPS" "SMTP=$SMTP" "SUBMISSION=$SUBMISSION" "CERTIFICATE=$folder/cert.pem" >"$folder/ports.new"
        mv "$folder/ports.new" "$folder/ports"
        cat "$folder/ports"
        exit 0
    fi
    say "attempt $attempt did not come up"
    "$(dirname "$0")/down.sh" "$folder"
done
say "they do not start; see $folder/start.log, $folder/dovecot/log and $folder/postfix/log"
exit 1
