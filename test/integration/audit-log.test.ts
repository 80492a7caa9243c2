import { spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { createSmallDisk } from "#test/support/small-disk.ts";
import type { GatewayProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

let stack: SharedStack;
let token: string;
const folder = ownFolder();

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  token = await stack.fake.control.mintToken();
});

const connect = (gateway: GatewayProcess) => connectModern(gateway.mcpUrl, token);
const search = (client: McpClient) => client.call("outlook_email_search", { limit: 1 });
const readiness = async ({ opsUrl }: GatewayProcess) => await (await fetch(`${opsUrl}/readyz`)).text();
const untilReady = (gateway: GatewayProcess) =>
  until("the gateway to be ready", async () => (await readiness(gateway)).includes('"ready"'));
const parsed = (text: string): Record<string, unknown>[] =>
  text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));

/** As an auditor runs it, with the gateway's own key. */
function verify(...parameters: string[]) {
  const { SEALING_KEYS = "" } = stack.environment;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["gateway/audit/verify/main.ts", ...parameters], {
    cwd: join(import.meta.dirname, "../.."),
    env: { SEALING_KEYS },
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

async function expectRefused(gateway: GatewayProcess, client: McpClient): Promise<void> {
  const refused = await until("a call to be refused", async () => {
    const answer = await search(client);
    return answer.isError ? answer : undefined;
  });
  expect(refused.texts[0]).toMatch(/^unavailable: .*audit log.* in 5 seconds/);
  expect(refused.meta?.["m365-connector/error"]).toMatchObject({ code: "unavailable", retryAfterSeconds: 5 });
  expect(await readiness(gateway)).toContain("the audit log can't be written");
  expect(await metricValue(gateway.opsUrl, "m365_audit_failures_total")).toBeGreaterThan(0);
}

test("a call has a line before it is queued and one at its end, with permission and Microsoft's ids", async () => {
  const [gateway] = stack.gateways;
  const linesBefore = gateway.output.length;
  const written = () => gateway.output.slice(linesBefore).join("\n");
  const client = await connect(gateway);
  const found = await search(client);
  const [hit] = (found.output?.messages ?? []) as { uri: string }[];
  const read = await client.call("read_resource", { uri: hit?.uri });
  await client.call("read_resource", { uri: "mail:///nothing" });
  await client.close();
  const [started, finished, refused] = await until("three lines", () => {
    const lines = parsed(written()).filter(({ tool }) => tool === "read_resource");
    return lines.length >= 3 ? lines : undefined;
  });
  expect(started).toMatchObject({ event: "call_started", resource: "mail-message", requestId: finished?.requestId });
  expect(refused).toMatchObject({ event: "call_refused", outcome: "invalid_input" });
  expect(finished).toMatchObject({
    event: "call_finished",
    resource: "mail-message",
    outcome: "ok",
    permission: ["Mail.Read"],
    resultBytes: Buffer.byteLength(JSON.stringify(read.texts.map((text) => ({ type: "text", text })))),
    queueWaitMs: expect.any(Number),
  });
  const ids = finished?.graphRequestIds as string[];
  expect(ids).toHaveLength(Number(finished?.graphRequests));
  expect(new Set(ids).size).toBeGreaterThan(0);
  expect(written()).not.toContain(hit?.uri.split("/").at(-1));
});

describe("a gateway whose disk is full", async () => {
  const disk = await createSmallDisk();
  afterAll(() => disk?.remove());

  test("refuses calls, goes on by itself when there is room, and its files verify", async ({ skip }) => {
    if (disk === undefined) return skip("this machine makes no file system without root");
    const file = join(disk.path, "audit.jsonl");
    const filler = join(disk.path, "filler");
    const gateway = await stack.startGateway({ AUDIT_LOG: "file", AUDIT_FILE: file });
    const client = await connect(gateway);
    expect((await search(client)).isError).toBe(false);
    expect(() => writeFileSync(filler, Buffer.alloc(100_000))).toThrow("ENOSPC");
    await expectRefused(gateway, client);
    writeFileSync(filler, "");
    await untilReady(gateway);
    expect((await search(client)).isError).toBe(false);

    renameSync(file, `${file}.1`);
    gateway.kill("SIGHUP");
    await until("lines in the new file", async () => {
      await search(client);
      return existsSync(file) && parsed(readFileSync(file, "utf8")).length > 1;
    });
    await client.close();
    expect(await gateway.stop()).toBe(0);
    expect(verify("--closed", `${file}.1`, file)).toMatchObject({
      status: 0,
      said: expect.stringContaining("closed; every call has its end"),
    });
    expect(parsed(readFileSync(`${file}.1`, "utf8"))).toContainEqual(
      expect.objectContaining({ event: "audit_resumed", code: "ENOSPC" }),
    );
    const bytes = readFileSync(file);
    const at = bytes.indexOf("outlook_email_search");
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const { status, said } = verify(`${file}.1`, file);
    expect(status).toBe(1);
    expect(said).toMatch(/^WRONG .*audit\.jsonl:2: its MAC does not fit/m);
  });
});

test("a gateway whose stdout nobody reads refuses calls, stays alive, and goes on when somebody reads", async () => {
  const path = join(folder, "pipe");
  spawnSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stuffing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const stdout = openSync(path, "w");
  const gateway = await stack.startGateway({}, { stdout });
  closeSync(stdout);
  const client = await connect(gateway);
  expect((await search(client)).isError).toBe(false);
  let text = "";
  const readAll = () => {
    const buffer = Buffer.alloc(65_536);
    try {
      for (let count = 1; count > 0; text += buffer.toString("latin1", 0, count)) count = readSync(reader, buffer);
    } catch {
      // Nothing more at the moment.
    }
  };
  readAll();
  const stuff = (bytes: string) => {
    try {
      for (;;) writeSync(stuffing, bytes);
    } catch {
      // It is full.
    }
  };
  stuff(`${" ".repeat(1_023)}\n`);
  stuff("\n");
  await expectRefused(gateway, client);
  readAll();
  await untilReady(gateway);
  expect((await search(client)).isError).toBe(false);
  await client.close();
  expect(await gateway.stop()).toBe(0);
  readAll();
  closeSync(reader);
  closeSync(stuffing);
  const collected = join(folder, "collected.jsonl");
  writeFileSync(collected, text.replaceAll(/^ *\n/gm, ""));
  expect(verify("--closed", collected)).toMatchObject({ status: 0 });
  expect(parsed(text)).toContainEqual(expect.objectContaining({ event: "audit_resumed", code: "EAGAIN" }));
});
