import { afterAll, beforeAll, beforeEach, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { type CallResult, eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";

type Fields = Record<string, unknown>;

interface Hit {
  uri: string;
  subject: string;
  start: { dateTime: string; timeZone: string };
  startUtc?: string;
  isAllDay?: boolean;
  recurrence?: string;
}

interface Suggestion {
  startUtc: string;
  endUtc: string;
  everyoneAvailable: boolean;
  attendeeAvailability: { availability: string }[];
}

let stack: SharedStack;
let users: Map<string, DirectoryUser>;

const who = (alias: string): DirectoryUser => {
  const user = users.get(alias);
  if (user === undefined) throw new Error(`the demo company has no ${alias}`);
  return user;
};
const mailOf = (alias: string) => who(alias).mail ?? "";

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const { tenants } = await stack.fake.control.directory();
  users = new Map((tenants[0]?.users ?? []).map((user) => [user.userPrincipalName.split("@")[0] ?? "", user]));
});
beforeEach(() => stack.fake.control.resetScript());

const hitsOf = ({ output }: CallResult) => (output?.events ?? []) as Hit[];
const suggestionsOf = ({ output }: CallResult) => (output?.meetingTimeSuggestions ?? []) as Suggestion[];
const fieldOf = ({ output }: CallResult, name: string) => output?.[name] as Fields | undefined;

