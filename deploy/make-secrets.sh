#!/bin/sh
# Creates the secrets that docker-compose.yml mounts, in deploy/secrets, and .env.gateway and .env.workers, which name them by
# their paths. Existing secrets and files are not changed.
#
#   deploy/make-secrets.sh --from settings.env      takes over what register.sh (npm run entra) has written: ids, addresses and
#                                                   the credential, also into .env.gateway and .env.workers that exist
#   deploy/make-secrets.sh                          asks for the client secret of the Server app, or takes AZURE_CLIENT_SECRET
#   deploy/make-secrets.sh --no-client-secret       another credential
set -eu
fail() {
  echo "$1" >&2
  exit 1
}
from=
case "${1:-}" in
--from)
  [ -r "${2:-}" ] || fail "--from needs the settings.env that register.sh has written; this can't be read: ${2:-}"
  from=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
  ;;
--no-client-secret | '') ;;
*) fail "usage: deploy/make-secrets.sh [--from settings.env | --no-client-secret]" ;;
esac
cd "$(dirname "$0")"
# The last value of a name in settings.env, or nothing.
given() { if [ -n "$from" ]; then sed -n "s/^$1=//p" "$from" | tail -n 1; fi; }
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

# Redis gets the hashes of the passwords, each process its own URL, and deploy/operate.sh the operator's password. All four
# belong together.
if missing redis_users || missing redis_url_gateway || missing redis_url_workers || missing redis_password_operator; then
  gateway=$(hex)
  workers=$(hex)
  operator=$(hex)
  keep redis_url_gateway "redis://gateway:$gateway@redis:6379"
  keep redis_url_workers "redis://workers:$workers@redis:6379"
  keep redis_password_operator "$operator"
  sed -e "s/GATEWAY_PASSWORD_SHA256/$(printf %s "$gateway" | sha256)/" \
    -e "s/WORKERS_PASSWORD_SHA256/$(printf %s "$workers" | sha256)/" \
    -e "s/OPERATOR_PASSWORD_SHA256/$(printf %s "$operator" | sha256)/" redis/users.acl.template >secrets/redis_users
fi

# The same for processes and a Redis on this machine, without containers.
for process in gateway workers; do
  keep "redis_url_${process}_local" "$(sed 's/@redis:/@127.0.0.1:/' "secrets/redis_url_$process")"
done

if [ -n "$from" ]; then AZURE_CLIENT_SECRET=$(given AZURE_CLIENT_SECRET); fi
if [ -z "$from" ] && [ "${1:-}" != --no-client-secret ] && missing azure_client_secret; then
  if [ -z "${AZURE_CLIENT_SECRET:-}" ]; then
    printf 'Client secret of the Server app (its value, not its ID): '
    stty -echo 2>/dev/null || true
    read -r AZURE_CLIENT_SECRET || true
    stty echo 2>/dev/null || true
    echo
  fi
  [ -n "${AZURE_CLIENT_SECRET:-}" ] ||
    fail "No client secret was given, and nothing was written for it. With another credential: --no-client-secret"
fi
if [ -n "${AZURE_CLIENT_SECRET:-}" ] && { [ -n "$from" ] || missing azure_client_secret; }; then
  keep azure_client_secret "$AZURE_CLIENT_SECRET"
fi

# Writes a setting in the place of its line, which may be commented out, or at the end. awk takes the value as it is.
set_line() {
  NAME=$2 VALUE=$3 awk '
    BEGIN { name = ENVIRON["NAME"]; line = name "=" ENVIRON["VALUE"] }
    !done && (index($0, name "=") == 1 || index($0, "#" name "=") == 1) { print line; done = 1; next }
    { print }
    END { if (!done) print line }' "../.env.$1" >"../.env.$1.new"
  mv "../.env.$1.new" "../.env.$1"
}
secret_line() { if ! missing "$3"; then set_line "$1" "$2_FILE" "deploy/secrets/$3"; fi; }
umask 077
for process in gateway workers; do
  if [ -e "../.env.$process" ]; then continue; fi
  cp "../.env.$process.example" "../.env.$process"
  chmod 600 "../.env.$process"
  secret_line "$process" SEALING_KEYS sealing_keys
  secret_line "$process" REDIS_URL "redis_url_${process}_local"
  case $process in
  gateway)
    secret_line gateway SIGN_IN_KEYS sign_in_keys
    secret_line gateway AUDIT_KEY audit_key
    ;;
  workers)
    if [ -z "$from" ]; then secret_line workers AZURE_CLIENT_SECRET azure_client_secret; fi
    set_line workers OPS_PORT 9465
    ;;
  esac
done
take() {
  for name in "$@"; do
    value=$(given "$name")
    if [ -n "$value" ]; then set_line "$process" "$name" "$value"; fi
  done
}
process=gateway
take AZURE_CLIENT_ID MCP_PUBLIC_URL APP_ID_URI SIGN_IN_CLIENT_ID ALLOWED_TENANTS AZURE_CLOUD
process=workers
take AZURE_CLIENT_ID AZURE_CLOUD AZURE_CLIENT_CERTIFICATE_PATH AZURE_CLIENT_SECRET_EXPIRES
if [ -n "$(given AZURE_CLIENT_SECRET)" ]; then secret_line workers AZURE_CLIENT_SECRET azure_client_secret; fi
echo "The secrets are in $(pwd)/secrets, the settings in .env.gateway and .env.workers"
