import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { type Fixture, graphCode, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const call = (alias = "hana.mori", path = "/me/messages?$top=1") => fixture.graph(fixture.person(alias), path);
const script = (response: RuleResponse, times = 1) =>
  fixture.tenant.control.addRule({ door: "graph", match: {}, times, response });

describe("scripted faults", () => {
  it.each(["7", "2.128", "Wed, 25 Nov 2026 10:00:00 GMT"])("answer 429 with Retry-After %s", async (retryAfter) => {
    await script({ status: 429, headers: { "retry-after": retryAfter } });
    const answer = await call();
    expect([answer.status, answer.headers["retry-after"], graphCode(answer)]).toEqual([
      429,
      retryAfter,
      "TooManyRequests",
    ]);
    expect((await call()).status).toBe(200);
  });

  it("answer 503 without Retry-After, and with a body of one's own", async () => {
    await script({ status: 503 });
    await script({ status: 500, body: { error: { code: "", message: "" } } });
    const first = await call();
    expect([first.status, first.headers["retry-after"]]).toEqual([503, undefined]);
    expect((await call()).json).toEqual({ error: { code: "", message: "" } });
  });

  it("answer with a page of HTML", async () => {
    await script({ html: true, status: 502 });
    const answer = await call();
    expect([answer.status, answer.headers["content-type"]]).toEqual([502, "text/html"]);
    expect(answer.text).toContain("<html>");
  });

  it("reset the connection, or break an answer off, without blaming the client", async () => {
    await script({ reset: true });
    await expect(call()).rejects.toMatchObject({ code: "ECONNRESET" });
    await script({ halfAnswer: true });
    await expect(call()).rejects.toThrow();
    expect((await fixture.tenant.control.stats()).abortedRequests).toBe(0);
  });

  it("hang until the client gives up, which counts as its abort", async () => {
    await script({ hang: true });
    const token = await fixture.tenant.control.mintToken({ shape: "graph" });
    const { request } = await import("undici");
    const { graphRequests: before } = await fixture.tenant.control.stats();
    const client = new AbortController();
    const hanging = request(`${fixture.tenant.graphBaseUrl}/v1.0/me`, {
      dispatcher: fixture.agent,
      headers: { authorization: `Bearer ${token}` },
      signal: client.signal,
    });
    hanging.catch(() => undefined);
    await expect.poll(async () => (await fixture.tenant.control.stats()).graphRequests).toBe(before + 1);
    client.abort();
    await expect(hanging).rejects.toThrow();
    await expect.poll(async () => (await fixture.tenant.control.stats()).abortedRequests).toBe(1);
    expect((await fixture.tenant.control.stats()).requests.at(-1)).toMatchObject({ aborted: true, status: null });
  });

  it("come late, or drip", async () => {
    for (const response of [{ latencyMs: 120 }, { slowBodyMs: 120 }]) {
      await script(response);
      const start = performance.now();
      const answer = await call();
      expect(answer.status).toBe(200);
      expect(answer.json.value).toHaveLength(1);
      expect(performance.now() - start).toBeGreaterThan(100);
    }
  });

  it("hit only the user, tenant, path or method that they name", async () => {
    const { control } = fixture.tenant;
    await control.addRule({
      door: "graph",
      match: { userId: fixture.person("kenji.tanaka").id, pathPattern: "/messages\\?" },
      response: { status: 429 },
    });
    expect((await call("hana.mori")).status).toBe(200);
    expect((await call("kenji.tanaka", "/me")).status).toBe(200);
    expect((await call("kenji.tanaka")).status).toBe(429);
    await control.clearRules();
    expect((await call("kenji.tanaka")).status).toBe(200);
  });

  it("hit every n-th request only", async () => {
    await fixture.tenant.control.addRule({ door: "graph", match: {}, every: 3, response: { status: 503 } });
    const statuses = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await call()).status);
    expect(statuses).toEqual([200, 200, 503, 200, 200, 503]);
  });

  it("hit Entra's keys and exchanges as well, which still count", async () => {
    const { control, authorityHost } = fixture.tenant;
    await control.addRule({
      door: "entra",
      match: { pathPattern: "discovery/v2.0/keys" },
      times: 1,
      response: { status: 500 },
    });
    expect((await fixture.send(`${authorityHost}/common/discovery/v2.0/keys`)).status).toBe(500);
    await control.addRule({
      door: "entra",
      match: { grant: "obo", userId: fixture.person("hana.mori").id },
      times: 1,
      response: { status: 429, headers: { "retry-after": "3" } },
    });
    const throttled = await fixture.token(fixture.home.id, fixture.oboForm(await control.mintToken()));
    expect([throttled.status, throttled.headers["retry-after"], throttled.json.error]).toEqual([
      429,
      "3",
      "temporarily_unavailable",
    ]);
    expect(await control.stats()).toMatchObject({ jwksFetches: 1, oboExchanges: 1, oboSuccesses: 0 });
  });
});

