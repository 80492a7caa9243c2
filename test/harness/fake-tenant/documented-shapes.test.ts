import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentedExample } from "#test/support/graph-corpus.ts";
import { type Answer, type Fixture, listOf, startFixture } from "./fixture.ts";
import { createTypeCheck } from "./microsoft-types.ts";
import { mailErrors, type RecordedError } from "./recorded-errors.ts";

const names = (item: object) => Object.keys(item).filter((name) => !name.startsWith("@odata."));

describe("what the fake Graph answers, against Microsoft's types", () => {
  let fixture: Fixture;
  let expectType: (type: string, item: object) => void;
  beforeAll(async () => {
    fixture = await startFixture();
    expectType = createTypeCheck();
  });
  afterAll(() => fixture.close());

  const get = (alias: string, path: string) => fixture.graph(fixture.person(alias), path);

  it("messages of every seeded mailbox are of type message or eventMessage", async () => {
    const all = ["hana.mori", "kenji.tanaka", "yuki.sato", "mei.lin", "ingrid.dahl", "sora.abe"];
    for (const alias of all) {
      for (const message of listOf(await get(alias, "/me/messages?$top=1000"))) {
        const type = message["@odata.type"] === "#microsoft.graph.eventMessageRequest" ? "eventMessage" : "message";
        expectType(`microsoft.graph.${type}`, message);
      }
    }
  });

  it("a single message with everything on request is one too", async () => {
    const [first] = listOf(await get("hana.mori", "/me/messages?$top=1&$select=id"));
    const path = `/me/messages/${encodeURIComponent(String(first?.id))}`;
    expectType(
      "microsoft.graph.message",
      (await get("hana.mori", `${path}?$select=body,internetMessageHeaders,replyTo`)).json,
    );
  });

  it("folders are of type mailFolder", async () => {
    for (const folder of listOf(await get("hana.mori", "/me/mailFolders?$top=100")))
      expectType("microsoft.graph.mailFolder", folder);
    expectType("microsoft.graph.mailFolder", (await get("hana.mori", "/me/mailFolders/inbox")).json);
  });

  it("attachments are of the type that they claim", async () => {
    const messages = listOf(await get("hana.mori", "/me/messages?$top=1000&$filter=hasAttachments eq true&$select=id"));
    const types = new Set<unknown>();
    for (const { id } of messages) {
      for (const attachment of listOf(
        await get("hana.mori", `/me/messages/${encodeURIComponent(String(id))}/attachments`),
      )) {
        types.add(attachment["@odata.type"]);
        expectType(String(attachment["@odata.type"]).slice(1), attachment);
      }
    }
    expect(types.size).toBe(3);
  });

  it("users and schedules are of types user and scheduleInformation", async () => {
    expectType("microsoft.graph.user", (await get("hana.mori", "/me")).json);
    const answer = await fixture.post(fixture.person("hana.mori"), "/me/calendar/getSchedule", {
      schedules: ["hana.mori@aozora-coffee.example", "nobody@aozora-coffee.example"],
      startTime: { dateTime: "2026-11-25T09:00:00", timeZone: "UTC" },
      endTime: { dateTime: "2026-11-25T18:00:00", timeZone: "UTC" },
      availabilityViewInterval: 60,
    });
    const [own, unknown] = listOf(answer);
    expectType("microsoft.graph.scheduleInformation", own ?? {});
    expectType("microsoft.graph.scheduleInformation", unknown ?? {});
    expect(own).toMatchObject({
      availabilityView: "000000000",
      workingHours: { timeZone: { name: "Customized Time Zone", bias: -540 } },
    });
    expect(unknown).toHaveProperty("error.responseCode");
  });
});

