// proves P2

import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type SeenRequest, sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { accessToken, createTestGraph, type TestGraph } from "./graph-fixture.ts";

/** What a busy machine needs to connect and to ask once, before the time is up. */
const inTimeToAskMs = 3_000;

let test: TestGraph;
let respond: (request: SeenRequest, response: ServerResponse) => void;

const graph = await startHttpsServer((request, response) => respond(request, response));
beforeEach(() => {
  graph.requests.length = 0;
  test = createTestGraph({ origin: graph.origin });
  respond = (_request, response) => sendJson(response, { id: "1" });
});
afterEach(() => test.client.close());
afterAll(() => graph.close());

const item = z.object({ id: z.string() });
const drive = { path: ["drives", "d"] };

describe("what is sent", () => {
  it("carries the token, the request id and what is accepted", async () => {
    const requestId = randomUUID();
    await test.door({ requestId }).get(drive, item);
    expect(graph.requests[0]).toMatchObject({
      method: "GET",
      url: "/v1.0/drives/d",
      headers: { authorization: `Bearer ${accessToken}`, "client-request-id": requestId, accept: "application/json" },
    });
    expect(graph.requests[0]?.headers.prefer).toBeUndefined();
  });

  it("asks for immutable ids of mail and events, beside what the tool prefers", async () => {
    const prefer = ['outlook.body-content-type="html"', 'outlook.timezone="UTC"'];
    await test.door().get({ path: ["users", "a@b.test", "events", "1"], prefer }, item);
    expect(graph.requests[0]?.headers.prefer).toBe(`IdType="ImmutableId", ${prefer.join(", ")}`);
  });

  it("asks so for a next page too", async () => {
    await test
      .door()
      .nextPage(`${graph.origin}/v1.0/me/messages?$skip=10`, item, { prefer: ["x"] })
      .catch(() => undefined);
    expect(graph.requests[0]?.headers.prefer).toBe('IdType="ImmutableId", x');
  });

  it("posts to the actions that only read", async () => {
    const door = test.door();
    const paths = [
      ["search", "query"],
      ["me", "calendar", "getSchedule"],
    ];
    for (const path of paths) await door.post({ path, body: { a: "ü" } }, item);
    expect(graph.requests).toHaveLength(2);
    expect(graph.requests[0]).toMatchObject({ method: "POST", body: '{"a":"ü"}' });
    expect(graph.requests[0]?.headers["content-type"]).toBe("application/json");
  });

  it.each([
    [["me", "sendMail"]],
    [["me", "messages"]],
    [["$batch"]],
    [["search", "query", "x"]],
    [["me", "messages", "1", "move"]],
    [["users", "a", "b", "calendar", "getSchedule"]],
    [["search/query"]],
    [["Search", "Query"]],
  ])("never posts to %j", async (path) => {
    await expect(test.door().post({ path, body: {} }, item)).rejects.toThrow(/in no row/);
    expect(graph.requests).toEqual([]);
  });

  it.each<[string, GraphRequest]>([
    ["path", { path: ["me", "contacts"] }],
    ["path of other case", { path: ["me", "Messages"] }],
    ["query option", { path: ["drives", "d"], query: { $expand: "items" } }],
  ])("never has a %s that the table of requests has not", async (_what, request) => {
    const door = test.door();
    const sent = [door.get(request, item), door.getPage(request, item), door.download(request, { maxBytes: 9 })];
    const together = await door.getTogether([
      { request, schema: item },
      { request, schema: item },
    ]);
    const reasons = [...(await Promise.allSettled(sent)), ...together].map((result) => String(Object(result).reason));
    expect(reasons).toEqual(reasons.map(() => expect.stringContaining("known-requests.ts")));
    expect(graph.requests).toEqual([]);
  });

  it("never redeems a sharing link, which would write", async () => {
    const request = { path: ["shares", "u!x", "driveItem"], prefer: ["RedeemSharingLinkIfNecessary"] };
    await expect(test.door().get(request, item)).rejects.toThrow(/sharing link/);
    expect(graph.requests).toEqual([]);
  });
});

