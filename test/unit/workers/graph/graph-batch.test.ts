// proves P2

import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type SeenRequest, sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { promptMs } from "#test/support/prompt.ts";
import type { GraphRead } from "#workers/tools/tool-context.ts";
import { accessToken, createTestGraph, type TestGraph } from "./graph-fixture.ts";

interface Part {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
}

let test: TestGraph;
/** What Graph answers to the request of an address, inside a batch and alone. */
let answerTo: (url: string) => { status: number; headers?: Record<string, string>; body?: unknown };
/** What Graph answers to a batch, instead of its parts' answers. */
let respondToBatch: ((request: SeenRequest, response: ServerResponse) => unknown) | undefined;

const partsOf = ({ body }: SeenRequest) => (JSON.parse(body) as { requests: Part[] }).requests;

function respond(request: SeenRequest, response: ServerResponse): void {
  if (request.method === "GET") {
    const { status, headers = {}, body } = answerTo(request.url.slice("/v1.0".length));
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  } else if (respondToBatch !== undefined) respondToBatch(request, response);
  else {
    const responses = partsOf(request).map(({ id, url }) => ({ id, ...answerTo(url) }));
    sendJson(response, { responses: responses.reverse() });
  }
}

const graph = await startHttpsServer(respond);
beforeEach(() => {
  graph.requests.length = 0;
  test = createTestGraph({ origin: graph.origin });
  answerTo = (url) => ({ status: 200, body: { id: url } });
  respondToBatch = undefined;
});
afterEach(() => test.client.close());
afterAll(() => graph.close());

const item = z.object({ id: z.string() });
const read = (id: string, prefer?: readonly string[]): GraphRead<z.infer<typeof item>> => ({
  request: { path: ["chats", id], fromCaller: "id", ...(prefer && { prefer }) },
  schema: item,
});
const several = (count: number) => Array.from({ length: count }, (_, index) => read(`${index}`));
const urlOf = (id: string) => `/chats/${id}`;
const sent = () => graph.requests.map(({ method, url }) => `${method} ${url}`);
const batches = () => graph.requests.filter(({ method }) => method === "POST");

