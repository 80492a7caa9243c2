#!/usr/bin/env bash
# Runs a command, such as `npm test`, where a Docker engine answers: the one of this machine, else one that is started
# for the command and ended after it (Debian's packages, as root). Where none can be had, the command runs all the same,
# and TEST_ENGINE_PROBLEM tells its tests why they are skipped.
# What dockerd sets up in the network stays: the bridge docker0, its iptables rules, forwarding.
set -uo pipefail
packages=(docker.io docker-cli docker-buildx docker-compose redis-tools docker-registry cosign)

answers() { { docker info && docker buildx version && docker compose version; } >/dev/null 2>&1; }
install() {
  timeout 60 apt-get update -qq && timeout 180 apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

start_engine() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    problem="no Docker engine answers, and only root on Debian could start one"
    return
  fi
  if ! install >"$folder/log" 2>&1; then
    problem="no Docker engine answers, and ${packages[*]} can't be installed: $(tail -n 1 "$folder/log")"
    return
  fi
  # Without Ryuk, which would have to be pulled: what is left of a killed test ends with the engine.
  export DOCKER_HOST="unix://$folder/docker.sock" TESTCONTAINERS_RYUK_DISABLED=true
  # A release needs containerd's store: without it, Docker keeps no provenance.
  echo '{ "features": { "containerd-snapshotter": true } }' >"$folder/daemon.json"
  dockerd --config-file "$folder/daemon.json" --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" \
    --bip 10.201.0.1/24 >"$folder/log" 2>&1 &
  engine=$!
  for _ in $(seq 60); do
    answers && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.5
  done
  problem="the Docker engine does not start: $(tail -n 1 "$folder/log")"
}

answers && exec "$@"
folder=$(mktemp -d)
engine=
problem=
trap '[ -z "$engine" ] || { kill "$engine" && wait "$engine"; } 2>/dev/null; rm -rf "$folder"' EXIT
start_engine
TEST_ENGINE_PROBLEM=$problem "$@"