describe("an answer", () => {
  it("loses the elements of its lists that lack what identifies them, and nothing else", async () => {
    respond = (_request, response) => sendJson(response, { value: [{ id: 42, secret: "canary" }, { id: "1" }] });
    expect((await test.door().getPage(drive, item)).items).toEqual([{ id: "1" }]);
    expect(test.leftOut()).toBe(1);
    expect(test.log.text()).toContain("id: invalid_type");
    expect(test.log.text()).not.toContain("canary");
  });

  it("that lacks what is needed is told as such, and nothing of its content is told", async () => {
    respond = (_request, response) => sendJson(response, { id: null, secret: "canary" });
    await expect(test.door().get(drive, item)).rejects.toMatchObject({
      code: "unavailable",
      message: "Microsoft 365 left out of its answer a part that is needed here. Try again in 15 seconds.",
    });
    expect(test.log.text()).toContain("id: invalid_type");
    expect(test.log.text()).not.toContain("canary");
  });

  it.each([
    ["an HTML page", "text/html", "<html>canary</html>"],
    ["JSON by another name", "text/plain", '{"id":"1"}'],
    ["half of a JSON text", "application/json", '{"id":"can'],
    ["nothing", "application/json", ""],
  ])("that is %s is not Graph's: the caller is told when to come back", async (_title, type, body) => {
    respond = (_request, response) => response.writeHead(200, { "content-type": type }).end(body);
    await expect(test.door().get(drive, item)).rejects.toMatchObject({
      code: "unavailable",
      details: { retryAfterSeconds: 15 },
    });
    expect(test.log.text()).toContain("an answer of Graph was refused");
    expect(test.log.text()).not.toContain("canary");
  });

  it("is understood with any JSON media type", async () => {
    respond = (_request, response) =>
      response.writeHead(200, { "content-type": "application/vnd.api+json;odata.metadata=minimal" }).end('{"id":"7"}');
    expect(await test.door().get(drive, item)).toEqual({ id: "7" });
  });

  it("is not followed when it redirects a read of JSON", async () => {
    respond = (_request, response) => response.writeHead(302, { location: `${graph.origin}/elsewhere` }).end();
    await expect(test.door().get(drive, item)).rejects.toMatchObject({ code: "unavailable" });
    expect(graph.requests).toHaveLength(1);
  });

  // proves A4
  it.each([
    ["zeros", "0"],
    ["empty objects", "{}"],
    ["empty lists", "[]"],
    ["items in one list", `{"id":"1","name":"${"x".repeat(100)}"}`],
    ["zeros in lists that are short each", `[${"0,".repeat(9_999)}0]`],
  ])("of too many %s is refused before they are looked at", async (_name, element) => {
    const body = Buffer.from(`{"value":[${`${element},`.repeat(7_900_000 / (element.length + 1))}{"id":"1"}]}`);
    respond = (_request, response) => response.writeHead(200, { "content-type": "application/json" }).end(body);
    let refused: unknown;
    const cpuMs = await ownCpuMs(async () => {
      refused = await toolErrorOf(test.door().getPage(drive, item));
    });
    expect(refused).toMatchObject({ code: "too_large" });
    expect(cpuMs).toBeLessThan(3_000);
  });

  it("is read when a hundred meetings in it have 500 attendees each", async () => {
    const person = { type: "required", status: { response: "none" }, emailAddress: { name: "A", address: "a@b.test" } };
    const value = Array.from({ length: 100 }, () => ({ id: "1", attendees: Array(500).fill(person) }));
    respond = (_request, response) => sendJson(response, { value });
    expect((await test.door().getPage(drive, item)).items).toHaveLength(100);
  });

  it("larger than 8 MB is cut off", async () => {
    const body = Buffer.alloc(8_000_001, "x");
    respond = (_request, response) => response.writeHead(200, { "content-type": "application/json" }).end(body);
    expect((await toolErrorOf(test.door().get(drive, item))).code).toBe("too_large");
  });
});

