// T23: secrets and content in Redis, logs, metrics or traces — whatever the outcome of a call, nothing of its token,
// arguments, result or error remains anywhere.
// proves P3

import { randomUUID } from "node:crypto";
import { open, readdir, readFile } from "node:fs/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { memoriesIn, untilCallsAreGone } from "#test/support/keys-left.ts";
import { type OtlpCollector, startOtlpCollector } from "#test/support/otlp-collector.ts";
import { postMessage, postToolCall, type RawEra, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { redisContents } from "#test/support/redis-contents.ts";
import { answerMail } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";
import { type OwnCall, ownCalls } from "./revocation/own-calls.ts";

const chunkBytes = 8 * 1024 * 1024;

/** The writable memory of a process, as /proc shows it (Linux, same user or root). */
async function writableRanges(pid: number): Promise<{ start: number; end: number }[]> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  return maps
    .split("\n")
    .filter((line) => /^\S+ rw/.test(line) && !/\[v(var|syscall|dso)/.test(line))
    .map((line) => {
      const [start = "0", end = "0"] = (line.split(" ")[0] ?? "").split("-");
      return { start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) };
    });
}

/** Which of the needles stand anywhere in a process' writable memory, freed parts included. */
async function findInMemory(pid: number, needles: readonly string[]): Promise<string[]> {
  const wanted = needles.map((needle) => Buffer.from(needle));
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const found = new Set<string>();
  const memory = await open(`/proc/${pid}/mem`, "r");
  try {
    for (const { start, end } of await writableRanges(pid)) {
      for (let position = start; position < end; position += chunkBytes) {
        const length = Math.min(chunkBytes + overlap, end - position);
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await memory.read(buffer, 0, length, position).catch(() => ({ bytesRead: 0 }));
        const part = buffer.subarray(0, bytesRead);
        for (const [index, needle] of wanted.entries()) {
          if (part.includes(needle)) found.add(needles[index] ?? "");
        }
      }
    }
  } finally {
    await memory.close();
  }
  return [...found];
}

const callsPerOutcome = 50;
const callsAtOnce = 10;
const canary = () => `canary${randomUUID().replaceAll("-", "")}`;
const canaries = { query: canary(), result: canary(), error: canary(), token: canary() };

let collector: OtlpCollector;
let stack: Stack;
/** A call of every tool and kind of resource, each with the canary in its answer where it has content. */
let everyCall: OwnCall[];
let redis: Redis;
/** Of the person whose call it is, then of others: a person has only so many calls at once. */
let tokens: readonly string[];

beforeAll(async () => {
  collector = await startOtlpCollector();
  const telling = { LOG_LEVEL: "trace", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  stack = await startStack({
    workers: 2,
    // Those that hang take that long; those that work must not, on a machine that may be busy.
    gatewayEnvironment: { CALL_TIMEOUT_MS: "20000", QUEUE_WAIT_MS: "15000", ...telling },
    workerEnvironment: telling,
  });
  redis = new Redis(stack.redis.connection);
  await stack.fake.control.setBehaviour({ mailboxConcurrencyLimit: null });
  const users = await membersWithMail(stack.fake);
  await stack.fake.control.addMessage(users[0].id, {
    subject: `${canaries.query} ${canaries.result}`,
    from: { name: "A", address: "a@example.com" },
    text: canaries.result,
  });
  everyCall = Object.values(await ownCalls(stack.fake.control, users[0].id, canaries.result));
  const mint = ({ id }: DirectoryUser) =>
    stack.fake.control.mintToken({ userId: id, claims: { nonce_note: canaries.token } });
  tokens = await Promise.all(users.slice(0, callsPerOutcome / callsAtOnce).map(mint));
});
afterAll(async () => {
  redis.disconnect();
  await stack.stop();
  await collector.close();
});

const search = (era: RawEra, { signal, token = tokens[0] ?? "" }: { signal?: AbortSignal; token?: string } = {}) =>
  postToolCall(era, {
    url: stack.gateways[0].mcpUrl,
    token,
    tool: "outlook_email_search",
    args: { query: canaries.query },
    ...(signal && { signal }),
  });

async function inWaves(count: number, once: (index: number) => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let done = 0; done < count; done += callsAtOnce) {
    results.push(...(await Promise.all(Array.from({ length: callsAtOnce }, (_, index) => once(done + index)))));
  }
  return results;
}

const eraOf = (index: number): RawEra => rawEras[index % rawEras.length] ?? "modern";
const answerOf = async (index: number, token?: string) =>
  JSON.stringify(await readRpcAnswer(await search(eraOf(index), token === undefined ? {} : { token })));

const scripted = async (response: Parameters<Stack["fake"]["control"]["addRule"]>[0]["response"]) => {
  await stack.fake.control.clearRules();
  await answerMail(stack.fake, response);
};

