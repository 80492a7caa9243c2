// One trace from the client through gateway, queue and worker to Entra and Graph, and log lines that name their
// request.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { searchTool } from "#gateway/composites/search-tool.ts";
import { type OtlpCollector, type ReceivedSpan, startOtlpCollector } from "#test/support/otlp-collector.ts";
import { postMessage, type RawEra, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { monitorRedis } from "#test/support/redis-monitor.ts";
import { answerMail } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const tool = "outlook_email_search";
const canary = () => `canary${randomUUID().replaceAll("-", "")}`;
const canaries = {
  query: canary(),
  subject: canary(),
  error: canary(),
  baggage: canary(),
  tool: canary(),
  headers: canary(),
};

let collector: OtlpCollector;
let stack: Stack;
let person: { id: string; tenantId: string; userPrincipalName: string };
let token: string;

beforeAll(async () => {
  collector = await startOtlpCollector();
  const tracing = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${canaries.headers}`,
    LOG_LEVEL: "debug",
  };
  stack = await startStack({ gatewayEnvironment: tracing, workerEnvironment: tracing });
  const [user] = await membersWithMail(stack.fake);
  person = user;
  await stack.fake.control.addMessage(user.id, {
    subject: `${canaries.query} ${canaries.subject}`,
    from: { name: "A", address: "a@example.com" },
    text: canaries.subject,
  });
  token = await stack.fake.control.mintToken({ userId: user.id });
});
afterAll(async () => {
  await stack.stop();
  await collector.close();
});

interface Client {
  traceId: string;
  spanId: string;
}
const newClient = (): Client => ({ traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") });

/** A client that says in a header, or in `_meta`, which trace it is in. */
async function search(era: RawEra, options: { header?: string; meta?: string; url?: string; name?: string }) {
  const { header, meta, url = stack.gateways[0].mcpUrl, name = tool } = options;
  const params = { name, arguments: { query: canaries.query }, ...(meta && { _meta: { traceparent: meta } }) };
  const baggage = { tracestate: `vendor=${canaries.baggage}`, baggage: `user=${canaries.baggage}` };
  const headers = { ...baggage, ...(header && { traceparent: header }) };
  return await readRpcAnswer(await postMessage(era, { id: 1, method: "tools/call", params }, { url, token, headers }));
}

const spansOf = (traceId: string, count: number): Promise<readonly ReceivedSpan[]> =>
  until(`${count} spans of ${traceId}`, () => {
    const found = collector.spans.filter((span) => span.traceId === traceId);
    return found.length >= count ? found : undefined;
  });

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const span = spans.find((each) => each.name === name);
  if (span === undefined) throw new Error(`no span ${name} among ${spans.map((each) => each.name).join(", ")}`);
  return span;
};

test("a first call, with the question for the time zone, is one trace of six spans", async () => {
  const client = newClient();
  const monitor = await monitorRedis(stack.redis.connection);
  const answer = await search("modern", { header: `00-${client.traceId}-${client.spanId}-00` });
  monitor.stop();
  expect(JSON.stringify(answer)).toContain(canaries.subject);
  const spans = await spansOf(client.traceId, 6);

  const call = named(spans, `tools/call ${tool}`);
  const send = named(spans, "send tool-calls-outlook");
  const run = named(spans, `run ${tool}`);
  const entra = named(spans, "entra on-behalf-of");
  const graph = named(spans, "graph GET");
  expect(call.parentSpanId).toBe(client.spanId);
  expect(send.parentSpanId).toBe(call.spanId);
  expect(run.parentSpanId).toBe(send.spanId);
  expect(entra.parentSpanId).toBe(run.spanId);
  expect(graph.parentSpanId).toBe(run.spanId);
  expect([call, send, run, entra, graph].map(({ kind }) => kind)).toEqual([2, 4, 5, 3, 3]);
  expect([call, run].map(({ service }) => service)).toEqual(["m365-connector-gateway", "m365-connector-workers"]);
  expect(call.attributes).toEqual({ "m365.tool": tool, "m365.outcome": "ok" });
  expect(monitor.commands()).toContain("tool-calls-outlook");
  for (const id of [client.traceId, ...spans.map(({ spanId }) => spanId)]) expect(monitor.commands()).not.toContain(id);
  expect(graph.attributes).toEqual({ "m365.workload": "outlook", "m365.attempt": 1, "m365.status": "2xx" });
});

test("a call of a composite tool is one trace, with a job and a run for each of its parts", async () => {
  const client = newClient();
  const url = `${stack.gateways[0].mcpUrl}?tools=search`;
  const answer = await search("modern", { header: `00-${client.traceId}-${client.spanId}-01`, url, name: "search" });
  expect(answer).toHaveProperty("result.content");
  const parts = searchTool.tools.map(({ name }) => name);
  const isRun = ({ name }: ReceivedSpan) => name.startsWith("run ");
  const spans = await until("a run of each part", () => {
    const found = collector.spans.filter((span) => span.traceId === client.traceId);
    const isWhole =
      found.some(({ name }) => name === "tools/call search") && found.filter(isRun).length >= parts.length;
    return isWhole ? found : undefined;
  });
  expect(
    spans
      .filter(isRun)
      .map(({ name }) => name.slice("run ".length))
      .sort(),
  ).toEqual(parts.toSorted());
  const call = named(spans, "tools/call search");
  const sent = spans.filter(({ name }) => name.startsWith("send "));
  expect(sent.map(({ parentSpanId }) => parentSpanId)).toEqual(parts.map(() => call.spanId));
});

test.concurrent.each(["modern", "legacy"] as const)("%s: _meta names the trace before the header does", async (era) => {
  const [client, proxy] = [newClient(), newClient()];
  await search(era, {
    meta: `00-${client.traceId}-${client.spanId}-01`,
    header: `00-${proxy.traceId}-${proxy.spanId}-01`,
  });
  const spans = await spansOf(client.traceId, 4);
  expect(named(spans, `tools/call ${tool}`).parentSpanId).toBe(client.spanId);
});

test("a refused call says its outcome and nothing of the refusal's text; an unknown tool is called other", async () => {
  const client = newClient();
  const error = { code: "ErrorAccessDenied", message: canaries.error };
  await answerMail(stack.fake, { status: 403, body: { error } });
  await search("modern", { header: `00-${client.traceId}-${client.spanId}-01` });
  await stack.fake.control.clearRules();
  await search("modern", { header: `00-${client.traceId}-${client.spanId}-01`, name: canaries.tool });
  const spans = await spansOf(client.traceId, 5);
  expect(named(spans, "tools/call other").attributes).toMatchObject({ "m365.tool": "other" });
  for (const name of [`tools/call ${tool}`, `run ${tool}`]) {
    const { attributes, isError } = named(spans, name);
    expect(isError).toBe(true);
    expect(attributes).toMatchObject({ "m365.outcome": "forbidden", "error.type": "forbidden" });
  }
  expect(named(spans, "graph GET").attributes).toMatchObject({ "m365.status": "4xx", "error.type": "4xx" });
});

test("the buckets of a call's and of Graph's time name a recorded trace", async () => {
  const sources = [
    [stack.gateways[0].opsUrl, "m365_tool_call_seconds"],
    [stack.workers[0]?.opsUrl, "m365_graph_request_seconds"],
  ] as const;
  for (const [opsUrl, metric] of sources) {
    const response = await fetch(`${opsUrl}/metrics`);
    expect(response.headers.get("content-type")).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    const exemplars = [...(await response.text()).matchAll(/^(\w+)_bucket\{.*# \{trace_id="([0-9a-f]{32})"\}/gm)];
    const traceIds = exemplars.filter(([, name]) => name === metric).map(([, , traceId]) => traceId);
    expect(traceIds.length).toBeGreaterThan(0);
    for (const traceId of traceIds) expect(collector.spans.some((span) => span.traceId === traceId)).toBe(true);
  }
});

/** A log line that is about a call: whatever is said at start and stop is not. */
const lines = (log: readonly string[]): Record<string, unknown>[] => log.map((line) => JSON.parse(line));
const aboutProcess = new Set(["listening", "shutting down", "documents are read without a sandbox"]);
/** On a busy machine, Redis may be late. */
const isAboutProcess = (message: string) => aboutProcess.has(message) || /\bRedis\b/.test(message);

test("each line of a call has its request id and its trace, in both processes", async () => {
  const client = newClient();
  await answerMail(stack.fake, { reset: true });
  await search("modern", { header: `00-${client.traceId}-${client.spanId}-00` });
  await stack.fake.control.clearRules();
  const [gateway, worker] = [stack.gateways[0], stack.workers[0]];
  if (worker === undefined) throw new Error("there is a worker");
  const call = await gateway.waitForLog((line) =>
    line.msg === "call" && line.traceId === client.traceId ? line : undefined,
  );
  expect(call).toMatchObject({ tool, outcome: "unavailable", requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  await worker.waitForLog((line) => (line.msg === "run" && line.requestId === call.requestId ? line : undefined));
  const ofCall = lines(worker.log).filter(({ requestId }) => requestId === call.requestId);
  expect(ofCall.map(({ msg }) => msg)).toEqual(["Graph could not be reached", "run"]);
  for (const line of ofCall) expect(line.traceId).toBe(client.traceId);
  for (const line of [...lines(gateway.log), ...lines(worker.log)]) {
    if (!isAboutProcess(String(line.msg))) expect(line).toHaveProperty("requestId");
  }
});

test("a gateway whose tracing is off passes the client's trace on for the logs, and has nothing recorded", async () => {
  const client = newClient();
  const gateway = await stack.startGateway({ OTEL_SDK_DISABLED: "true" });
  await search("modern", { header: `00-${client.traceId}-${client.spanId}-01`, url: gateway.mcpUrl });
  const worker = stack.workers[0];
  await worker?.waitForLog((line) => (line.msg === "run" && line.traceId === client.traceId ? true : undefined));
  await gateway.waitForLog((line) => (line.msg === "call" && line.traceId === client.traceId ? true : undefined));
  const metrics = await fetch(`${gateway.opsUrl}/metrics`);
  expect(metrics.headers.get("content-type")).toMatch(/^text\/plain/);
  const later = newClient();
  await search("modern", { header: `00-${later.traceId}-${later.spanId}-00` });
  await spansOf(later.traceId, 4);
  expect(collector.spans.filter(({ traceId }) => traceId === client.traceId)).toEqual([]);
});

test("what reached the collector has nothing of anybody: no id, no text, no token, no address", () => {
  const { id, tenantId, userPrincipalName } = person;
  const needles = [id, tenantId, userPrincipalName, ...token.split("."), "graph/v1.0", "/me/", "http://", "https://"];
  const { headers, ...texts } = canaries;
  const received = collector.raw.join("\n");
  expect(received).toContain(headers);
  for (const needle of [...needles, ...Object.values(texts)]) expect(received).not.toContain(needle);
  expect([...stack.gateways, ...stack.workers].flatMap(({ log }) => log).join()).not.toContain(headers);
});

test("a dead collector delays neither calls nor the end of a process, and is told of in one line", async () => {
  collector.isDead = true;
  const before = collector.spans.length;
  const startedMs = Date.now();
  for (let calls = 0; calls < 5; calls += 1) {
    expect(JSON.stringify(await search("modern", {}))).toContain(canaries.subject);
  }
  // Each would wait 10 s for an export.
  expect(Date.now() - startedMs).toBeLessThan(40_000);
  const worker = stack.workers[0];
  await worker?.waitForLog(({ msg }) => (msg === "traces can't be delivered" ? true : undefined));
  const stoppingMs = Date.now();
  expect(await Promise.all([worker?.stop(), stack.gateways[0].stop()])).toEqual([0, 0]);
  expect(Date.now() - stoppingMs).toBeLessThan(15_000);
  for (const { log } of [...stack.gateways, ...stack.workers]) {
    expect(lines(log).filter(({ msg }) => msg === "traces can't be delivered").length).toBeLessThanOrEqual(1);
  }
  expect(collector.spans.length).toBe(before);
});