describe("reads together", () => {
  it("are one POST of GETs with ids of our own and relative addresses, and of our headers only Prefer", async () => {
    const results = await test.door().getTogether([read("a"), read("b c", ["x"])]);
    expect(results).toEqual(["a", "b%20c"].map((id) => ({ status: "fulfilled", value: { id: urlOf(id) } })));
    expect(sent()).toEqual(["POST /v1.0/$batch"]);
    const [request] = graph.requests;
    expect(JSON.parse(request?.body ?? "")).toEqual({
      requests: [
        { id: "0", method: "GET", url: urlOf("a") },
        { id: "1", method: "GET", url: urlOf("b%20c"), headers: { prefer: "x" } },
      ],
    });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
      accept: "application/json",
    });
    expect(request?.headers.prefer).toBeUndefined();
  });

  // proves A3
  it("are parsed one by one in turns of the event loop where their answers are large", async () => {
    answerTo = (url) => ({ status: 200, body: { id: url, text: "x".repeat(120_000) } });
    let turn = 0;
    const count = () => {
      turn += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const turnsOfParsing: number[] = [];
    const schema = item.refine(() => turnsOfParsing.push(turn) > 0);
    await test.door().getTogether(["1", "2", "3", "4"].map((id) => ({ ...read(id), schema })));
    clearImmediate(timer);
    expect(new Set(turnsOfParsing).size).toBe(4);
  });

  it("ask for immutable ids of mail inside", async () => {
    await test
      .door()
      .getTogether(["1", "2"].map((id) => ({ request: { path: ["me", "messages", id] }, schema: item })));
    const [request] = graph.requests;
    expect(request && partsOf(request).map(({ headers }) => headers)).toEqual([
      { prefer: 'IdType="ImmutableId"' },
      { prefer: 'IdType="ImmutableId"' },
    ]);
  });

  it("have each its own result at its own place", async () => {
    const statuses: Record<string, number> = { 1: 404, 2: 403, 4: 400, 5: 418 };
    answerTo = (url) => ({ status: statuses[url.at(-1) ?? ""] ?? 200, body: { id: url } });
    const results = await test.door().getTogether(several(7));
    const codes = results.map((result) => (result.status === "fulfilled" ? "ok" : result.reason.code));
    expect(codes).toEqual(["ok", "not_found", "forbidden", "ok", "invalid_input", "418", "ok"]);
    expect(graph.requests).toHaveLength(1);
  });

  it("have Graph's request id of the whole where an answer has none", async () => {
    answerTo = () => ({ status: 404 });
    respondToBatch = (request, response) => {
      response.setHeader("request-id", "0f4a11c8-4d5e-4b6f-8a9b-0c1d2e3f4a5b");
      sendJson(response, { responses: partsOf(request).map(({ id }) => ({ id, status: 404 })) });
    };
    const [result] = await test.door().getTogether(several(2));
    expect(result).toMatchObject({ reason: { details: { traceId: "0f4a11c8-4d5e-4b6f-8a9b-0c1d2e3f4a5b" } } });
  });

  it("count one by one in the metrics and in the audit log", async () => {
    answerTo = (url) => ({ status: url.endsWith("/1") ? 404 : 200, body: { id: url } });
    await test.door().getTogether(several(5));
    expect(graph.requests).toHaveLength(1);
    expect(await test.counted()).toEqual({ attempts: 5, answers: 5 });
  });

  it("are twenty in a batch at most", async () => {
    // Other reads of Teams wait for turns, and so for other batches.
    const meetings = several(45).map((each, at) => ({
      ...each,
      request: { path: ["me", "onlineMeetings"], query: { $filter: `${at}` } },
    }));
    await test.door().getTogether(meetings);
    expect(batches().map((request) => partsOf(request).length)).toSatisfy(
      (sizes: number[]) => sizes.every((size) => size <= 20) && sizes.reduce((sum, size) => sum + size, 0) >= 44,
    );
  });

  it.each([0, 1])("are no batch when there are only %i", async (count) => {
    expect(await test.door().getTogether(several(count))).toHaveLength(count);
    expect(sent()).toEqual(several(count).map(() => `GET /v1.0${urlOf("0")}`));
  });

  it("refuse an id that would change the address, and send the others", async () => {
    const results = await test.door().getTogether([read(".."), read("a"), read("b")]);
    expect(results[0]).toMatchObject({ status: "rejected", reason: { code: "invalid_input" } });
    expect(results.slice(1)).toMatchObject([{ status: "fulfilled" }, { status: "fulfilled" }]);
    expect(graph.requests).toHaveLength(1);
  });
});

describe("a failure inside a batch", () => {
  it("is retried alone after its own pause, and the others have their answers", async () => {
    let asked = 0;
    answerTo = (url) => {
      if (!url.endsWith("/1")) return { status: 200, body: { id: url } };
      asked += 1;
      return asked === 1 ? { status: 429, headers: { "Retry-After": "1" } } : { status: 200, body: { id: url } };
    };
    const startedMs = Date.now();
    const results = await test.door().getTogether(several(3));
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(1_000);
    expect(sent()).toEqual(["POST /v1.0/$batch", `GET /v1.0${urlOf("1")}`]);
  });

  it("that says when to come back, later than the call may last, is told with its seconds", async () => {
    answerTo = (url) => (url.endsWith("/1") ? { status: 429, headers: { "Retry-After": "60" } } : { status: 404 });
    const results = await test.door().getTogether(several(2));
    expect(results).toMatchObject([
      { reason: { code: "not_found" } },
      { reason: { code: "rate_limited", details: { retryAfterSeconds: 60 } } },
    ]);
  });

  it("of the shape is that answer's alone, and tells nothing of its content", async () => {
    answerTo = (url) => ({ status: 200, body: url.endsWith("/1") ? { id: 5, secret: "canary" } : { id: url } });
    const results = await test.door().getTogether(several(2));
    expect(results).toMatchObject([{ status: "fulfilled" }, { reason: { code: "unavailable" } }]);
    expect(test.log.text()).not.toContain("canary");
  });

  it.each([
    ["is left out", undefined],
    ["has no status", { id: "0" }],
    ["is null", null],
  ])("that %s is asked for alone", async (_title, first) => {
    respondToBatch = (request, response) => {
      const [, ...others] = partsOf(request).map(({ id, url }) => ({ id, ...answerTo(url) }));
      sendJson(response, { responses: first === undefined ? others : [first, ...others] });
    };
    const results = await test.door().getTogether(several(3));
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(sent()).toEqual(["POST /v1.0/$batch", `GET /v1.0${urlOf("0")}`]);
  });
});