describe("a 400", () => {
  const answerWith = (status: number) => {
    respond = (_request, response) =>
      sendJson(response, { error: { code: "invalidRequest", message: "canary" } }, status);
  };

  it.each([
    ["id", "invalid_input", /not an id of Microsoft 365/],
    ["address", "invalid_input", /not accept this as the address of a mailbox/],
    ["query", "invalid_input", /does not understand this query/],
    ["link", "not_found", /nothing at this link/],
  ] as const)("is about the %s that the caller gave, where the request says so", async (fromCaller, code, words) => {
    answerWith(400);
    const asked = [
      test.door().get({ ...drive, fromCaller }, item),
      test.door().getPage({ ...drive, fromCaller }, item),
      test.door().post({ path: ["search", "query"], body: {}, fromCaller }, item),
      test.door().download({ ...drive, fromCaller }, { maxBytes: 100 }),
    ];
    for (const error of await Promise.all(asked.map(toolErrorOf))) {
      expect(error.code).toBe(code);
      expect(error.message).toMatch(words);
    }
    expect(test.log.text()).toContain("400 invalidRequest");
    expect(test.log.text()).not.toContain("canary");
  });

  it("means that the caller has to start again, where it goes on by a link", async () => {
    answerWith(400);
    const error = await toolErrorOf(test.door().nextPage(`${graph.origin}/v1.0/me/messages?$skiptoken=old`, item));
    expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining("without a cursor") });
  });

  it("is our bug otherwise, and so is every other refusal without a meaning", async () => {
    answerWith(400);
    await expect(test.door().get(drive, item)).rejects.toMatchObject({ name: "GraphRefusal" });
    answerWith(418);
    const asked = test.door().get({ ...drive, fromCaller: "id" }, item);
    await expect(asked).rejects.toMatchObject({ name: "GraphRefusal", code: "418 invalidRequest" });
  });
});

it.each([
  [["1"], "read"],
  [["1", "2"], "not_found"],
  [[], "not_found"],
])("a mailbox whose address Graph does not know is read where one person has it: %j is %s", async (ids, told) => {
  respond = ({ url }, response) => {
    if (url.startsWith("/v1.0/users?")) sendJson(response, { value: ids.map((id) => ({ id })) });
    else if (url === "/v1.0/users/1/events/e") sendJson(response, { id: "read" });
    else sendJson(response, { error: { code: "ErrorInvalidUser" } }, 404);
  };
  const reading = test.door().get({ path: ["users", "a@b.test", "events", "e"] }, item);
  expect(await reading.catch(({ code }) => ({ id: code }))).toEqual({ id: told });
});

describe("a request for which there is a smaller one", () => {
  // OneNote, as the rate of a team would hold the requests of these tests back.
  const large = { path: ["me", "onenote", "pages"], hasFallback: true };
  const answerAlways = (status: number) => {
    respond = (_request, response) => sendJson(response, {}, status);
  };
  const both = async () => {
    const door = test.door();
    const [alone] = await Promise.allSettled([door.getPage(large, item)]);
    const [together] = await door.getTogether([{ request: large, schema: item }]);
    return [alone, together].map((result) => result?.status === "rejected" && result.reason.code);
  };

  it.each([500, 502, 504, 413])("is too large where Graph answers %i, and is not tried again", async (status) => {
    answerAlways(status);
    expect(await both()).toEqual(["too_large", "too_large"]);
    expect(graph.requests).toHaveLength(2);
  });

  it("is too large where OneNote refuses it for a broken or locked notebook, and any other is not", async () => {
    respond = (_request, response) => sendJson(response, { error: { code: "20258" } }, 409);
    expect(await both()).toEqual(["too_large", "too_large"]);
    respond = (_request, response) => sendJson(response, { error: { code: "accessDenied" } }, 403);
    expect(await both()).toEqual(["forbidden", "forbidden"]);
  });

  it("is too large where Graph takes too long for it", async () => {
    respond = () => undefined;
    const impatient = createTestGraph({ origin: graph.origin, attemptLimitMs: 1_000 });
    const error = await toolErrorOf(impatient.door().getPage(large, item));
    expect(error.code).toBe("too_large");
    expect(graph.requests).toHaveLength(1);
    await impatient.client.close();
  });

  it.each([
    ["503", (response: ServerResponse) => void response.writeHead(503).end()],
    ["a broken connection", (response: ServerResponse) => void response.destroy()],
  ])("is not too large where Graph is down: %s", async (_what, fail) => {
    respond = (_request, response) => fail(response);
    expect(await both()).toEqual(["unavailable", "unavailable"]);
  });

  it("is not too large while the breaker is open", async () => {
    answerAlways(503);
    const asked = ["one", "two", "three", "one", "two", "three", "one"].map((userId) =>
      test
        .door({ caller: { ...somebody, userId } })
        .getPage(large, item)
        .catch(() => undefined),
    );
    await Promise.all(asked);
    const before = graph.requests.length;
    expect(await both()).toEqual(["unavailable", "unavailable"]);
    expect(graph.requests).toHaveLength(before);
  });
});

