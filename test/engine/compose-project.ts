import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { freePort } from "#test/support/free-port.ts";
import { docker, type RunOptions, succeed } from "./docker.ts";

/** What somebody needs of a checkout to run it by the compose files. Secrets are left behind. */
const parts = [
  ...["Dockerfile", ".dockerignore", ".npmrc", "package.json", "package-lock.json"],
  ...["docker-compose.yml", "docker-compose.demo.yml", "common", "gateway", "workers", "deploy", "grafana"],
  ...[".env.gateway.example", ".env.workers.example", "test/fake-tenant", "test/demo/compose"],
];
const override = "docker-compose.engine.yml";
const withoutGrafana = ["redis", "gateway", "workers", "prometheus", "fake-tenant"];

export type ComposeProject = Awaited<ReturnType<typeof makeComposeProject>>;

/** The demo of deploy/demo.env in a copy of this checkout, with secrets and names of its own. */
export async function makeComposeProject() {
  const folder = await mkdtemp(join(tmpdir(), "m365-compose-"));
  await mkdir(join(folder, "test/demo"), { recursive: true });
  const filter = (source: string) => !source.startsWith(join(root, "deploy/secrets"));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true, filter });
  await cp(join(import.meta.dirname, override), join(folder, override));
  await writeFile(join(folder, "npmrc"), await readFile(join(homedir(), ".npmrc"), "utf8").catch(() => ""));
  await succeed("deploy/make-secrets.sh", ["--no-client-secret"], { cwd: folder });

  const port = await freePort();
  const demo = await readFile(join(folder, "deploy/demo.env"), "utf8");
  const settings = demo
    .replace(/^COMPOSE_FILE=.*$/m, (line) => `${line}:${override}`)
    .replace("localhost:8080", `localhost:${port}`);
  await writeFile(join(folder, ".env"), `${settings}\nGATEWAY_PORT=${port}\nCOMPOSE_PROFILES=demo\n`);

  const options: RunOptions = { cwd: folder, environment: { COMPOSE_PROJECT_NAME: `m365-engine-${port}` } };
  const compose = (...args: string[]) => docker(["compose", "--ansi", "never", ...args], options);
  return {
    folder,
    mcpUrl: `http://localhost:${port}/mcp`,
    /** What `docker compose ARGS` prints. */
    compose,
    /** Starts what can be had here, all but Grafana, and waits until it is healthy. */
    up: (...more: string[]) => compose("up", "--detach", "--no-build", "--wait", ...more, ...withoutGrafana),
    /** The ids of a service's containers. */
    containers: async (service: string) =>
      (await compose("ps", "--all", "--quiet", service)).split("\n").filter(Boolean),
    async stop() {
      await compose("down", "--volumes", "--timeout", "1").catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
