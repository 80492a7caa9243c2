import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { browserOf } from "#test/demo/stage/browser.ts";
import { signIn } from "#test/demo/stage/sign-in.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { freePort } from "#test/support/free-port.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { runCommand } from "#test/support/run-program.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { acceptConsent } from "#test/support/sign-in/accept-consent.ts";
import { until } from "#test/support/until.ts";

const root = join(import.meta.dirname, "../..");
/** Packages are installed, apps registered, and the processes and their checks started. */
const slow = { timeout: 600_000 };

let fake: FakeTenant;
let copy: RepositoryCopy;
let machine: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  fake = await startFakeTenant({ apps: "none" });
  await trustCertificate(fake.caCertificatePath);
  copy = copyRepository(root, { hasPackages: false });
  machine = mkdtempSync(join(tmpdir(), "run-it-"));
});

afterEach(async () => {
  const ended = started.splice(0).map(async (child) => {
    if (child.pid === undefined || child.exitCode !== null) return;
    const closed = new Promise((resolve) => child.once("close", resolve));
    process.kill(-child.pid, "SIGKILL");
    await closed;
  });
  await Promise.all(ended);
  copy.remove();
  rmSync(machine, { recursive: true });
  await fake.close();
});

function program(name: string, script: string): void {
  writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(machine, name), 0o755);
}

/** A machine with what the README asks for: a Node, the Azure CLI, and a Redis, which listens at a free port here. */
async function prepareMachine(redisPort: number): Promise<Environment> {
  const az = fileURLToPath(new URL("../support/az/az.ts", import.meta.url));
  program("az", `exec "${process.execPath}" "${az}" "$@"`);
  program("redis-server", `exec "${await findRedisServer()}" "$@" --port ${redisPort}`);
  const outside = (process.env.PATH ?? "").split(delimiter).filter((folder) => !/node_modules|\.cache/.test(folder));
  mkdirSync(join(machine, "home"));
  symlinkSync(join(process.env.HOME ?? "", ".npm"), join(machine, "home/.npm"));
  return {
    HOME: join(machine, "home"),
    PATH: [machine, ...outside].join(delimiter),
    FAKE_CONTROL_URL: fake.controlUrl,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
    // Documents of clients would be fetched from the internet.
    SIGN_IN_CIMD: "off",
    GRAPH_BASE_URL: fake.graphBaseUrl,
    GRAPH_DOWNLOAD_HOSTS: Object.values(fake.downloadHosts).join(","),
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
  };
}

/** The commands of "Run it", as they stand there. */
function commandsOfReadme(): string[] {
  const [, block = ""] =
    /<!-- run:begin -->\n```sh\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  return block.trim().split("\n");
}

/** Runs a command to its end, not in step with this process, in which Microsoft is played. */
async function finish(command: string, environment: Environment): Promise<string> {
  const options = { cwd: copy.folder, environment, withinMs: slow.timeout };
  const { code, stdout, stderr } = await runCommand(["bash", "-c", command], options);
  expect([command, code], `${stdout}${stderr}`).toEqual([command, 0]);
  return stdout;
}

/** Starts a command that goes on, and waits until it listens. */
async function start(command: string, env: Environment): Promise<void> {
  const child = spawn("bash", ["-c", `exec ${command}`], { cwd: copy.folder, env, detached: true });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const isUp = /"msg":"listening"|Ready to accept connections/;
  await until(`${command} to listen`, () => isUp.test(output), 120_000).catch(() => {
    throw new Error(`${command} says:\n${output}`);
  });
}

test("whoever runs the README's commands has an installation that people sign in to", slow, async () => {
  const [redisPort, port, gatewayOps, workersOps] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const environment = await prepareMachine(redisPort);
  const tenantId = (await fake.control.directory()).tenants[0]?.id ?? "";
  const publicUrl = `http://localhost:${port}/mcp`;
  const commands = commandsOfReadme();
  let said = "";
  for (const line of commands) {
    // What a reader fills in.
    const command = line.replace("https://mcp.example.com/mcp", publicUrl).replace("TENANT-ID", tenantId);
    if (line === commands.at(-1)) {
      // Entra sends the admin back to a page of the gateway, which runs by now.
      const links = [...said.matchAll(/^https:\S+adminconsent\S+$/gm)].map(([link]) => link);
      expect(links, said).toHaveLength(2);
      for (const link of links) await acceptConsent(link);
    }
    if (command.endsWith(" &")) await start(command.slice(0, -2), environment);
    else said += await finish(command, environment);
    if (line.includes("secrets")) {
      // The one thing of this machine that is other than the README takes it to be: which ports are free.
      for (const name of ["gateway", "workers"])
        copy.write(`deploy/secrets/redis_url_${name}_local`, (url) => url.replace(":6379", `:${redisPort}`));
      const withPort = (name: string, value: number) => (settings: string) =>
        settings.replace(new RegExp(`^#?${name}=.*$`, "m"), `${name}=${value}`);
      copy.write(".env.gateway", withPort("OPS_PORT", gatewayOps));
      copy.write(".env.gateway", withPort("PORT", port));
      copy.write(".env.workers", withPort("OPS_PORT", workersOps));
    }
  }
  expect(said).not.toMatch(/ {2}problem {2}/);

  const { client } = await signIn({ mcpUrl: publicUrl, browser: browserOf("hana.mori@aozora-coffee.example") });
  const found = JSON.stringify(await client.callTool({ name: "outlook_email_search", arguments: { query: "Kyoto" } }));
  const [uri = ""] = /mail:\/\/\/[^\\"]+/.exec(found) ?? [];
  const read = await client.callTool({ name: "read_resource", arguments: { uri } });
  expect(read.isError ?? false, JSON.stringify(read)).toBe(false);
  expect(JSON.stringify(read)).toContain("Kyoto");
  await client.close();
});
