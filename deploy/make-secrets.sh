#!/bin/sh
# Creates the secrets that docker-compose.yml mounts, in deploy/secrets, and .env.gateway and .env.workers, which name them by
# their paths. Existing files are not changed.
# The client secret of the Server app comes from Entra: the script asks for it, or takes it from AZURE_CLIENT_SECRET. With
# another credential: deploy/make-secrets.sh --no-client-secret
set -eu
cd "$(dirname "$0")"
# Other users of this machine can't enter the folder. Its files are readable, because the users inside the containers have
# other user IDs than yours.
mkdir -p secrets
chmod 700 secrets
umask 022

hex() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }
missing() { [ ! -s "secrets/$1" ]; }
keep() { printf '%s\n' "$2" >"secrets/$1"; }

ring() { printf 'k%s:%s' "$(date +%Y%m%d)" "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"; }
if missing sealing_keys; then keep sealing_keys "$(ring)"; fi
if missing sign_in_keys; then keep sign_in_keys "$(ring)"; fi
if missing audit_key; then keep audit_key "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"; fi
if missing grafana_admin_password; then keep grafana_admin_password "$(hex)"; fi

# Redis gets the hashes of the passwords, each process its own URL. All three belong together.
if missing redis_users || missing redis_url_gateway || missing redis_url_workers; then
  gateway=$(hex)
  workers=$(hex)
  keep redis_url_gateway "redis://gateway:$gateway@redis:6379"
  keep redis_url_workers "redis://workers:$workers@redis:6379"
  sed -e "s/GATEWAY_PASSWORD_SHA256/$(printf %s "$gateway" | sha256)/" \
    -e "s/WORKERS_PASSWORD_SHA256/$(printf %s "$workers" | sha256)/" redis/users.acl.template >secrets/redis_users
fi

if [ "${1:-}" != --no-client-secret ] && missing azure_client_secret; then
  if [ -z "${AZURE_CLIENT_SECRET:-}" ]; then
    printf 'Client secret of the Server app: '
    stty -echo 2>/dev/null || true
    read -r AZURE_CLIENT_SECRET
    stty echo 2>/dev/null || true
    echo
  fi
  keep azure_client_secret "$AZURE_CLIENT_SECRET"
fi

# Replaces the line of a setting in an example, commented out or not.
line() { printf 's|^#\\{0,1\\}%s=.*|%s|' "$1" "$2"; }
secret() { if ! missing "$2"; then line "$1" "$1_FILE=deploy/secrets/$2"; fi; }
settings_file() {
  file=../.env.$1
  shift
  if [ -e "$file" ]; then return; fi
  (umask 077 && sed "$@" "$file.example" >"$file.new")
  mv "$file.new" "$file"
}
settings_file gateway -e "$(secret SEALING_KEYS sealing_keys)" -e "$(secret SIGN_IN_KEYS sign_in_keys)" \
  -e "$(secret AUDIT_KEY audit_key)"
settings_file workers -e "$(secret SEALING_KEYS sealing_keys)" -e "$(secret AZURE_CLIENT_SECRET azure_client_secret)" \
  -e "$(line OPS_PORT OPS_PORT=9465)"
echo "The secrets are in $(pwd)/secrets, the settings in .env.gateway and .env.workers"
