import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { type Attempts, outcomesIn, withAttempts } from "#test/support/attempts.ts";
import { connectModern } from "#test/support/mcp-clients.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { startRedis } from "#test/support/redis-server.ts";
import type { ServiceProcess } from "#test/support/service-process.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const folder = ownFolder();
const at = (...names: string[]) => join(folder, ...names);
const [secrets, neighbours, logs, cache] = [at("secrets"), at("other-secrets"), at("logs"), at("compiled")];
const auditFile = join(logs, "audit.jsonl");

/** As Kubernetes mounts a folder of files: each is a link into `..data`, which is one to a folder that is replaced. */
function mount(version: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(secrets, version), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(secrets, version, name), text);
  symlinkSync(version, join(secrets, "..next"));
  renameSync(join(secrets, "..next"), join(secrets, "..data"));
}

const tenants = (...ids: string[]) => `tenants:\n${ids.map((id) => `  - id: ${id}\n`).join("")}...\n`;
const quoted = JSON.stringify;
const read = (path: string) => `fs.readFileSync(${quoted(path)})`;
/** Opens only, so that nothing is changed where it succeeds. */
const write = (path: string) => `fs.closeSync(fs.openSync(${quoted(path)}, "a"))`;

/** What neither process may do. */
const forbidden: Attempts = {
  "read /etc/passwd": read("/etc/passwd"),
  "read it by way of /proc": read("/proc/self/root/etc/passwd"),
  "read its environment": read("/proc/self/environ"),
  "list the home folder": `fs.readdirSync(${quoted(homedir())})`,
  "list the folder of its secrets": `fs.readdirSync(${quoted(secrets)})`,
  "read a file beside its secrets": read(join(secrets, "foreign")),
  "read a file of a folder beside": read(join(neighbours, "foreign")),
  "read an .env": read(join(root, ".env")),
  "write beside the audit file": write(join(logs, "other")),
  "write into /tmp": write(at("file")),
  "change a secret": write(join(secrets, "sealing_keys")),
  "change the program": write(join(root, "common/version.ts")),
  "change what Node has compiled": write(join(cache, "other")),
  "make a link": `fs.symlinkSync("/etc/passwd", ${quoted(join(logs, "link"))})`,
  "write a heap snapshot": `builtin("v8").writeHeapSnapshot(${quoted(at("heap"))})`,
  "write a database": `new (builtin("node:sqlite").DatabaseSync)(${quoted(at("database"))})`,
  "start a thread": 'new (builtin("worker_threads").Worker)("", { eval: true })',
  "start a thread without flags": 'new (builtin("worker_threads").Worker)("", { eval: true, execArgv: [] })',
  "load an addon": 'process.dlopen({ exports: {} }, "/nowhere.node")',
  "start WASI": 'new (builtin("wasi").WASI)({ version: "preview1" })',
  "use the inspector": 'new (builtin("inspector").Session)().connect()',
  "use an internal module": 'process.binding("fs")',
};
/** What a worker may do: processes read its documents. */
const forbiddenToGateways: Attempts = {
  "start a process": 'builtin("child_process").execFileSync("/bin/true")',
  "start a process for a cluster": 'builtin("cluster").fork()',
  "become another program": 'process.execve("/bin/true", ["true"], {})',
};
const allowed: Attempts = { "read its secret": read(join(secrets, "sealing_keys")) };

let stack: Stack;
let processes: Readonly<Record<"gateway" | "worker", ServiceProcess>>;
let linesAtStart: readonly string[];
let files: Readonly<Record<string, string>>;