describe("what the fake Graph answers, against the documentation's examples", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.close());

  const example = (path: string) => documentedExample(`mail/${path}`) as Record<string, unknown>;
  const get = (path: string) => fixture.graph(fixture.person("hana.mori"), path);

  it("a message holds exactly the documented properties, in the documented order", async () => {
    const [first] = listOf(await get("/me/messages?$top=1&$select=id"));
    const { json } = await get(`/me/messages/${encodeURIComponent(String(first?.id))}`);
    const documented = names(example("message-get/01.json"));
    expect(names(json).filter((name) => name !== "conversationIndex")).toEqual(documented);
  });

  it("an invitation adds what the documentation adds", async () => {
    const invitations = listOf(await fixture.graph(fixture.person("yuki.sato"), "/me/messages?$top=100"));
    const invitation = invitations.find(({ meetingMessageType }) => meetingMessageType !== undefined);
    const documented = example("eventmessage-get/01.json");
    expect(invitation?.["@odata.type"]).toBe(documented["@odata.type"]);
    expect(names(documented).filter((name) => !names(invitation ?? {}).includes(name))).toEqual([]);
  });

  it("a folder holds exactly the documented properties", async () => {
    expect(names((await get("/me/mailFolders/inbox")).json)).toEqual(names(example("mailfolder-get/01.json")));
  });

  it("attachments hold exactly the documented properties", async () => {
    const message = listOf(
      await get(
        `/me/messages?$select=id&$filter=${encodeURIComponent("subject eq 'Draft supply contract El Mirador'")}`,
      ),
    )[0];
    const path = `/me/messages/${encodeURIComponent(String(message?.id))}/attachments`;
    const byType = new Map(listOf(await get(path)).map((attachment) => [attachment["@odata.type"], attachment]));
    for (const file of ["attachment-get/01.json", "attachment-get/02.json", "attachment-get/05.json"]) {
      const documented = example(file);
      const ours = byType.get(documented["@odata.type"]);
      expect(new Set(names(ours ?? {}))).toEqual(new Set(names(documented)));
    }
  });

  it("contexts have the documented form", async () => {
    const hana = fixture.person("hana.mori");
    const list = await get("/me/messages?$select=sender,subject");
    const base = `${fixture.tenant.graphBaseUrl}/v1.0/$metadata#users('${hana.id}')`;
    expect(list.json["@odata.context"]).toBe(`${base}/messages(sender,subject)`);
    expect((await get("/me")).json["@odata.context"]).toBe(
      `${fixture.tenant.graphBaseUrl}/v1.0/$metadata#users/$entity`,
    );
  });
});

describe("refusals of the fake Graph, against those that people saw", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.close());

  const schedule = (body: object): Promise<Answer> =>
    fixture.post(fixture.person("hana.mori"), "/me/calendar/getSchedule", body);
  const window = (start: string, end: string, schedules = ["hana.mori@aozora-coffee.example"]) => ({
    schedules,
    startTime: { dateTime: start, timeZone: "UTC" },
    endTime: { dateTime: end, timeZone: "UTC" },
  });
  const get = (path: string) => fixture.graph(fixture.person("hana.mori"), path);
  const strange = `AAMkAD${"A".repeat(60)}=`;

  const provoke: Record<keyof typeof mailErrors, () => Promise<Answer>> = {
    "a filter with another order": () => get("/me/messages?$filter=isRead eq true&$orderby=receivedDateTime desc"),
    "a message that isn't there": () => get(`/me/messages/${strange}`),
    "a search with an order": () => get(`/me/messages?$search=${encodeURIComponent('"x"')}&$orderby=receivedDateTime`),
    "a person without a mailbox": () => {
      const guest = fixture.home.users.find(({ userType }) => userType === "Guest");
      return fixture.graph(guest ?? fixture.person("hana.mori"), "/me/messages");
    },
    "an unknown segment": () => get("/me/search"),
    "an unknown person": () =>
      fixture.graph(fixture.person("hana.mori"), "/users/nobody@contoso.test/manager", {
        mint: { scopes: ["User.Read.All"] },
      }),
    "a fifth request to one mailbox at once": async () => {
      const held = await fixture.hold(fixture.person("hana.mori"), "/me/messages", 4);
      const answer = await get("/me/messages?$top=1");
      await held.release();
      return answer;
    },
    "a sign-in that no longer suffices": async () => {
      await fixture.tenant.control.addRule({ door: "graph", match: {}, times: 1, response: { claimsChallenge: true } });
      return get("/me");
    },
    "a schedule that ends before it begins": () => schedule(window("2026-11-25T10:00:00", "2026-11-25T09:00:00")),
    "a schedule of more than 62 days": () => schedule(window("2026-01-01T00:00:00", "2026-03-05T00:00:00")),
    "schedules of more than 100 people": () =>
      schedule(
        window(
          "2026-11-25T09:00:00",
          "2026-11-25T10:00:00",
          Array.from({ length: 101 }, (_unused, index) => `u${index}@x.example`),
        ),
      ),
  };

  const seen: [string, RecordedError][] = Object.entries(mailErrors);
  it.each(seen)(
    "%s has the status, code, message and headers of it",
    async (name, { status, code, message, headers }) => {
      const answer = await provoke[name as keyof typeof mailErrors]();
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ error: { code, message } });
      expect(answer.json).toHaveProperty("error.innerError.request-id", answer.headers["request-id"]);
      for (const [header, value] of Object.entries(headers ?? {})) expect(answer.headers[header]).toMatch(value);
    },
  );
});
