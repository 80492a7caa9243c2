// The commands of docs/runbooks, run as an operator pastes them: each against a fault that raises its alert.
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { postToolCall } from "#test/support/raw-mcp.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { configuredForOperators } from "#test/support/redis-users.ts";
import { runbookCommands } from "#test/support/runbook-commands.ts";
import { type Stack, startStack, type WorkerProcess } from "#test/support/stack.ts";
import { createTenantsFile } from "#test/support/tenants-file.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";
import { preload } from "../fault/catalogue/preloads/preload.ts";
import { createOperatorsMachine, missingForOperators, type OperatorsMachine } from "./operators-machine.ts";

const tenantsFile = createTenantsFile();
let machine: OperatorsMachine;
let redis: RedisServer;
let admin: Redis;
let stack: Stack;
let worker: WorkerProcess;
let person: DirectoryUser;
let token: string;
let anothersToken: string;

const portOf = (url: string) => Number(new URL(url).port);

describe("the commands of runbooks", skipWhen(missingForOperators()), () => {
  beforeAll(async () => {
    machine = createOperatorsMachine();
    redis = await startRedis({ args: configuredForOperators() });
    admin = new Redis(redis.url, { replyMapping: "legacy" });
    for (const line of machine.secret("redis_users").split("\n")) {
      const [, name = "", ...rules] = line.split(" ");
      await admin.acl("SETUSER", name, ...rules);
    }
    const urlOf = (user: string) => machine.secret(`redis_url_${user}_local`).replace(":6379", `:${portOf(redis.url)}`);
    const tenantOf = (id: string) => `tenants: [{ id: ${id} }]\n...\n`;
    tenantsFile.write(tenantOf("00000000-0000-4000-8000-000000000000"));
    stack = await startStack({
      redis,
      gatewayEnvironment: {
        REDIS_URL: urlOf("gateway"),
        AUDIT_KEY_FILE: machine.secretPath("audit_key"),
        TENANTS_FILE: tenantsFile.path,
      },
      workerEnvironment: { REDIS_URL: urlOf("workers"), ...preload("never-end") },
    });
    [worker] = stack.workers as [WorkerProcess];
    const [member, another] = await membersWithMail(stack.fake);
    anothersToken = await stack.fake.control.mintToken({ userId: another.id });
    person = member;
    token = await stack.fake.control.mintToken({ userId: person.id });
    tenantsFile.write(tenantOf(person.tenantId));
    await until("the tenant to be admitted", async () => (await call()).status === 200);
  });
  beforeEach(() => stack.fake.control.resetScript());
  afterAll(async () => {
    admin.disconnect();
    await stack.stop();
    machine.remove();
  });

  const call = (args: Record<string, unknown> = {}, bearer = token) =>
    postToolCall("modern", { url: stack.gateways[0].mcpUrl, token: bearer, tool: "outlook_email_search", args });
  const answerOf = async (...args: Parameters<typeof call>) => await (await call(...args)).text();

  /** Lines of all processes, those that have ended too. */
  const services = new Set<WorkerProcess>();
  const lines = () =>
    [...stack.gateways, ...stack.workers, ...services, worker].flatMap(({ log, output }) => [...log, ...output]);

  function run(line: string, deployedAs = "plain") {
    const filledIn = line
      .replace("TENANT-ID", person.tenantId)
      .replace("OBJECT-ID", person.id)
      .replace("REQUEST-ID", String(lines().length));
    return machine.run(filledIn, deployedAs, {
      redisPort: portOf(redis.url),
      lines: lines(),
      gatewayOpsUrl: stack.gateways[0].opsUrl,
      workersOpsUrl: worker.opsUrl,
      workerPid: worker.child.pid,
    });
  }

  /** What all commands of a page for plain processes print, one after the other, as they are on it. */
  async function follow(page: string, which: (line: string) => boolean): Promise<string> {
    const found = runbookCommands.filter((c) => c.page === page && [undefined, "plain"].includes(c.only));
    const chosen = found.filter(({ line }) => which(line));
    expect(chosen.length, page).toBeGreaterThan(0);
    let printed = "";
    for (const { line } of chosen) printed += (await run(line)).stdout;
    return printed;
  }

  /** The same, again and again until they print it: what is told may come a moment later. */
  const untilTold = (page: string, which: (line: string) => boolean, told: RegExp) =>
    until(`${page} to tell ${told}`, async () => {
      const printed = await follow(page, which);
      return told.test(printed) ? printed : undefined;
    });

  test.each(["compose", "kubernetes", "plain"])("all run in %s", { timeout: 240_000 }, async (deployedAs) => {
    const isRun = (line: string) => /^deploy\/operate.sh (?!doctor|redis CONFIG SET)/.test(line);
    const all = [...new Set(runbookCommands.map(({ line }) => line).filter(isRun))];
    expect(all.length).toBeGreaterThan(40);
    for (const line of all) {
      const { code, stderr } = await run(line, deployedAs);
      expect(code, `${line}\n${stderr}`).toBe(0);
      expect(stderr, line).not.toContain(machine.secret("redis_password_operator"));
    }
  });

  test("name the person whose mailbox Graph throttles, by the pseudonym that is computed of the IDs", async () => {
    const response = { status: 429, headers: { "retry-after": "120" } };
    await stack.fake.control.addRule({ door: "graph", match: { userId: person.id }, response });
    for (let count = 0; count < 3; count += 1) expect(await answerOf()).toContain("Try again in");
    const [line] = runbookCommands.filter((found) => found.line.includes(" pseudonym "));
    for (const deployedAs of ["compose", "kubernetes", "plain"]) {
      const { user } = JSON.parse((await run(line?.line ?? "", deployedAs)).stdout);
      expect(await follow("GraphThrottling", (l) => l.includes("rate_limited"))).toMatch(
        new RegExp(`3 \\["${user}","outlook_email_search"\\]`),
      );
    }
  });

  test("show a full Redis and what fills it, and make room, with the user that is shipped", async () => {
    const keys = Array.from({ length: 300 }, (_, key) => `theirs:${key}`);
    for (const key of keys) await admin.set(key, Buffer.alloc(100_000));
    const used = Number(/used_memory:(\d+)/.exec(await admin.info("memory"))?.[1]);
    await admin.config("SET", "maxmemory", String(used - 1_000_000));
    await untilTold("RedisFilling", (line) => line.includes(" ready "), /Redis is full/);
    expect(await follow("RedisFilling", (line) => line.includes(" redis INFO") || line.includes("CLIENT"))).toMatch(
      /used_memory_human:\d+.*maxmemory_human:\d+.*db0:keys=\d+.*user=default/s,
    );
    await follow("RedisFilling", (line) => line.includes("CONFIG SET maxmemory"));
    await untilTold("RedisFilling", (line) => line.includes(" ready "), /"ready"/);
    await admin.unlink(keys);
  });

  test("correct the settings that Redis must have, after which processes are ready", async () => {
    await admin.config("SET", "maxmemory-policy", "allkeys-lru");
    await untilTold("NoProcessReady", (line) => line.includes(" ready "), /maxmemory-policy.*maxmemory-policy/s);
    await follow("NoProcessReady", (line) => line.includes("CONFIG SET"));
    await untilTold("NoProcessReady", (line) => line.includes(" ready "), /"ready".*"ready"/s);
  });

  test("show what was refused at Redis, and what was rejected from it", async () => {
    const [stream = ""] = await admin.keys("{m365}:replies:*");
    await admin.xadd(stream, "*", "forged", "frame");
    const intruder = new Redis(machine.secret("redis_url_gateway_local").replace(":6379", `:${portOf(redis.url)}`), {
      replyMapping: "legacy",
    });
    await intruder.keys("*").catch(() => undefined);
    await untilTold("FramesRejected", (line) => line.includes(" top "), /\["gateway","frame_/);
    expect(await follow("FramesRejected", (line) => line.includes(" redis "))).toMatch(/keys.*gateway.*user=gateway/s);
    intruder.disconnect();
  });

  test("tell a broken tenants file, and where", async () => {
    tenantsFile.write("tenants: [{ id: nobody }]\n...\n");
    await untilTold("TenantsFileBroken", (line) => line.includes(" top "), /TENANTS_FILE is broken.*GUID/);
    tenantsFile.write(`tenants: [{ id: ${person.tenantId} }]\n...\n`);
  });

  test("tell by its number why Entra refuses the connector", async () => {
    await stack.fake.control.addRule({ door: "entra", match: { grant: "obo" }, response: { aadsts: 7_000_222 } });
    await answerOf({}, await stack.fake.control.mintToken({ userId: person.id }));
    await untilTold("EntraRefusesConnector", (line) => line.includes(" top "), /7000222/);
  });

  test("tell which tools are slow, and why Graph can't be reached", async () => {
    await stack.fake.control.addRule({ door: "graph", match: {}, times: 1, response: { latencyMs: 2_600 } });
    await answerOf({}, anothersToken);
    await untilTold("LatencyBudgetBurn", (line) => line.includes("2500"), /outlook_email_search/);
    await stack.fake.control.addRule({ door: "graph", match: {}, response: { reset: true } });
    await answerOf({}, anothersToken);
    await untilTold("BreakerOpen", (line) => line.includes(" top "), /network/);
    await untilTold("AvailabilityBudgetBurn", (line) => line.includes("call_finished"), /unavailable/);
    await untilTold("NoCallSucceeds", () => true, /unavailable/);
  });

  test("find a frozen worker, and end it", async () => {
    worker.kill("SIGSTOP");
    const { stderr } = await run("deploy/operate.sh ready workers");
    expect(stderr).toMatch(/timed out|Operation timed out/i);
    expect((await run("deploy/operate.sh ready workers", "compose")).stdout).toContain("no answer");
    await follow("ProcessUnreachable", (line) => line.startsWith("systemctl kill"));
    expect(await worker.ended).toBe("SIGKILL");
    services.add(worker);
    worker = await stack.startWorker();
    expect(await follow("ProcessUnreachable", (line) => line.includes(" ready "))).toContain('"ready"');
  });

  test("tell that watchdogs ended two workers, which call did it, and whose it was", { timeout: 90_000 }, async () => {
    const answer = answerOf({ query: "never-ending" }, anothersToken);
    const successors = [worker, await stack.startWorker(), await stack.startWorker()];
    for (const one of successors) services.add(one);
    expect(await answer).toContain("Give your operator this reference");
    worker = await stack.startWorker();
    const told = await untilTold("CallGivenUp", (line) => line.includes(" top "), /2 the event loop stood still/);
    const [, requestId = ""] = /\["outlook_email_search","([\w-]+)","[\w-]+"\]/.exec(told) ?? [];
    const [whose] = runbookCommands.filter((c) => c.page === "CallGivenUp" && c.line.includes("REQUEST-ID"));
    const { stdout } = await run(whose?.line.replace("REQUEST-ID", requestId) ?? "");
    expect(stdout).toMatch(/1 \["[\w-]{22}","[\w-]{22}"\]/);
    expect(await follow("JobsStalled", (line) => line.includes(" top "))).toMatch(/2 the event loop stood still/);
    expect(await follow("ProcessRestarts", (line) => line.includes(" top "))).toContain("watchdog");
  });
});