describe("mailbox concurrency", () => {
  const info = "/users/info@aozora-coffee.example/messages?$top=1";

  it("serves four requests of one mailbox at once and throttles the fifth, as documented", async () => {
    const held = await fixture.hold(fixture.person("hana.mori"), "/me/messages", 4);
    const refused = await call();
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "10"]);
    expect(refused.json).toMatchObject({
      error: { code: "ApplicationThrottled", message: "Application is over its MailboxConcurrency limit." },
    });
    expect((await fixture.tenant.control.stats()).peakMailboxConcurrency).toBe(4);
    await held.release();
    expect((await call()).status).toBe(200);
  });

  it("counts each mailbox by itself, a shared one by its owner, and the directory not at all", async () => {
    const own = await fixture.hold(fixture.person("hana.mori"), "/me/messages", 4);
    expect((await call("hana.mori", info)).status).toBe(200);
    expect((await call("hana.mori", "/me")).status).toBe(200);
    const shared = await fixture.hold(fixture.person("hana.mori"), info, 4);
    expect((await call("mei.lin", info)).status).toBe(429);
    expect((await call("mei.lin")).status).toBe(200);
    await shared.release();
    await own.release();
  });

  it("can be switched off for load runs", async () => {
    await fixture.tenant.control.setBehaviour({ mailboxConcurrencyLimit: null });
    const held = await fixture.hold(fixture.person("hana.mori"), "/me/messages", 10);
    expect((await call()).status).toBe(200);
    await held.release();
  });
});

describe("OneNote's limits", () => {
  const pages = "/me/onenote/pages?$top=1";

  it("serve five requests of one person at once, and refuse the sixth without saying for how long", async () => {
    const held = await fixture.hold(fixture.person("hana.mori"), "/me/onenote/pages", 5);
    const refused = await call("hana.mori", pages);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, undefined]);
    expect(refused.json).toMatchObject({ error: { code: "10003" } });
    expect((await call("kenji.tanaka", pages)).status).toBe(200);
    expect((await call("hana.mori")).status).toBe(200);
    await held.release();
    expect((await call("hana.mori", pages)).status).toBe(200);
  });

  it.each(["10008", "10013"] as const)("refuse lists where a library has too many items: %s", async (code) => {
    await fixture.tenant.control.setBehaviour({ onenoteLibraryOver: code });
    for (const list of ["pages", "sections", "notebooks"]) {
      const answer = await call("priya.nair", `/me/onenote/${list}`);
      expect([answer.status, graphCode(answer)]).toEqual([403, code]);
    }
  });

  it("serve so many a minute and an hour, and say for how long if they are told to", async () => {
    const { control } = fixture.tenant;
    await control.setBehaviour({ onenotePerMinute: 2, onenotePerHour: 3, onenoteRetryAfterSeconds: 7 });
    const statuses = async () => [(await call("mei.lin", pages)).status, (await call("mei.lin", pages)).status];
    expect(await statuses()).toEqual([200, 200]);
    const refused = await call("mei.lin", pages);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "7"]);
    expect(refused.json).toMatchObject({ error: { code: "20166" } });
    await control.advanceClock(61_000);
    expect(await statuses()).toEqual([200, 429]);
    await control.advanceClock(3_600_000);
    expect(await statuses()).toEqual([200, 200]);
  });
});