describe.each(eras)("a client of %s", (era, connect) => {
  let hana: McpClient;
  const kenji = { client: undefined as McpClient | undefined };

  const clientOf = async (alias: string) =>
    connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: who(alias).id }));

  beforeAll(async () => {
    hana = await clientOf("hana.mori");
    kenji.client = await clientOf("kenji.tanaka");
  });
  afterAll(() => Promise.all([hana.close(), kenji.client?.close()]));

  /** The occurrences of the weekly meeting that are over, the earliest first. */
  async function pastWeeks(): Promise<Hit[]> {
    const found = await hana.call("outlook_calendar_search", {
      query: '"Kyoto roastery weekly"',
      afterDateTime: "30 days ago",
      beforeDateTime: "now",
    });
    return hitsOf(found);
  }

  async function transcriptUriOf({ uri }: Hit): Promise<unknown> {
    return fieldOf(await hana.call("read_resource", { uri }), "event")?.meetingTranscriptUrl;
  }

  test("finds its next days in its own time, whole days unmoved", async () => {
    const dates = { afterDateTime: "today", beforeDateTime: "in 14 days", limit: 25, detail: "full" };
    const hits: Hit[] = [];
    let cursor: unknown;
    do {
      const page = await hana.call("outlook_calendar_search", { ...dates, ...(cursor ? { cursor } : {}) });
      hits.push(...hitsOf(page));
      cursor = page.output?.nextCursor;
    } while (cursor);
    const cupping = hits.find(({ subject }) => subject === "Cupping session Thursday");
    expect(cupping?.start).toEqual({ dateTime: expect.stringMatching(/T15:00:00$/), timeZone: "Asia/Tokyo" });
    expect(cupping?.startUtc).toMatch(/T06:00:00Z$/);
    const holiday = hits.find(({ isAllDay }) => isAllDay === true);
    expect(holiday?.start.dateTime).toMatch(/T00:00:00$/);
    expect(holiday).not.toHaveProperty("startUtc");
    expect(hits.filter(({ recurrence }) => recurrence === "occurrence").length).toBeGreaterThan(5);
  });

  test("reads an occurrence with everybody's answer, its series and its text", async () => {
    const [first] = await pastWeeks();
    const read = await hana.call("read_resource", { uri: first?.uri });
    const event = fieldOf(read, "event");
    expect(event?.attendees).toContainEqual(
      expect.objectContaining({ address: mailOf("priya.nair"), type: "optional", response: "tentativelyAccepted" }),
    );
    expect(event?.recurrence).toMatchObject({ pattern: { type: "weekly" } });
    expect(fieldOf(read, "body")?.content).toContain("許認可");
  });

  test("reads what was said in the very occurrence, by speakers", async () => {
    const weeks = await pastWeeks();
    const words = ["The Probat P12 ships", "three-phase line", "2026-118"];
    expect(weeks.length).toBeGreaterThanOrEqual(2);
    for (const [week, hit] of weeks.slice(0, 3).entries()) {
      const read = await hana.call("read_resource", { uri: await transcriptUriOf(hit) });
      const content = String(fieldOf(read, "body")?.content);
      for (const [at, said] of words.entries()) expect(content.includes(said), `${week} ${said}`).toBe(at === week);
      expect(content).toMatch(/Hana Mori: /);
    }
  });

  test("finds times that are free in everybody's calendar", async () => {
    const participants = [mailOf("kenji.tanaka"), mailOf("yuki.sato")];
    const dates = { afterDateTime: "tomorrow", beforeDateTime: "in 8 days" };
    const found = await hana.call("find_meeting_availability", {
      participants,
      duration: 60,
      maxCandidates: 50,
      detail: "full",
      ...dates,
    });
    const suggestions = suggestionsOf(found);
    expect(suggestions.length).toBeGreaterThan(3);
    expect(found.output).toMatchObject({ emptySuggestionsReason: "", unavailableParticipants: [] });
    const own = hitsOf(await hana.call("outlook_calendar_search", { ...dates, limit: 25, detail: "full" }));
    const taken = own.filter((hit) => (hit as Hit & Fields).showAs === "busy" && hit.startUtc !== undefined);
    expect(taken.length).toBeGreaterThan(0);
    for (const { startUtc, endUtc, everyoneAvailable } of suggestions) {
      expect(everyoneAvailable).toBe(true);
      const clash = taken.find(
        (hit) => String(hit.startUtc) < endUtc && String((hit as Hit & Fields).endUtc) > startUtc,
      );
      expect(clash, `${startUtc} to ${endUtc}`).toBeUndefined();
    }
  });

  test("finds times around what a room is booked for", async () => {
    const room = mailOf("room.fuji");
    const found = await hana.call("outlook_find_available_time", {
      participants: [room],
      afterDateTime: "tomorrow",
      durationMinutes: 60,
      maxCandidates: 50,
      workingHoursOnly: false,
      timeZone: "Asia/Tokyo",
      detail: "full",
    });
    const { now, availableTimes = [] } = (found.output ?? {}) as {
      now?: string;
      availableTimes?: { start: { dateTime: string }; attendeeAvailability: unknown[] }[];
    };
    const tomorrow = Date.parse(`${now?.slice("Mon ".length, "Mon 2026-01-31".length)}T00:00:00Z`) + 24 * 3_600_000;
    const booked = `${new Date(tomorrow).toISOString().slice(0, 10)}T1`;
    const starts = availableTimes.map(({ start }) => start.dateTime);
    expect(starts.filter((start) => start.startsWith(booked) && start.slice(11, 13) < "12")).toEqual([]);
    expect(starts.length).toBeGreaterThan(3);
    expect(availableTimes[0]?.attendeeAvailability).toEqual([{ email: room, availability: "free" }]);
  });

  test("never finds what stands only in a colleague's calendar", async () => {
    for (const canary of who("kenji.tanaka").canaries) {
      const found = await hana.call("outlook_calendar_search", { query: `"${canary}"` });
      expect(hitsOf(found)).toEqual([]);
    }
    const [own = ""] = who("hana.mori").canaries;
    expect(hitsOf(await hana.call("outlook_calendar_search", { query: `"${own}"` }))).toHaveLength(1);
  });

  if (era !== eraOfContent) return;

  test("looks into a calendar that is shared, but not at what is private there", async () => {
    const call = { calendarOwnerEmail: mailOf("hana.mori"), afterDateTime: "today", beforeDateTime: "in 14 days" };
    const shared = await kenji.client?.call("outlook_calendar_search", { ...call, limit: 25 });
    const hits = shared ? hitsOf(shared) : [];
    const cupping = hits.find(({ subject }) => subject === "Cupping session Thursday");
    const read = await kenji.client?.call("read_resource", { uri: cupping?.uri });
    expect(read && fieldOf(read, "body")?.content).toContain("El Mirador");
    for (const canary of who("hana.mori").canaries) expect(JSON.stringify(shared)).not.toContain(canary);
  });

  test("does not learn whether a calendar that is closed to it exists", async () => {
    const refusals = await Promise.all(
      [mailOf("kenji.tanaka"), "nobody@aozora-coffee.example"].map((calendarOwnerEmail) =>
        hana.call("outlook_calendar_search", { calendarOwnerEmail }),
      ),
    );
    const texts = refusals.map(({ texts: [text = ""] }) => text.replace(/mailbox \S+:/, "mailbox:"));
    expect(texts[0]).toMatch(/^not_found: .*does not exist, or is not shared with you/);
    expect(texts[1]).toBe(texts[0]);
  });
});
