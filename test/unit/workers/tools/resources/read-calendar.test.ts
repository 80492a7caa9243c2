import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { readVtt } from "#workers/documents/formats/vtt/read-vtt.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { joinUrlOf, transcriptUri } from "#workers/tools/calendar/meeting-token.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";
import { read } from "./read.ts";

const scopes = ["Calendars.Read", "Calendars.Read.Shared", "OnlineMeetings.Read", "OnlineMeetingTranscript.Read.All"];

function office(options: FakeContextOptions = {}) {
  return fakeContext({ scopes, timeZone: "Europe/Berlin", ...options });
}

const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: "UTC" });
const joinUrl =
  "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d";

describe("read_resource of a calendar event", () => {
  const event = {
    id: "AAMk=",
    subject: "Sync\u200b",
    body: { contentType: "html", content: "<p>Agenda</p>" },
    organizer: { emailAddress: { name: "Eve", address: "eve@fabrikam.example" } },
    attendees: [
      {
        emailAddress: { name: "Bob", address: "bob@contoso.com" },
        type: "Required",
        status: { response: "tentativelyAccepted", time: "2026-11-01T08:00:00Z" },
        proposedNewTime: { start: utc("2026-11-24T12:00:00"), end: utc("2026-11-24T12:30:00") },
      },
      {
        emailAddress: { address: "room@contoso.com" },
        type: "resource",
        status: { response: "none", time: "0001-01-01T00:00:00Z" },
      },
    ],
    start: utc("2026-11-24T09:00:00"),
    end: utc("2026-11-24T09:30:00"),
    type: "occurrence",
    seriesMasterId: "master=",
    isOnlineMeeting: true,
    onlineMeeting: { joinUrl },
  };
  const recurrence = {
    pattern: { type: "weekly", interval: 1, daysOfWeek: ["tuesday"] },
    range: { type: "noEnd", startDate: "2026-11-03" },
  };
  const answers = (path: string) => {
    if (path.endsWith("/events/AAMk=")) return event;
    if (!path.endsWith("/events/master=")) return undefined;
    // What a recurrence doesn't have, Graph writes too.
    const [pattern, range] = [
      { ...recurrence.pattern, month: 0 },
      { ...recurrence.range, endDate: "0001-01-01" },
    ];
    return { id: "master=", recurrence: { pattern, range } };
  };

  it("gives an occurrence with who answered what, its series and its text", async () => {
    const context = office({
      answers,
      userDomain: "contoso.com",
      extractText: () => ({ text: "Agenda", detectedType: "text/html" }),
    });
    const output = await read({ uri: "calendar:///events/AAMk%3D" }, context);
    expect(output.event).toEqual({
      subject: "Sync",
      organizer: { name: "Eve", address: "eve@fabrikam.example" },
      external: true,
      attendees: [
        {
          name: "Bob",
          address: "bob@contoso.com",
          response: "tentativelyAccepted",
          respondedAt: "2026-11-01T09:00+01:00",
          proposedNewTime: { start: "2026-11-24T13:00+01:00", end: "2026-11-24T13:30+01:00" },
        },
        { address: "room@contoso.com", type: "resource", response: "none" },
      ],
      start: "2026-11-24T10:00+01:00",
      end: "2026-11-24T10:30+01:00",
      recurrence,
      type: "occurrence",
      seriesMasterUri: "calendar:///events/master%3D",
      onlineMeetingUrl: joinUrl,
      meetingTranscriptUrl: expect.stringMatching(
        /^meeting-transcript:\/\/\/events\/[\w-]+\?start=2026-11-24T09%3A00%3A00Z&end=2026-11-24T09%3A30%3A00Z$/,
      ),
      meetingRecapUrl: expect.stringMatching(
        /^meeting-recap:\/\/\/events\/[\w-]+\?start=2026-11-24T09%3A00%3A00Z&end=2026-11-24T09%3A30%3A00Z$/,
      ),
    });
    expect(output.body).toMatchObject({ contentType: "text/markdown", content: "Agenda" });
    for (const said of ["writtenBy", "external"]) expect(output.body).not.toHaveProperty(said);
    expect(context.calls[0]?.prefer).toEqual(['outlook.timezone="UTC"', 'outlook.body-content-type="html"']);
  });

  it("tells the days of an all-day event, and nothing that is as usual", async () => {
    const midnight = (day: string) => ({ dateTime: `${day}T00:00:00.0000000`, timeZone: "UTC" });
    const fair = {
      id: "AAMk=",
      subject: "Fair",
      isAllDay: true,
      start: midnight("2026-11-24"),
      importance: "normal",
      sensitivity: "normal",
      showAs: "busy",
      isCancelled: false,
      isOrganizer: false,
      responseRequested: true,
      hideAttendees: false,
      hasAttachments: false,
      isOnlineMeeting: false,
      originalStartTimeZone: "W. Europe Standard Time",
    };
    const eventUntil = async (day: string) => {
      const context = office({ answers: () => ({ ...fair, end: midnight(day) }) });
      return (await read({ uri: "calendar:///events/AAMk%3D" }, context)).event;
    };
    const shown = { subject: "Fair", attendees: [], start: "2026-11-24", isAllDay: true };
    expect(await eventUntil("2026-11-25")).toEqual(shown);
    expect(await eventUntil("2026-11-27")).toEqual({ ...shown, end: "2026-11-26" });
  });

  it("reads another's calendar at its own place", async () => {
    const context = office({ answers });
    await read({ uri: "calendar:///events/AAMk%3D?owner=boss%40contoso.com" }, context);
    expect(context.calls.map(({ url }) => url.replace(/\?.*/, ""))).toEqual([
      "/users/boss@contoso.com/events/AAMk=",
      "/users/boss@contoso.com/events/master=",
    ]);
  });

  it("gives an occurrence whose series is not in the calendar", async () => {
    const alone = office({ answers: (path) => (path.endsWith("master=") ? undefined : event) });
    expect((await read({ uri: "calendar:///events/AAMk%3D" }, alone)).event).not.toHaveProperty("recurrence");
  });

  it("has no body where the event has none, as a private one of somebody else", async () => {
    const output = await read(
      { uri: "calendar:///events/x" },
      office({ answers: () => ({ id: "x", body: { contentType: "html", content: " " }, sensitivity: "Private" }) }),
    );
    expect(output).not.toHaveProperty("body");
    expect(output.event).toMatchObject({ sensitivity: "private", subject: "" });
  });
});

