#!/bin/bash
# Stops the servers that up.sh started for FOLDER, and waits until they are gone. The data stays: remove FOLDER yourself.
set -euo pipefail

folder=$(realpath -m "${1:?usage: down.sh FOLDER}")

# stop PIDFILE NAME: by the process id that the server wrote itself, and only if that process bears the name.
stop() {
    local pid
    [ -s "$1" ] || return 0
    pid=$(tr -d ' ' <"$1")
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || return 0
    kill "$pid" 2>/dev/null || return 0
    for _ in $(seq 100); do
        [ -e "/proc/$pid" ] || return 0
        sleep 0.05
    done
    kill -9 "$pid" 2>/dev/null || true
}

stop "$folder/postfix/spool/pid/master.pid" master
stop "$folder/dovecot/run/master.pid" dovecot
rm -f "$folder/ports"