beforeAll(async () => {
  for (const path of [secrets, neighbours, logs]) mkdirSync(path);
  writeFileSync(join(neighbours, "foreign"), "");
  const redis = await startRedis();
  const keys = `k:${Buffer.alloc(32, 1).toString("base64")}`;
  files = { sealing_keys: keys, redis_url: redis.url, foreign: "", "tenants.yml": tenants(crypto.randomUUID()) };
  mount("..1", files);
  for (const name of Object.keys(files)) symlinkSync(join("..data", name), join(secrets, name));
  const settings = {
    SEALING_KEYS: "",
    SEALING_KEYS_FILE: join(secrets, "sealing_keys"),
    REDIS_URL: "",
    REDIS_URL_FILE: join(secrets, "redis_url"),
    NODE_COMPILE_CACHE: cache,
  };
  stack = await startStack({
    redis,
    isPlain: true,
    workerEnvironment: { ...settings, ...withAttempts({ ...allowed, ...forbidden }) },
    gatewayEnvironment: {
      ...settings,
      ...withAttempts({ ...allowed, ...forbidden, ...forbiddenToGateways }),
      TENANTS_FILE: join(secrets, "tenants.yml"),
      AUDIT_LOG: "file",
      AUDIT_FILE: auditFile,
    },
  });
  const [worker] = stack.workers;
  if (worker === undefined) throw new Error("there is no worker");
  processes = { gateway: stack.gateways[0], worker };
  linesAtStart = Object.values(processes).flatMap(({ log }) => log);
});
afterAll(async () => {
  await stack.stop();
});

/** Where Node has another code for that. */
const codes: Readonly<Record<string, string>> = {
  "load an addon": "ERR_DLOPEN_DISABLED",
  "write a database": "TypeError",
};
const outcomes = (attempts: Attempts, outcome: (name: string) => string) =>
  Object.fromEntries(Object.keys(attempts).map((name) => [name, outcome(name)]));
const refused = (attempts: Attempts) => outcomes(attempts, (name) => codes[name] ?? "ERR_ACCESS_DENIED");

describe("a process that is started as always, without a flag", () => {
  test("is under Node's permission model: a gateway reaches its own files, and nothing else", async () => {
    expect(await outcomesIn(processes.gateway)).toEqual({
      ...outcomes(allowed, () => "done"),
      ...refused({ ...forbidden, ...forbiddenToGateways }),
    });
  });

  test("is under it too when it is a worker, which may start processes beside", async () => {
    expect(await outcomesIn(processes.worker)).toEqual({ ...outcomes(allowed, () => "done"), ...refused(forbidden) });
  });

  test("says nothing of that, neither does Node", () => {
    const said = linesAtStart.map((line) => JSON.parse(line).msg);
    expect(said).toContain("listening");
    expect(said.filter((message) => /permission/i.test(message))).toEqual([]);
  });

  test("does what it is for: it follows its tenants, reads documents, changes its log file and drains", async () => {
    const { control } = stack.fake;
    const user = await personNamed(stack.fake, "hana.mori");
    const connect = async () =>
      await connectModern(stack.gateways[0].mcpUrl, await control.mintToken({ userId: user.id }));
    await expect(connect()).rejects.toThrow();
    mount("..2", { ...files, "tenants.yml": tenants(user.tenantId) });
    const client = await until("the tenant to be enabled", () => connect().catch(() => undefined));

    const page = { path: "roast.html", text: "<p>Roasted on Tuesday", mimeType: "text/html" };
    const { driveId, itemId } = await control.addFile(user.id, page);
    const uri = `file:///${encodeURIComponent(driveId)}/${itemId}`;
    const readPage = () => outputOf(client, "read_resource", { uri });
    expect(await readPage()).toMatchObject({ body: { content: "Roasted on Tuesday" } });

    renameSync(auditFile, `${auditFile}.1`);
    processes.gateway.kill("SIGHUP");
    await until("lines in the new file", async () => {
      await readPage();
      return existsSync(auditFile);
    });
    for (const { opsUrl } of [stack.gateways[0], ...stack.workers])
      expect(await metricValue(opsUrl, "process_open_fds")).toBeGreaterThan(0);
    await client.close();
    for (const service of Object.values(processes)) expect(await service.stop()).toBe(0);
    expect(readFileSync(auditFile, "utf8")).toContain('"event":"chain_closed"');
  });
});