describe("a download", () => {
  const content = { path: ["me", "messages", "1", "attachments", "2", "$value"] };
  const serve = (body: Buffer, headers: Record<string, string> = {}) => {
    respond = (_request, response) =>
      response.writeHead(200, { "content-type": "application/pdf", ...headers }).end(body);
  };

  it("gives the bytes and their declared type", async () => {
    serve(Buffer.from([0, 255, 13, 10]));
    const { bytes, mediaType } = await test.door().download(content, { maxBytes: 4 });
    expect([...bytes]).toEqual([0, 255, 13, 10]);
    expect(mediaType).toBe("application/pdf");
    expect(graph.requests[0]?.url).toBe("/v1.0/me/messages/1/attachments/2/$value");
  });

  it("is refused as soon as it has more bytes than allowed", async () => {
    serve(Buffer.alloc(2_000_001));
    const error = await toolErrorOf(test.door().download(content, { maxBytes: 2_000_000 }));
    expect(error.code).toBe("too_large");
    expect(error.message).toContain("2 MB");
  });

  it("is not given when it breaks off", async () => {
    respond = (_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setImmediate(() => response.destroy());
    };
    expect((await toolErrorOf(test.door().download(content, { maxBytes: 1_000 }))).code).toBe("unavailable");
    expect(graph.requests).toHaveLength(1);
  });

  it("may take longer than any other request, as long as the call lasts", async () => {
    let answerDownload = () => {};
    respond = ({ url }, response) => {
      if (url.endsWith("$value")) answerDownload = () => void response.writeHead(200).end("x");
    };
    const impatient = createTestGraph({ origin: graph.origin, attemptLimitMs: 50 });
    const downloading = impatient.door().download(content, { maxBytes: 4 });
    const other = await toolErrorOf(impatient.door().get(drive, item));
    expect(other).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 15 } });
    expect(impatient.log.text()).toContain('"reason":"timeout"');
    answerDownload();
    expect(Buffer.from((await downloading).bytes).toString()).toBe("x");
    await impatient.client.close();
  });

  it("ends at once when nobody waits for it any more, and so does its connection", async () => {
    const closed = Promise.withResolvers<void>();
    const nobody = new AbortController();
    respond = (_request, response) => {
      response.on("close", closed.resolve);
      response.writeHead(200).write("half", () => nobody.abort());
    };
    const door = test.door({ signal: nobody.signal, deadlineMs: Date.now() + 600_000 });
    expect((await toolErrorOf(door.download(content, { maxBytes: 1_000 }))).code).toBe("deadline_exceeded");
    await closed.promise;
  });

  it("that is still under way when the time is up is told as such, and asked for once", async () => {
    respond = (_request, response) => response.writeHead(200, { "content-type": "application/pdf" }).write("half");
    const door = test.door({ deadlineMs: Date.now() + inTimeToAskMs });
    const error = await toolErrorOf(door.download(content, { maxBytes: 1_000 }));
    expect(error.code).toBe("deadline_exceeded");
    expect(error.message).toMatch(/^The file did not arrive in time/);
    expect(graph.requests).toHaveLength(1);
  });

  it("that is still being made when the time is up is told as such, never as an empty file", async () => {
    respond = (_request, response) => response.writeHead(202).end();
    // Asked for again after two seconds.
    const door = test.door({ deadlineMs: Date.now() + 1_800 });
    const error = await toolErrorOf(door.download(content, { maxBytes: 1_000 }));
    expect(error).toMatchObject({
      code: "deadline_exceeded",
      message: expect.stringContaining("did not arrive in time"),
    });
    expect(graph.requests).toHaveLength(1);
  });
});

it("nothing is asked when the deadline has passed", async () => {
  const error = await toolErrorOf(test.door({ deadlineMs: Date.now() - 1 }).get(drive, item));
  expect(error.code).toBe("deadline_exceeded");
  expect(graph.requests).toEqual([]);
});