describe("read_resource of a meeting transcript", () => {
  const transcripts = [
    { id: "t2", createdDateTime: "2026-11-24T09:01:00.1234567Z", endDateTime: "2026-11-24T09:29:00.1234567Z" },
    { id: "t1", createdDateTime: "2026-11-17T09:02:00Z", endDateTime: "2026-11-17T09:30:00Z" },
    { id: "t3", createdDateTime: "2026-12-01T09:00:00Z", endDateTime: "2026-12-01T09:25:00Z" },
  ];
  const meeting = {
    id: "m=",
    subject: "Weekly",
    startDateTime: "2026-11-03T09:00:00Z",
    endDateTime: "2026-11-03T09:30:00Z",
    joinWebUrl: joinUrl,
  };
  const vtt = (id: string) => ({
    bytes: new TextEncoder().encode(`WEBVTT\n\n0:0:1.0 --> 0:0:5.320\n<v Ada>Words of ${id}</v>\n`),
    mediaType: "text/vtt",
  });
  const idIn = (path: string) => path.split("/").at(-2) ?? "";
  const extractText = ({ bytes, mediaType }: TextSource) => ({
    text: mediaType.startsWith("text/vtt")
      ? readVtt(new TextDecoder().decode(bytes)).text
      : new TextDecoder().decode(bytes),
    detectedType: "text/vtt",
  });
  const uri = (start?: string, end?: string) => transcriptUri({ joinUrl, start, end }) ?? "";
  const ofFirst = uri("2026-11-17T09:00:00Z", "2026-11-17T09:30:00Z");

  function room(list: object[] = transcripts, more: FakeContextOptions = {}) {
    return office({
      extractText,
      answers: (path) => {
        if (path === "/me/onlineMeetings") return { value: [meeting] };
        return path === "/me/onlineMeetings/m=/transcripts" ? { value: list } : undefined;
      },
      download: (path) => vtt(idIn(path)),
      ...more,
    });
  }

  it("is not downloaded where there is no room for it", async () => {
    const noRoom = new ToolError("unavailable", "Too many documents are being read now.");
    const context = room(transcripts, { withDocumentRoom: () => Promise.reject(noRoom) });
    expect(await toolErrorOf(read({ uri: ofFirst }, context))).toBe(noRoom);
    expect(context.calls.some(({ method }) => method === "DOWNLOAD")).toBe(false);
  });

  it("finds the meeting by its join address, as one literal", async () => {
    const context = room();
    await read({ uri: transcriptUri({ joinUrl: `${joinUrl}&x='or'` }) }, context);
    expect(context.calls[0]?.url).toBe(`/me/onlineMeetings?$filter=JoinWebUrl eq '${joinUrl}&x=''or'''`);
  });

  it.each([
    ["2026-11-17T09:00:00Z", "2026-11-17T09:30:00Z", "t1"],
    ["2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", "t2"],
    ["2026-12-01T09:00:00Z", "2026-12-01T09:30:00Z", "t3"],
  ])("gives the words of the occurrence from %s to %s, by speakers", async (start, end, id) => {
    const output = await read({ uri: uri(start, end) }, room());
    expect(output.body?.content).toMatch(new RegExp(`^\\[.*\\] Ada: Words of ${id}$`));
    expect(output).not.toHaveProperty("incomplete");
    expect(output.meetingTranscript).toMatchObject({
      meeting: { id: "m=", subject: "Weekly", joinWebUrl: joinUrl },
      speakerAttribution: true,
    });
  });

  it("takes what an older connector gave: the join address itself as the token", async () => {
    const times = "start=2026-11-17T09:00:00Z&end=2026-11-17T09:30:00Z";
    const given = `meeting-transcript:///events/${encodeURIComponent(joinUrl)}?${times}`;
    const output = await read({ uri: given }, room());
    expect(output.body?.content).toContain("Words of t1");
  });

  it("gives all parts of an occurrence that was transcribed in parts", async () => {
    const parts = [
      { id: "p2", createdDateTime: "2026-11-24T09:20:00Z", endDateTime: "2026-11-24T09:29:00Z" },
      { id: "p1", createdDateTime: "2026-11-24T08:58:00Z", endDateTime: "2026-11-24T09:10:00Z" },
    ];
    const { body } = await read({ uri: uri("2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z") }, room(parts));
    expect(body?.content).toMatch(/^## 2026-11-24T08:58:00Z.*Words of p1.*\n## 2026-11-24T09:20:00Z.*Words of p2$/s);
  });

  it("without an occurrence gives the last, and where the others are", async () => {
    const output = await read({ uri: uri() }, room());
    expect(output.body?.content).toContain("Words of t3");
    expect(output.incomplete?.reason).toContain("The last of 3 transcripts is shown");
    const listed = output.meetingTranscript?.transcripts as { uri?: string; isShown: boolean }[];
    expect(listed.map(({ isShown }) => isShown)).toEqual([false, false, true]);
    const other = await read({ uri: listed[1]?.uri }, room());
    expect(other.body?.content).toContain("Words of t2");
  });

  it("never gives another occurrence's words, but says which there are", async () => {
    const refusal = read({ uri: uri("2026-12-08T09:00:00Z", "2026-12-08T09:30:00Z") }, room());
    await expect(refusal).rejects.toEqual(refusedAs("not_found", "2026-12-01T09:00:00Z to 2026-12-01T09:25:00Z"));
  });

  it("without speakers where the organisation hides them, and says so", async () => {
    const asked: (string | undefined)[] = [];
    const context = room(transcripts, {
      download: (_path, accept) => {
        asked.push(accept);
        if (accept === "text/vtt") return new ToolError("forbidden", "no speakers");
        return { bytes: new TextEncoder().encode("Only words"), mediaType: accept ?? "" };
      },
    });
    const output = await read({ uri: ofFirst }, context);
    expect(asked).toEqual(["text/vtt", "application/vnd.microsoft.graph.transcript+text"]);
    expect(output.body?.content).toBe("Only words");
    expect(output.meetingTranscript?.speakerAttribution).toBe(false);
    expect(output.incomplete?.reason).toMatch(/^The names of the speakers are left out/);
  });

  it("says in words that the organisation closed transcripts", async () => {
    const closed = new ToolError("forbidden", "The organisation does not let apps read meeting transcripts.");
    await expect(read({ uri: uri() }, room(transcripts, { download: () => closed }))).rejects.toBe(closed);
  });

  it.each(["", "WEBVTT\n\n"])("gives a reason when the transcript is %j", async (content) => {
    const download = { bytes: new TextEncoder().encode(content), mediaType: "text/vtt" };
    const output = await read({ uri: ofFirst }, room(transcripts, { download }));
    expect(output.incomplete?.reason).toMatch(/has no words/);
  });

  it.each<[string, FakeContextOptions, ToolError["code"], RegExp]>([
    [uri(), { answers: () => ({ value: [] }) }, "not_found", /no such online meeting/],
    [`${uri()}?start=2026-11-17T09:00:00Z`, {}, "invalid_input", /belong together/],
    ["meeting-transcript:///events/AAAA", {}, "invalid_input", /not an online meeting/],
    [
      `meeting-transcript:///events/${btoa("http://evil.example/").replaceAll("=", "")}`,
      {},
      "invalid_input",
      /not an online meeting/,
    ],
  ])("refuses %s in words", async (given, options, code, message) => {
    await expect(read({ uri: given }, room(transcripts, options))).rejects.toEqual(refusedAs(code, message));
  });

  describe("of a meeting in a channel", () => {
    const inChannel = transcriptUri({ joinUrl: joinUrl.replace("thread.v2", "thread.tacv2") });

    it("is given as any other", async () => {
      expect((await read({ uri: inChannel }, room())).body?.content).toContain("Words of t3");
    });

    it.each(["forbidden", "not_found"] as const)("says so when Graph refuses it as %s", async (code) => {
      for (const refused of ["/me/onlineMeetings", "/me/onlineMeetings/m=/transcripts"]) {
        const answers = (path: string) =>
          path === refused ? new ToolError(code, "Graph's word.") : { value: [meeting] };
        await expect(read({ uri: inChannel }, room(transcripts, { answers }))).rejects.toEqual(
          refusedAs(code, /held in a channel/),
        );
      }
    });
  });

  describe("without some of its times", () => {
    const [t2 = {}, t1 = {}, t3 = {}] = transcripts;
    const ofFirst = uri("2026-11-17T09:00:00Z", "2026-11-17T09:30:00Z");

    it("is found by its end alone", async () => {
      const { body, incomplete } = await read({ uri: ofFirst }, room([t2, { ...t1, createdDateTime: null }, t3]));
      expect(body?.content).toContain("Words of t1");
      expect(incomplete).toBeUndefined();
    });

    it("is given, with the doubt, where none is known to be of the occurrence", async () => {
      const undated = { id: "t1", createdDateTime: null };
      const { body, incomplete } = await read({ uri: ofFirst }, room([t2, undated, t3]));
      expect(body?.content).toContain("Words of t1");
      expect(incomplete?.reason).toMatch(/does not say when this was recorded/);
    });

    it("is never given for another occurrence that has its own", async () => {
      const others = room([t2, { id: "t1" }, t3]);
      const { body } = await read({ uri: uri("2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z") }, others);
      expect(body?.content).toMatch(/Words of t2$/);
      const late = { id: "t1", endDateTime: "2026-11-20T09:30:00Z" };
      await expect(read({ uri: ofFirst }, room([t2, late, t3]))).rejects.toMatchObject({ code: "not_found" });
    });

    it("is listed with a uri that leads to it alone, where any time of it is known", async () => {
      const some = [{ ...t2, endDateTime: null }, { ...t1, createdDateTime: null }, t3, { id: "t0" }];
      const listed = (await read({ uri: uri() }, room(some))).meetingTranscript?.transcripts as { uri?: string }[];
      expect(listed).toHaveLength(4);
      expect(listed[0]).toEqual({ id: "t0", isShown: false });
      for (const [index, id] of [
        [1, "t1"],
        [2, "t2"],
      ] as const) {
        const { body } = await read({ uri: listed[index]?.uri }, room(some));
        expect(body?.content).toMatch(new RegExp(`Words of ${id}$`));
      }
    });
  });

  it.each([true, false])(
    "lists all transcripts of a long series, whether Graph takes $top (%s) or not",
    async (takes) => {
      const many = Array.from({ length: 25 }, (_, at) => ({
        id: `m${at}`,
        createdDateTime: `2026-10-0${1 + (at % 9)}T09:00:00Z`,
      }));
      const rest = "https://graph.example/rest";
      const context = room(many, {
        answers: (path, { query }) => {
          if (path === "/me/onlineMeetings") return { value: [meeting] };
          if (query?.$top === undefined) return { value: many.slice(0, 10), "@odata.nextLink": rest };
          return takes ? { value: many } : new ToolError("invalid_input", "no $top");
        },
        pages: { [rest]: { value: many.slice(10) } },
      });
      const { meetingTranscript, incomplete } = await read({ uri: uri() }, context);
      expect(meetingTranscript?.transcripts).toHaveLength(25);
      expect(incomplete?.reason).not.toMatch(/were looked at/);
    },
  );

  it("takes one request for the transcripts of a meeting that has few", async () => {
    const context = room();
    await read({ uri: uri() }, context);
    expect(context.calls.map(({ url }) => url.split("?")[0])).toEqual([
      "/me/onlineMeetings",
      "/me/onlineMeetings/m=/transcripts",
      "/me/onlineMeetings/m=/transcripts/t3/content",
    ]);
  });

  describe("with a short link", () => {
    const short = transcriptUri({ joinUrl: "https://teams.microsoft.com/meet/2345678901234?p=Abc" });
    const byId = "joinMeetingIdSettings/joinMeetingId eq '2345678901234'";
    const roomWhere = (answer: (filter: unknown) => unknown) =>
      room(transcripts, {
        answers: (path, { query }) => (path === "/me/onlineMeetings" ? answer(query?.$filter) : { value: transcripts }),
      });

    it.each([
      ["is unknown", { value: [] }],
      ["is refused", new ToolError("not_found", "no")],
      ["is forbidden", new ToolError("forbidden", "no")],
      ["is known", { value: [meeting] }],
    ])("finds the meeting by its number, though the link %s", async (_title, byLink) => {
      const context = roomWhere((filter) => (filter === byId ? { value: [meeting] } : byLink));
      expect((await read({ uri: short }, context)).body?.content).toContain("Words of t3");
    });

    it.each([{ value: [] }, new ToolError("not_found", "no"), new ToolError("invalid_input", "no")])(
      "finds it by the link, where Graph does not take the number: %o",
      async (byNumber) => {
        const context = roomWhere((filter) => (filter === byId ? byNumber : { value: [meeting] }));
        expect((await read({ uri: short }, context)).body?.content).toContain("Words of t3");
      },
    );

    it("passes on that a sign-in step is asked for, whatever the other search says", async () => {
      const challenge = new ToolError("claims_challenge", "sign in");
      const context = roomWhere((filter) => (filter === byId ? challenge : new ToolError("forbidden", "no")));
      await expect(read({ uri: short }, context)).rejects.toBe(challenge);
    });

    it("tells a limit as such, and not that there is no meeting", async () => {
      const limited = new ToolError("rate_limited", "later");
      const context = roomWhere((filter) => (filter === byId ? limited : { value: [] }));
      await expect(read({ uri: short }, context)).rejects.toBe(limited);
      await expect(
        read(
          { uri: short },
          roomWhere(() => ({ value: [] })),
        ),
      ).rejects.toThrow(/no such online meeting/);
    });
  });

  it("says when nobody transcribed the meeting", async () => {
    await expect(read({ uri: uri() }, room([]))).rejects.toThrow(/has no transcript: nobody started one/);
  });

  it("needs both permissions", async () => {
    const context = office({ scopes: ["OnlineMeetings.Read"] });
    await expect(read({ uri: uri() }, context)).rejects.toEqual(lacking("OnlineMeetingTranscript.Read.All"));
  });
});

describe("the token of a meeting", () => {
  it("gives its join address back, whatever letters it has", () => {
    for (const address of [joinUrl, 'https://teams.microsoft.com/ünï/会議?a=1\'&b="2"']) {
      const parsed = parseResourceUri(transcriptUri({ joinUrl: address }) ?? "");
      expect(parsed.kind === "meeting-transcript" && joinUrlOf(parsed.token)).toBe(address);
    }
  });

  it.each([
    ["https://teams.microsoft.com/meet/2345678901234?p=abc", true],
    ["https://gov.teams.microsoft.us/l/meetup-join/x/0", true],
    ["https://dod.teams.microsoft.us/l/meetup-join/x/0", true],
    ["https://teams.microsoftonline.cn/l/meetup-join/x/0", true],
    ["https://teams.cloud.microsoft/meet/2345678901234?p=abc", true],
    ["https://meet.lync.com/contoso/eve/ABCDEF12", false],
    ["https://us02web.zoom.us/j/123456789", false],
    ["https://teams.live.com/meet/9345678901234", false],
    ["https://teams.microsoft.com.evil.example/meet/2345678901234", false],
  ])("is made of the join address of Teams, and of no other service: %s", async (address, isTeams) => {
    expect(transcriptUri({ joinUrl: address }) !== undefined).toBe(isTeams);
    const event = { id: "x", isOnlineMeeting: true, onlineMeeting: { joinUrl: address } };
    const { event: read1 } = await read({ uri: "calendar:///events/x" }, office({ answers: () => event }));
    expect(read1).toHaveProperty("onlineMeetingUrl", address);
    expect(read1?.meetingTranscriptUrl !== undefined).toBe(isTeams);
  });

  it("is made of web addresses only", () => {
    const teams = "teams.microsoft.com";
    const wrong = [
      "",
      "x",
      `http://${teams}`,
      `https://user:pw@${teams}`,
      `https://${teams}/ b`,
      `https://${teams}:444/`,
    ];
    for (const address of wrong) {
      expect(transcriptUri({ joinUrl: address })).toBeUndefined();
    }
  });
});
