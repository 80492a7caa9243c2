import { afterEach, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, outputOf, personNamed } from "#test/support/tool-answers.ts";

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

const ask = async (person: DirectoryUser, tool: string, args: Record<string, unknown>) =>
  await outputOf(await clientFor(stack, person), tool, args);

const query = (output: Record<string, unknown>) => JSON.stringify(output.effectiveQuery ?? output.searched);
const reasonOf = ({ incomplete }: Record<string, unknown>) => (incomplete as { reason: string } | undefined)?.reason;
const nowOf = ({ now }: Record<string, unknown>) => String(now);
const zoneUnknown = /\(UTC; the user's time zone is not known/;

describe("the time zone of a person", () => {
  const forms = ["custom", "customEast", "nameless", "named"] as const;

  test.each(forms)("is theirs where working hours have a %s zone", async (form) => {
    await stack.fake.control.setBehaviour({ workingHoursZone: form });
    const events = await ask(tom, "outlook_calendar_search", { afterDateTime: "today" });
    expect(query(events)).toContain("(Europe/Berlin)");
    expect(reasonOf(events)).toBeUndefined();
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(Europe/Berlin)");
  });

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

  test("is said to be unknown, with what was done instead, where no permission tells it", async () => {
    await stack.fake.control.setGrants(tom.tenantId, ["User.Read", "Mail.Read"]);
    const mail = await ask(tom, "outlook_email_search", { afterDateTime: "2 weeks ago" });
    expect(query(mail)).toContain("(UTC)");
    expect(nowOf(mail)).toMatch(zoneUnknown);
    expect(reasonOf(mail)).toBeUndefined();
  });
});

describe("a search of files by a date", () => {
  const files = { query: "roastery", afterDateTime: "last year" };

  test("succeeds for somebody without a mailbox, and says that the zone is not known", async () => {
    const nobody = await personNamed(stack.fake, "warehouse.old");
    expect(nowOf(await ask(nobody, "sharepoint_search", files))).toMatch(zoneUnknown);
  });
});
