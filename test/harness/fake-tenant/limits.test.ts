import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, graphCode, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const call = (alias = "hana.mori", path = "/me/messages?$top=1") => fixture.graph(fixture.person(alias), path);

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