describe("a batch", () => {
  const answerOnce = (respondOnce: (response: ServerResponse) => void) => {
    respondToBatch = (_request, response) => {
      respondToBatch = undefined;
      respondOnce(response);
    };
  };

  it.each([400, 403, 404, 405, 413, 424, 501])("that is refused by %i is sent as single requests", async (status) => {
    respondToBatch = (_request, response) => sendJson(response, { error: { code: "BadRequest" } }, status);
    const results = await test.door().getTogether(several(3));
    expect(results.every(({ status: outcome }) => outcome === "fulfilled")).toBe(true);
    expect(sent().slice(1).sort()).toEqual(["0", "1", "2"].map((id) => `GET /v1.0${urlOf(id)}`));
  });

  it("that is larger than 2 MB is sent as single requests", async () => {
    answerTo = (url) => ({ status: 200, body: { id: url, text: "x".repeat(1_200_000) } });
    const results = await test.door().getTogether(several(2));
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(sent()[0]).toBe("POST /v1.0/$batch");
    expect(graph.requests).toHaveLength(3);
  });

  it.each([
    ["a 503", 1, (response: ServerResponse) => void response.writeHead(503).end()],
    ["a broken connection", 0, (response: ServerResponse) => void response.destroy()],
    ["a 401, with a new token", 1, (response: ServerResponse) => void response.writeHead(401).end()],
  ])("is sent once more after %s, which counts %i times as an answer", async (_title, more, respondOnce) => {
    answerOnce(respondOnce);
    const results = await test.door().getTogether(several(3));
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(sent().slice(0, 2)).toEqual(["POST /v1.0/$batch", "POST /v1.0/$batch"]);
    expect(await test.counted()).toEqual({ attempts: 6, answers: 3 + more });
  });

  it.each([
    ["something in between answers", "text/html", "<html>canary</html>"],
    ["is not one", "application/json", '{"id":"canary"}'],
  ])("that %s is refused for each, and tells nothing of its content", async (_title, type, body) => {
    respondToBatch = (_request, response) => response.writeHead(200, { "content-type": type }).end(body);
    const results = await test.door().getTogether(several(2));
    const refused = { status: "rejected", reason: { code: "unavailable" } };
    expect(results).toMatchObject([refused, refused]);
    expect(test.log.text()).not.toContain("canary");
  });

  it.each(["", " 1", "01", "1.0", "0x1", "1e0", "-0", "１"])(
    "that answers by the id %j, which is none of ours, has not answered that request",
    async (id) => {
      respondToBatch = (_request, response) => {
        const foreign = { id, status: 200, body: { id: "canary" } };
        sendJson(response, { responses: [{ id: "0", ...answerTo(urlOf("0")) }, foreign] });
      };
      const results = await test.door().getTogether(several(2));
      expect(results).toEqual(["0", "1"].map((own) => ({ status: "fulfilled", value: { id: urlOf(own) } })));
      expect(sent()).toEqual(["POST /v1.0/$batch", `GET /v1.0${urlOf("1")}`]);
    },
  );

  it("does not outlast the deadline of its call", async () => {
    respondToBatch = () => undefined;
    const startedMs = Date.now();
    const results = await test.door({ deadlineMs: Date.now() + 300 }).getTogether(several(2));
    const late = { status: "rejected", reason: { code: "deadline_exceeded" } };
    expect(results).toMatchObject([late, late]);
    expect(Date.now() - startedMs).toBeLessThan(promptMs);
  });
});
