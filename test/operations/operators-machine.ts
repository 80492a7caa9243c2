import { execFile, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findProgram } from "#test/support/find-program.ts";

const root = join(import.meta.dirname, "../..");
const played = ["docker", "kubectl", "journalctl", "systemctl", "curl", "redis-cli"];

/**
 * Does what these programs would do of a deployment of one gateway and one worker, with processes of this machine; what
 * they would only show, it leaves out. `doctor` has tests of its own.
 */
const player = `#!/bin/sh
ready_port() { case $1 in *gateway* | *:9460/*) echo "$GATEWAY_OPS" ;; *) echo "$WORKERS_OPS" ;; esac }
inside() {
  export OPS_PORT="$(ready_port "$1")" AUDIT_KEY_FILE=deploy/secrets/audit_key
  shift
  case "$2" in common/doctor/*) echo "doctor $3" ;; *) exec "$@" ;; esac
}
one_of() { case $1 in *gateway*) echo "$2gateway-1" ;; *workers*) echo "$2workers-1" ;; esac }
case "\${0##*/} $*" in
"journalctl -o cat "* | "docker compose logs "* | "kubectl -n m365-connector logs "*) exec cat "$LINES" ;;
"systemctl list-units --plain "*gateway*) echo m365-gateway@0.service loaded ;;
"systemctl list-units --plain "*) echo m365-workers@0.service loaded ;;
"systemctl kill --signal=KILL m365-workers@0") exec kill -KILL "$WORKER_PID" ;;
"curl "*)
  for url in "$@"; do :; done
  exec "$CURL" -sS --max-time 5 -w '\\n' "http://127.0.0.1:$(ready_port "$url")/readyz"
  ;;
"docker exec "*) shift; inside "$@" ;;
"docker compose exec -T redis "*) shift 4; exec "$@" ;;
"docker compose exec -T "*) shift 3; inside "$@" ;;
"docker compose ps --quiet "*) one_of "$*" ;;
"kubectl -n m365-connector exec -i deploy/redis -- "*) shift 6; exec "$@" ;;
"kubectl -n m365-connector exec "*) one=$4; shift 5; inside "$one" "$@" ;;
"kubectl -n m365-connector get pods -l "*) one_of "$*" pod/ ;;
"redis-cli "*) exec "$REDIS_CLI" -p "$REDIS_PORT" "$@" ;;
"systemctl "* | "journalctl "* | "docker compose ps --all"* | "docker inspect "* | "kubectl -n m365-connector get "*) ;;
*) echo "nobody plays: \${0##*/} $*" >&2; exit 1 ;;
esac
`;

/** Which programs there have to be; a reason to skip where one is missing. */
export function missingForOperators(): string | undefined {
  const missing = ["jq", "curl", "redis-cli"].filter((name) => findProgram(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(", ")} is not on PATH, by which runbooks look at a process`;
}

/** What the commands of the machine reach. */
export interface Deployed {
  redisPort: number;
  /** Of log and audit log, of all processes. */
  lines: readonly string[];
  gatewayOpsUrl: string;
  workersOpsUrl: string;
  workerPid: number | undefined;
}

export type OperatorsMachine = ReturnType<typeof createOperatorsMachine>;

/** The machine of an operator, with the checkout that is deployed, in which `npm run secrets` has run. */
export function createOperatorsMachine() {
  const folder = mkdtempSync(join(tmpdir(), "operators-"));
  for (const name of readdirSync(root).filter((found) => ![".git", ".cache", "deploy"].includes(found)))
    symlinkSync(join(root, name), join(folder, name));
  cpSync(join(root, "deploy"), join(folder, "deploy"), {
    recursive: true,
    filter: (path) => !path.endsWith("/secrets"),
  });
  rmSync(join(folder, ".env.gateway"), { force: true });
  rmSync(join(folder, ".env.workers"), { force: true });
  const { status, stderr } = spawnSync(join(folder, "deploy/make-secrets.sh"), ["--no-client-secret"]);
  if (status !== 0) throw new Error(`no secrets: ${stderr}`);
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  writeFileSync(join(bin, played[0] ?? ""), player);
  chmodSync(join(bin, played[0] ?? ""), 0o755);
  for (const name of played.slice(1)) symlinkSync(join(bin, played[0] ?? ""), join(bin, name));
  const secretPath = (name: string) => join(folder, "deploy/secrets", name);

  return {
    secretPath,
    secret: (name: string) => readFileSync(secretPath(name), "utf8").trim(),
    /** Runs a line of a runbook. Resolves to its exit code, and to what it printed. */
    run(line: string, deployedAs: string, deployed: Deployed) {
      const { redisPort, lines, gatewayOpsUrl, workersOpsUrl, workerPid } = deployed;
      writeFileSync(join(folder, ".lines"), `${lines.join("\n")}\n`);
      const env = {
        PATH: [bin, process.env.PATH].join(delimiter),
        DEPLOYED_AS: deployedAs,
        LINES: join(folder, ".lines"),
        REDIS_PORT: String(redisPort),
        REDIS_CLI: findProgram("redis-cli"),
        CURL: findProgram("curl"),
        GATEWAY_OPS: new URL(gatewayOpsUrl).port,
        WORKERS_OPS: new URL(workersOpsUrl).port,
        WORKER_PID: String(workerPid),
      };
      return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
        execFile("/bin/sh", ["-c", line], { cwd: folder, env, encoding: "utf8" }, (error, stdout, said) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr: said });
        });
      });
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