/** What must be nowhere: the canaries, and the parts of the token that say something. */
const needles = () => [...Object.values(canaries), ...tokens.flatMap((token) => token.split(".").slice(1))];

/** The header of any token: longer than the 43 characters of a chain's code, some of which begin like one by chance. */
const tokenHeader = /(?<![\w-])eyJ[\w-]{41}/;

/** Everything that a search through Redis, logs, metrics and traces could find. */
async function traces(): Promise<string> {
  const services = [...stack.gateways, ...stack.workers];
  const metrics = await Promise.all(
    services.map(({ opsUrl }) => fetch(`${opsUrl}/metrics`).then((response) => response.text())),
  );
  const logs = services.flatMap(({ log, output }) => [...log, ...output]);
  const contents = [...(await redisContents(redis)).values()];
  const slowLog = JSON.stringify(await redis.slowlog("GET", 1_000));
  return [...metrics, ...logs, ...contents, slowLog, ...collector.raw].join("\n");
}

const seenOutcomes = () => new Set(collector.spans.flatMap(({ attributes }) => attributes["m365.outcome"] ?? []));

test(`after ${4 * callsPerOutcome} calls that worked, failed, timed out or were left, nothing of them is anywhere`, {
  timeout: 300_000,
}, async () => {
  const worked = await inWaves(callsPerOutcome, (index) => answerOf(index));
  for (const answer of worked) expect(answer).toContain(canaries.result);

  for (const [index, { tool, args, query = "" }] of everyCall.entries()) {
    const call = { url: `${stack.gateways[0].mcpUrl}${query}`, token: tokens[0] ?? "", tool, args };
    const { result } = await readRpcAnswer(await postToolCall(eraOf(index), call));
    expect(result, tool).toHaveProperty("content");
    expect(result, tool).not.toHaveProperty("isError");
    if (tool !== "read_resource") continue;
    const read = { id: 1, method: "resources/read", params: args };
    const asResource = await postMessage(eraOf(index), read, { ...call, url: `${call.url}?resources=on` });
    expect((await readRpcAnswer(asResource)).result, tool).toHaveProperty("contents");
  }

  await scripted({ status: 403, body: { error: { code: "ErrorAccessDenied", message: canaries.error } } });
  const failed = await inWaves(callsPerOutcome, (index) => answerOf(index));
  for (const answer of failed) expect(answer).toContain("forbidden");
  expect(failed.join()).not.toContain(canaries.error);

  await scripted({ hang: true });
  const timedOut = await Promise.all(tokens.map((token) => inWaves(callsAtOnce, (index) => answerOf(index, token))));
  expect(timedOut.flat()).toHaveLength(callsPerOutcome);
  for (const answer of timedOut.flat()) expect(answer).toMatch(/deadline_exceeded|unavailable|rate_limited/);

  await inWaves(callsPerOutcome, async (index) => {
    const client = new AbortController();
    const answer = search(eraOf(index), { signal: client.signal }).then((response) => response.text());
    setTimeout(() => client.abort(), 5 * (index % 40));
    return await answer.catch(() => "left");
  });

  await untilCallsAreGone(() => redis.keys("*"));
  const repliesLeft = async () => {
    const streams = (await redis.keys("*")).filter((key) => key.includes(":replies:"));
    return Promise.all(streams.map((key) => redis.xlen(key)));
  };
  await expect.poll(repliesLeft).toEqual([0]);
  const memories = memoriesIn(await redis.keys("*"));
  expect(memories, "that the person had a new exchange because of Graph's 403").toHaveLength(1);
  for (const key of memories) {
    expect(await redis.get(key)).toBe("");
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  }
  await until("spans of every outcome", () => seenOutcomes().size >= 4);
  const found = await traces();
  expect(tokens[0]).toMatch(tokenHeader);
  for (const needle of needles()) expect(found.includes(needle), `${needle.slice(0, 12)}… was found`).toBe(false);
  expect(found).not.toMatch(tokenHeader);
});

test("nor is it in the memory or the folder of redis-server", async (context) => {
  const { pid, folder } = stack.redis;
  if (pid === undefined || folder === undefined)
    return context.skip("Redis runs in a container, whose memory is not seen");
  expect(await findInMemory(pid, needles())).toEqual([]);
  expect((await readdir(folder)).filter((name) => /dump|appendonly/.test(name))).toEqual([]);
});

test("the search finds what is there: values set unsealed, then deleted", async () => {
  const present = canary();
  const deleted = canary();
  await redis.set("control:present", present);
  await redis.set("control:deleted", deleted);
  await redis.del("control:deleted");
  expect(await traces()).toContain(present);
  const { pid } = stack.redis;
  if (pid !== undefined)
    expect(await findInMemory(pid, [present, deleted, canary()])).toEqual(expect.arrayContaining([present]));
  await redis.del("control:present");
});
