import { DateTime } from "luxon";
import { afterEach, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";

const [[, connect]] = eras;
const everything = ["User.Read", "Mail.Read", "Calendars.Read", "Calendars.Read.Shared", "Sites.Read.All"];

let stack: SharedStack;
let tom: DirectoryUser;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  tom = await personNamed(stack.fake, "tom.becker");
  await stack.fake.control.setGrants(tom.tenantId, everything);
});
afterEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.setGrants(tom.tenantId, everything);
});

async function ask({ id }: DirectoryUser, tool: string, args: Record<string, unknown>) {
  const client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: id }));
  try {
    return await outputOf(client, tool, args);
  } finally {
    await client.close();
  }
}

const query = (output: Record<string, unknown>) => JSON.stringify(output.effectiveQuery ?? output.searched);
const reasonOf = ({ incomplete }: Record<string, unknown>) => (incomplete as { reason: string } | undefined)?.reason;
const nowOf = ({ now }: Record<string, unknown>) => String(now);
const zoneUnknown = /\(UTC; the user's time zone is not known/;

describe("the time zone of a person", () => {
  const forms = ["custom", "customEast", "nameless", "named"] as const;

  // proves R1
  test.each(forms)("is theirs where working hours have a %s zone", async (form) => {
    await stack.fake.control.setBehaviour({ workingHoursZone: form });
    const events = await ask(tom, "outlook_calendar_search", { afterDateTime: "today" });
    expect(query(events)).toContain("(Europe/Berlin)");
    expect(reasonOf(events)).toBeUndefined();
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(Europe/Berlin)");
  });

  // proves R1
  test("is the mailbox's, where its settings may be read", async () => {
    await stack.fake.control.setGrants(tom.tenantId, ["Mail.Read", "MailboxSettings.Read"]);
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(Europe/Berlin)");
    expect(reasonOf(mail)).toBeUndefined();
  });

  test("is told by a search with the time that it is there, whether or not a date was asked for", async () => {
    for (const tool of ["outlook_email_search", "outlook_calendar_search", "sharepoint_search"]) {
      const args = tool === "sharepoint_search" ? { query: "roastery" } : {};
      expect(nowOf(await ask(tom, tool, args))).toMatch(
        /^[MTWFS][a-z]{2} \d{4}-\d{2}-\d{2}T\d{2}:\d{2}\+0[12]:00 \(Europe\/Berlin\)$/,
      );
    }
  });

  test("is known without User.Read, and free times are found without it", async () => {
    await stack.fake.control.setGrants(tom.tenantId, ["Mail.Read", "Calendars.Read"]);
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(Europe/Berlin)");
    const free = await ask(tom, "find_meeting_availability", { participants: ["hana.mori@aozora-coffee.example"] });
    expect(query(free)).toContain("(Europe/Berlin)");
    expect(free.meetingTimeSuggestions).not.toEqual([]);
  });

  // proves R1
  test("is said to be unknown, with what was done instead, where no permission tells it", async () => {
    await stack.fake.control.setGrants(tom.tenantId, ["User.Read", "Mail.Read"]);
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(UTC)");
    expect(nowOf(mail)).toMatch(zoneUnknown);
    expect(reasonOf(mail)).toBeUndefined();
  });
});

describe("a person in America/New_York", () => {
  const zone = "America/New_York";
  const iso = (time: DateTime) => time.toUTC().toISO() ?? "";
  const wholeDay = async (subject: string, day: DateTime) => {
    const [startDateTime, endDateTime] = [iso(day), iso(day.plus({ days: 1 }))];
    await stack.fake.control.addEvent(tom.id, { subject, startDateTime, endDateTime, timeZone: zone, isAllDay: true });
  };

  test("finds today's all-day event before yesterday's, and each of them once", async () => {
    const today = DateTime.now().setZone(zone).startOf("day");
    await wholeDay("Kyoto fair, last day", today.minus({ days: 1 }));
    await wholeDay("Kyoto fair, the way home", today);
    const search = { query: '"Kyoto fair"', timeZone: zone };
    const found = await ask(tom, "outlook_calendar_search", search);
    const subjects = (found.events as { subject: string }[]).map(({ subject }) => subject);
    expect(subjects).toEqual(["Kyoto fair, the way home", "Kyoto fair, last day"]);
    const over = await ask(tom, "outlook_calendar_search", { ...search, beforeDateTime: "today" });
    expect(over.events).toMatchObject([{ subject: "Kyoto fair, last day" }]);
  });
});

describe("a search of files by a date", () => {
  const files = { query: "roastery", afterDateTime: "last year" };

  // proves R2
  test("succeeds for somebody without a mailbox, and says that the zone is not known", async () => {
    const nobody = await personNamed(stack.fake, "warehouse.old");
    expect(nowOf(await ask(nobody, "sharepoint_search", files))).toMatch(zoneUnknown);
  });

  // proves R2
  test.each([
    ["403", { status: 403 }],
    ["503", { status: 503 }],
    ["no answer", { reset: true }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
  ] as const)("succeeds when the lookup of the zone gets %s", async (_what, response) => {
    const match = { userId: tom.id, pathPattern: "getSchedule" };
    await stack.fake.control.addRule({ door: "graph", match, response });
    expect(nowOf(await ask(tom, "sharepoint_search", files))).toMatch(zoneUnknown);
  });
});

describe("calendars as they may be", () => {
  let client: McpClient;
  beforeAll(async () => {
    const hana = await personNamed(stack.fake, "hana.mori");
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
  });

  // proves R20
  test("a calendar of which only titles are shared is searched by these, and the answer says so", async () => {
    const found = await outputOf(client, "outlook_calendar_search", {
      calendarOwnerEmail: tom.mail,
      query: "stand-up",
      limit: 3,
    });
    expect(found.events).toMatchObject([{ subject: "Stand-up" }, { subject: "Stand-up" }, { subject: "Stand-up" }]);
    expect(reasonOf(found)).toMatch(/only times, titles and places are shared/);
    for (const canary of tom.canaries) expect(JSON.stringify(found)).not.toContain(canary);
  });

  // proves R22
  test.each(["noDateTime", "null", "whole"] as const)("an event whose times are %s hides no other", async (times) => {
    await stack.fake.control.setBehaviour({ damagedEventTimes: times });
    const dates = { afterDateTime: "13 days ago", beforeDateTime: "10 days ago", limit: 25 };
    const events = (await outputOf(client, "outlook_calendar_search", dates)).events as Record<string, unknown>[];
    const imported = events.find(({ subject }) => subject === "Import of the old calendar");
    expect(imported).toBeDefined();
    expect(imported?.start !== undefined).toBe(times === "whole");
    expect(events.length).toBeGreaterThan(1);
    expect(await outputOf(client, "read_resource", { uri: imported?.uri })).toHaveProperty("event.subject");
  });
});
