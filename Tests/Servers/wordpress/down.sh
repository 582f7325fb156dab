#!/bin/bash
# Stops the servers that up.sh started in a folder.
folder=${1:?usage: down.sh FOLDER}
for name in nginx fpm mariadb; do
  [ -s "$folder/$name.pid" ] && kill "$(cat "$folder/$name.pid")" 2>/dev/null
done
for _ in $(seq 100); do
  kill -0 "$(cat "$folder/mariadb.pid" 2>/dev/null)" 2>/dev/null || break
  sleep 0.1
done
rm -f "$folder"/*.pid
