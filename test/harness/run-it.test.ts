import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { browserOf } from "#test/demo/stage/browser.ts";
import { signIn } from "#test/demo/stage/sign-in.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { freePort } from "#test/support/free-port.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { createBrowser } from "#test/support/sign-in/browser.ts";
import { until } from "#test/support/until.ts";

const root = join(import.meta.dirname, "../..");
const programs = join(root, "node_modules/.bin");
/** Packages are installed, apps registered, and the processes and their checks started. */
const slow = { timeout: 600_000 };

let fake: FakeTenant;
let copy: RepositoryCopy;
let machine: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  fake = await startFakeTenant({ apps: "none" });
  await trustCertificate(fake.caCertificatePath);
  copy = copyRepository(root, { hasPackages: false });
  machine = mkdtempSync(join(tmpdir(), "run-it-"));
});

afterAll(async () => {
  for (const child of started) if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  copy?.remove();
  rmSync(machine, { recursive: true });
  await fake.close();
});

function program(name: string, script: string): void {
  writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(machine, name), 0o755);
}

/** A machine with what the README asks for: its own Node, the Azure CLI and a Redis, which here has a free port. */
async function prepareMachine(redisPort: number): Promise<NodeJS.ProcessEnv> {
  const az = fileURLToPath(new URL("../support/az/az.ts", import.meta.url));
  program("az", `exec "${process.execPath}" "${az}" "$@"`);
  program("redis-server", `exec "${await findRedisServer()}" "$@" --port ${redisPort}`);
  const outside = (process.env.PATH ?? "").split(delimiter).filter((folder) => !/node_modules|\.cache/.test(folder));
  mkdirSync(join(machine, "home"));
  symlinkSync(join(process.env.HOME ?? "", ".npm"), join(machine, "home/.npm"));
  return {
    HOME: join(machine, "home"),
    PATH: [machine, ...outside.filter((folder) => folder !== programs)].join(delimiter),
    FAKE_CONTROL_URL: fake.controlUrl,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
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

/** What a reader fills in. */
const filledIn = (command: string, values: { publicUrl: string; tenantId: string }) =>
  command.replace("https://mcp.example.com/mcp", values.publicUrl).replace("TENANT-ID", values.tenantId);

/** An admin opens a link and accepts. */
async function accept(link: string): Promise<void> {
  const browser = createBrowser();
  const shown = await browser.open(new URL(link));
  if (!("page" in shown)) throw new Error("The link leads to no page.");
  const button = shown.page.links.find(({ text }) => text === "Accept");
  await browser.follow(shown.page, button?.href ?? "");
}

test(
  "whoever runs the commands of the README, line by line, ends with an installation that people sign in to",
  slow,
  async () => {
    const [redisPort, port, gatewayOps, workersOps] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const environment = await prepareMachine(redisPort);
    const tenantId = (await fake.control.directory()).tenants[0]?.id ?? "";
    const publicUrl = `http://localhost:${port}/mcp`;
    /** Ports that the README leaves as they are, and that have to be free here. */
    const ports = (command: string) => ({
      PORT: String(port),
      OPS_PORT: String(command.includes("workers") ? workersOps : gatewayOps),
    });
    let said = "";
    const run = async (line: string): Promise<void> => {
      const command = filledIn(line.replace(/ &$/, ""), { publicUrl, tenantId });
      const isServer = line.endsWith(" &");
      const isDoctor = command.includes("doctor");
      const env = isServer ? { ...environment, ...ports(command) } : environment;
      if (!isServer) {
        // Not in step with this process, in which Microsoft is played.
        const child = spawn("bash", ["-c", command], { cwd: copy.folder, env, stdio: ["ignore", "pipe", "pipe"] });
        const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
        const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
        said += `$ ${command}\n${stdout}${stderr}`;
        expect([command, status], said).toEqual([command, 0]);
        if (isDoctor) expect(stdout, said).not.toMatch(/ {2}problem {2}/);
        return;
      }
      const child = spawn("bash", ["-c", `exec ${command}`], { cwd: copy.folder, env, detached: true });
      started.push(child);
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
      const isUp = /"component":"mcp".*"listening"|"msg":"listening"|Ready to accept connections/;
      await until(`${command} to listen`, () => (isUp.test(output) ? true : undefined), 120_000).catch(() => {
        throw new Error(`${command} says:\n${output}`);
      });
    };

    const commands = commandsOfReadme();
  for (const line of commands) {
      if (line === commands.at(-1)) {
      // Entra sends the admin back to a page of the gateway, which runs by now.
      const links = [...said.matchAll(/^https:\S+adminconsent\S+$/gm)].map(([link]) => link);
      expect(links, said).toHaveLength(2);
      for (const link of links) await accept(link);
    }
    await run(line);
      if (line.includes("secrets")) {
        // The one thing of the machine that is other than the README takes it to be: where Redis listens.
        for (const name of ["gateway", "workers"])
          copy.write(`deploy/secrets/redis_url_${name}_local`, (url) => url.replace(":6379", `:${redisPort}`));
        for (const [name, ops] of [
          ["gateway", gatewayOps],
          ["workers", workersOps],
        ] as const)
          copy.write(`.env.${name}`, (text) => text.replace(/^#?OPS_PORT=.*$/m, `OPS_PORT=${ops}`));
        copy.write(".env.gateway", (text) => text.replace(/^#?PORT=.*$/m, `PORT=${port}`));
      }
    }

    const { client } = await signIn({ mcpUrl: publicUrl, browser: browserOf("hana.mori@aozora-coffee.example") });
    const found = JSON.stringify(
      await client.callTool({ name: "outlook_email_search", arguments: { query: "Kyoto" } }),
    );
    const [uri = ""] = /mail:\/\/\/[^\\"]+/.exec(found) ?? [];
    expect(uri, found).not.toBe("");
    const read = await client.callTool({ name: "read_resource", arguments: { uri } });
    expect(read.isError ?? false, JSON.stringify(read)).toBe(false);
    expect(JSON.stringify(read)).toContain("Kyoto");
    await client.close();
  },
);
