#!/bin/sh
# What docs/runbooks run, for each way to deploy. Shows each command on stderr, then runs it. In the checkout that is deployed:
#
#   export DEPLOYED_AS=compose              or kubernetes, or plain (processes with the units of deploy/systemd)
#   deploy/operate.sh state                 what runs, and how it ended
#   deploy/operate.sh ready gateway         what /readyz of each gateway (or of each of the workers) says
#   deploy/operate.sh lines 1h              the lines of the log and the audit log of the last hour, and those of $AUDIT_FILES
#   deploy/operate.sh top 1h .msg           what jq gives of each of them, counted, most frequent first
#   deploy/operate.sh doctor workers        npm run doctor with the settings of a running process
#   deploy/operate.sh restart workers       one after the other: in Compose and Kubernetes all, also `redis`; plain: or a unit
#   deploy/operate.sh scale workers 4       so many of each, until the next deployment
#   deploy/operate.sh redis INFO memory     a command to the Redis that is deployed with it, as its user `operator`
#   deploy/operate.sh pseudonym --tenant TENANT-ID --person OBJECT-ID
set -eu
fail() {
  echo "$1" >&2
  exit 1
}
usage="usage: $0 state | ready | lines | top | doctor | restart | scale | redis | pseudonym; its first lines say more"
[ $# -gt 0 ] || fail "$usage"
cd "$(dirname "$0")/.."
how=${DEPLOYED_AS:-}
command=$1
shift

run() {
  echo "+ $*" >&2
  "$@"
}
k() { run kubectl -n m365-connector "$@"; }
process_of() { case "${1:-}" in gateway | workers) ;; *) fail "say which: gateway or workers" ;; esac }
of="app.kubernetes.io/component"
ask='const url = `http://127.0.0.1:${process.env.OPS_PORT ?? 9464}/readyz`;
const answer = fetch(url, { signal: AbortSignal.timeout(5000) }).then(async (r) => `${r.status} ${await r.text()}`);
console.log(await answer.catch((error) => `no answer: ${error.message}`));'
units() { systemctl list-units --plain --no-legend --all "m365-$1@*" | cut -d ' ' -f 1; }
# The password goes in by stdin: it is not on a command line, and is not shown.
password=deploy/secrets/redis_password_operator
redis='read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli --user operator "$@"'

lines() {
  case $how in
  compose) run docker compose logs --no-log-prefix --since "$1" gateway workers ;;
  kubernetes) k logs -l "$of in (gateway,workers)" --tail=-1 --max-log-requests=50 --since="$1" ;;
  plain) run journalctl -o cat --since="-$1" -u 'm365-*' ;;
  esac
  # Not quoted: there may be several, and patterns.
  if [ -n "${AUDIT_FILES:-}" ]; then run cat $AUDIT_FILES; fi
}

case "$how $command" in
"compose state")
  run docker compose ps --all
  for container in $(docker compose ps --all --quiet gateway workers redis); do
    run docker inspect --format '{{.Name}}: {{.RestartCount}} restarts; {{json .State}}' "$container"
  done
  ;;
"kubernetes state")
  k get pods -o wide
  k get pods -o 'jsonpath={range .items[*]}{.metadata.name}{": "}{.status.containerStatuses[*].lastState}{"\n"}{end}'
  ;;
"plain state") run systemctl list-units --all 'm365-*' && run journalctl -o short --since=-1h -t systemd -u 'm365-*' ;;
"compose ready" | "kubernetes ready" | "plain ready")
  process_of "$@"
  case $how in
  compose) for one in $(docker compose ps --quiet "$1"); do run docker exec "$one" node --input-type=module --eval "$ask"; done ;;
  kubernetes) for one in $(kubectl -n m365-connector get pods -l "$of=$1" -o name); do k exec "$one" -- node --input-type=module --eval "$ask"; done ;;
  plain)
    port=$([ "$1" = gateway ] && echo 946 || echo 947)
    for unit in $(units "$1"); do
      number=${unit#*@}
      run curl -sS --max-time 5 -w '\n' "http://127.0.0.1:$port${number%.service}/readyz" || true
    done
    ;;
  esac
  ;;
"compose lines" | "kubernetes lines" | "plain lines") lines "${1:-1h}" ;;
"compose top" | "kubernetes top" | "plain top")
  [ $# = 2 ] || fail "say since when, and what of each line, such as: top 1h .msg"
  lines "$1" | run jq -Rrc "fromjson? | objects | $2 | values" | sort | uniq -c | sort -rn | head -n 30
  ;;
"compose doctor") process_of "$@" && run docker compose exec -T "$1" node common/doctor/main.ts "$@" ;;
"kubernetes doctor")
  process_of "$@"
  k exec "$(kubectl -n m365-connector get deploy -l "$of=$1" -o name | head -n 1)" -- node common/doctor/main.ts "$@"
  ;;
"plain doctor") process_of "$@" && run npm run -s doctor -- "$@" ;;
"compose restart") run docker compose restart "$@" ;;
"kubernetes restart") k rollout restart deploy -l "$of=$1" ;;
"plain restart")
  case ${1:-} in
  gateway | workers) for unit in $(units "$1"); do run systemctl restart "$unit"; done ;;
  *) run systemctl restart "$@" ;;
  esac
  ;;
"compose scale") process_of "$@" && run docker compose up --detach --no-recreate --scale "$1=$2" "$1" ;;
"kubernetes scale")
  process_of "$@"
  if [ "$1" = gateway ]; then
    k patch hpa gateway --type merge -p "{\"spec\":{\"minReplicas\":$2}}"
  elif scaled=$(kubectl -n m365-connector get scaledobjects -o name) && [ -n "$scaled" ]; then
    for one in $scaled; do k patch "$one" --type merge -p "{\"spec\":{\"minReplicaCount\":$2}}"; done
  else
    k scale deploy -l "$of=$1" --replicas "$2"
  fi
  ;;
"plain scale") process_of "$@" && for one in $(seq 0 "$(($2 - 1))"); do run systemctl enable --now "m365-$1@$one"; done ;;
"compose redis" | "kubernetes redis" | "plain redis")
  echo "+ redis-cli --user operator $*" >&2
  case $how in
  compose) docker compose exec -T redis sh -c "$redis" redis-cli "$@" <"$password" ;;
  kubernetes) kubectl -n m365-connector exec -i deploy/redis -- sh -c "$redis" redis-cli "$@" <"$password" ;;
  plain) sh -c "$redis" redis-cli "$@" <"$password" ;;
  esac
  ;;
"compose pseudonym") run docker compose exec -T gateway node gateway/audit/pseudonym/main.ts "$@" ;;
"kubernetes pseudonym") k exec deploy/gateway -- node gateway/audit/pseudonym/main.ts "$@" ;;
"plain pseudonym") AUDIT_KEY_FILE=$PWD/deploy/secrets/audit_key run npm run -s audit:pseudonym -- "$@" ;;
compose\ * | kubernetes\ * | plain\ *) fail "$usage" ;;
*) fail "DEPLOYED_AS must be compose, kubernetes or plain" ;;
esac
