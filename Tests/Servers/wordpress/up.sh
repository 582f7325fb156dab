#!/bin/bash
# Starts a WordPress of its own on loopback (Debian's package, own php-fpm, nginx and MariaDB): a real blog for tests. Root needed.
#
#   up.sh FOLDER        everything lies in FOLDER; several instances beside each other are fine
#   down.sh FOLDER      stops them
#
# FOLDER/facts then says: URL, USER and PASSWORD (an application password of the moderator, an editor), POST (an open post).
# Visitors may comment without an account; mail and the flood check are off.
set -euo pipefail

folder=$(realpath -m "${1:?usage: up.sh FOLDER}")
fpm=$(ls /usr/sbin/php-fpm8* 2>/dev/null | head -n 1 || true)
for tool in mariadbd nginx php; do command -v $tool >/dev/null || { echo "wordpress: $tool is missing: scripts/setup --tests" >&2; exit 1; }; done
[ -n "$fpm" ] && [ -d /usr/share/wordpress ] || { echo "wordpress: packages are missing: scripts/setup --tests" >&2; exit 1; }

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo $port
}

# Repeats a test until it holds; fails after half a minute.
until_true() {
  local what=$1 end=$((SECONDS + 30))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "wordpress: $what" >&2; exit 1; }
    sleep 0.1
  done
}

port=$(free_port)
mkdir -p "$folder/tmp" "$folder/db"
chmod 755 "$folder"
chmod 1777 "$folder/tmp"

start_database() {
  chown mysql: "$folder/db"
  mariadb-install-db --no-defaults --user=mysql --datadir="$folder/db" --auth-root-authentication-method=normal --skip-test-db \
    >"$folder/db-install.log" 2>&1
  mariadbd --no-defaults --user=mysql --datadir="$folder/db" --skip-networking --socket="$folder/db/s.sock" \
    --innodb-buffer-pool-size=64M --skip-log-bin >"$folder/db.log" 2>&1 &
  echo $! >"$folder/mariadb.pid"
  until_true "the database does not answer" mariadb-admin -uroot -S "$folder/db/s.sock" ping
  mariadb -uroot -S "$folder/db/s.sock" -e "CREATE DATABASE wp CHARACTER SET utf8mb4; CREATE USER 'wp'@'localhost' IDENTIFIED BY 'wp';
    GRANT ALL ON wp.* TO 'wp'@'localhost';"
}

write_site() {
  cp -rL /usr/share/wordpress "$folder/www" 2>/dev/null || true
  cat >"$folder/www/wp-config.php" <<END
<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp');
define('DB_HOST', 'localhost:$folder/db/s.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as \$name) { define(\$name . '_KEY', \$name); define(\$name . '_SALT', \$name); }
define('WP_HOME', 'http://127.0.0.1:$port'); define('WP_SITEURL', 'http://127.0.0.1:$port');
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords without https
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
END
  mkdir -p "$folder/www/wp-content/mu-plugins"
  cat >"$folder/www/wp-content/mu-plugins/tests.php" <<'END'
<?php
add_filter('rest_allow_anonymous_comments', '__return_true');
add_filter('pre_wp_mail', '__return_true');
add_filter('comment_flood_filter', '__return_false', 99);
add_filter('wp_is_comment_flood', '__return_false', 99);
END
  cat >"$folder/install.php" <<'END'
<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/www/wp-load.php'; require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Shop blog', 'admin', 'admin@shop.test', true, '', 'admin-password');
update_option('permalink_structure', '/%postname%/'); update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
$user = wp_insert_user(['user_login' => 'moderator', 'user_pass' => 'moderator-password', 'user_email' => 'moderator@shop.test', 'role' => 'editor']);
[$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'stellwerk']);
$post = wp_insert_post(['post_title' => 'Shipping news', 'post_content' => 'We ship again.', 'post_status' => 'publish',
  'comment_status' => 'open', 'post_author' => 1]);
global $wp_rewrite; $wp_rewrite->init(); $wp_rewrite->flush_rules(false);
file_put_contents($argv[1] . '/installed', "USER=moderator\nPASSWORD=$password\nPOST=$post\n");
END
  php -d memory_limit=256M "$folder/install.php" "$folder" >"$folder/install.log" 2>&1
  chown -R www-data: "$folder/www"
}

start_web() {
  cat >"$folder/fpm.conf" <<END
[global]
error_log=$folder/fpm.log
daemonize=no
[www]
user=www-data
group=www-data
listen=$folder/fpm.sock
listen.owner=www-data
listen.mode=0666
pm=static
pm.max_children=3
php_admin_value[memory_limit]=256M
END
  "$fpm" -y "$folder/fpm.conf" >"$folder/fpm.out" 2>&1 &
  echo $! >"$folder/fpm.pid"
  cat >"$folder/nginx.conf" <<END
daemon off; worker_processes 1; user www-data; pid $folder/nginx.run.pid; error_log $folder/nginx.err;
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types; access_log off; client_max_body_size 20m; client_body_temp_path $folder/tmp/b;
  fastcgi_temp_path $folder/tmp/f; proxy_temp_path $folder/tmp/p; uwsgi_temp_path $folder/tmp/u; scgi_temp_path $folder/tmp/s;
  server {
    listen 127.0.0.1:$port; root $folder/www; index index.php;
    location / { try_files \$uri \$uri/ /index.php?\$args; }
    location ~ \.php\$ {
      include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
      fastcgi_param HTTP_AUTHORIZATION \$http_authorization; fastcgi_pass unix:$folder/fpm.sock;
    }
  }
}
END
  nginx -c "$folder/nginx.conf" -p "$folder" >"$folder/nginx.out" 2>&1 &
  echo $! >"$folder/nginx.pid"
  until_true "the site does not answer" curl -sf -m 5 "http://127.0.0.1:$port/wp-json/"
}

start_database
write_site
start_web
{ echo "URL=http://127.0.0.1:$port"; cat "$folder/installed"; } >"$folder/facts"
cat "$folder/facts"
