import { spawnSync } from "node:child_process";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { findValkey } from "./find-valkey.ts";

/** Whether it was built with TLS: without a certificate none starts, but only one that was looks for it. */
function speaksTls(program: string): boolean {
  const files = ["cert", "key", "ca-cert"].flatMap((kind) => [`--tls-${kind}-file`, "/nowhere"]);
  const args = ["--port", "0", "--tls-port", "1", ...files];
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 10_000 });
  return `${stdout}${stderr}`.includes("Failed to load certificate");
}

/** A redis-server or valkey-server of this machine that speaks TLS; undefined when none that is found does. */
export async function findRedisWithTls(): Promise<string | undefined> {
  const programs = [await findRedisServer({ say: (line) => console.log(line) }), findValkey()];
  return programs.find((program) => program !== undefined && speaksTls(program));
}
