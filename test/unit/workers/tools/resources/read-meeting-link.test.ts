import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";
import { said } from "../teams/chat-world.ts";

const thread = "19:meeting_abc@thread.v2";
const context = "context=%7b%22Tid%22%3a%22t%22%7d";
const long = `https://teams.microsoft.com/l/meetup-join/${encodeURIComponent(thread)}/0?${context}`;
const short = "https://teams.microsoft.com/meet/2345678901234?p=Abc";
const chatUri = `teams:///chats/${encodeURIComponent(thread)}/messages`;

/** An event on a day of November 2026, of which the 24th is today. */
const event = (id: string, day: number, joinUrl: string | null = long) => ({
  id,
  subject: `Weekly ${day}`,
  start: { dateTime: `2026-11-${day}T09:00:00.0000000`, timeZone: "UTC" },
  isOnlineMeeting: joinUrl !== null,
  onlineMeeting: joinUrl === null ? null : { joinUrl },
});
const meeting = {
  id: "m",
  joinWebUrl: long,
  joinMeetingIdSettings: { joinMeetingId: "2345678901234" },
  chatInfo: { threadId: thread },
  startDateTime: "2026-11-20T09:00:00Z",
  endDateTime: "2026-11-20T10:00:00Z",
};

interface Office {
  events?: object[] | ToolError;
  meetings?: object[] | ToolError;
  more?: FakeContextOptions;
}

function office({ events = [], meetings = [], more = {} }: Office) {
  const answerOf = (list: object[] | ToolError) => (list instanceof ToolError ? list : { value: list });
  return fakeContext({
    answers(path) {
      if (path === "/me/calendarView") return answerOf(events);
      if (path === "/me/onlineMeetings") return answerOf(meetings);
      if (path === `/chats/${thread}/messages`) return { value: [said(3, "see you there")] };
      return Array.isArray(events)
        ? events.find((one) => path === `/me/events/${"id" in one ? one.id : ""}`)
        : undefined;
    },
    ...more,
  });
}

async function read(uri: string, context: ReturnType<typeof fakeContext>) {
  return await callTool("read_resource", { uri }, context);
}

describe("the link to join a meeting", () => {
  it("leads to the event of it that is nearest to now", async () => {
    const events = [event("a", 10), event("b", 17, null), event("c", 23), event("d", 30), event("e", 24, short)];
    const context = office({ events });
    const output = await read(long, context);
    expect(output).toMatchObject({ uri: "calendar:///events/c", kind: "calendar-event" });
    expect(output).toEqual(await read("calendar:///events/c", office({ events })));
    const [view] = context.calls.filter(({ url }) => url.startsWith("/me/calendarView"));
    expect(view?.url).toContain("startDateTime=2026-11-03T10:30:00Z&endDateTime=2026-12-15T10:30:00Z");
  });

  it.each([
    ["a short link, of an event that has the long one", short, long],
    ["a long link, of an event that has the short one", long, short],
    ["a short link with another password", short.replace("Abc", "Xyz"), short],
  ])("is known in its other form, as Teams tells them to be the same: %s", async (_title, link, inEvent) => {
    const context = office({ events: [event("a", 20, inEvent)], meetings: [meeting] });
    expect((await read(link, context)).uri).toBe("calendar:///events/a");
  });

  it.each(["2026-03-02", "2027-03-02"])(
    "is looked for at the time that Teams tells where it is not near: %s",
    async (day) => {
      const far = { ...meeting, startDateTime: `${day}T09:00:00Z`, endDateTime: `${day}T10:00:00Z` };
      let views = 0;
      const context = office({ meetings: [far] });
      const { getPage } = context.graph;
      context.graph.getPage = async (request, schema) => {
        const page = await getPage(request, schema);
        views += request.path.at(-1) === "calendarView" ? 1 : 0;
        return views === 2 ? { items: [schema.parse(event("old", 10))], nextLink: undefined } : page;
      };
      await toolErrorOf(read(long, context));
      expect(context.calls.filter(({ url }) => url.startsWith("/me/calendarView"))[1]?.url).toContain(
        `startDateTime=${day}T09:00:00Z&endDateTime=${day}T10:00:00Z`,
      );
      expect(context.calls.at(-1)?.url).toContain("/me/events/old");
    },
  );

  it("leads to the meeting's chat where no event is found, and says so", async () => {
    const output = await read(long, office({}));
    expect(output).toMatchObject({ uri: chatUri, kind: "chat-messages" });
    expect(output.incomplete?.reason).toContain("not found in the user's calendar");
    expect((await read(short, office({ meetings: [meeting] }))).uri).toBe(chatUri);
  });

  it("leads to the chat where only that may be read, and names the permission", async () => {
    const context = office({ events: [event("a", 20)], more: { scopes: ["Chat.Read"] } });
    expect(await read(long, context)).toMatchObject({
      uri: chatUri,
      incomplete: { missingScopes: ["Calendars.Read"] },
    });
    expect(context.calls.some(({ url }) => url.startsWith("/me/"))).toBe(false);
    const refusal = await toolErrorOf(read(short, office({ more: { scopes: ["Chat.Read"] } })));
    expect(refusal).toEqual(lacking("Calendars.Read"));
  });

  it.each(["19:x@thread.tacv2", "19:x@thread.skype"])("in the channel %s has no chat", async (channel) => {
    const link = long.replace(encodeURIComponent(thread), encodeURIComponent(channel));
    const context = office({});
    await expect(read(link, context)).rejects.toEqual(refusedAs("not_found", "outlook_calendar_search"));
    expect(context.calls.some(({ url }) => url.startsWith("/chats/"))).toBe(false);
  });

  it("passes on that Microsoft limits requests where that may be why nothing was found", async () => {
    const limited = new ToolError("rate_limited", "later", { retryAfterSeconds: 2 });
    const noChat = { more: { scopes: ["Calendars.Read", "OnlineMeetings.Read"] } };
    expect(await toolErrorOf(read(long, office({ events: limited, ...noChat })))).toBe(limited);
    expect(await toolErrorOf(read(short, office({ meetings: limited, ...noChat })))).toBe(limited);
    const signIn = new ToolError("sign_in_required", "sign in");
    expect(await toolErrorOf(read(long, office({ events: signIn })))).toBe(signIn);
  });
});
