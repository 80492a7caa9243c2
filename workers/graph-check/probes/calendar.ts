import { z } from "zod";
import { fails, fallback, holds, type Probe, type ProbeContext, untried } from "#workers/graph-check/probe.ts";
import { identified, itemsOf } from "#workers/graph-check/samples.ts";
import { byJoinUrl } from "#workers/tools/calendar/find-meeting.ts";

const transcript = z.looseObject({ id: z.string(), createdDateTime: z.string().nullish() });
const schedules = z.object({
  value: z.array(z.object({ scheduleItems: z.array(z.unknown()).nullish() })).nullish(),
});
const transcriptsOfMeeting = (id: string) => ["me", "onlineMeetings", id, "transcripts"];
const switchedOff = "GraphAccessToTranscriptsDisabled";
const meetingScopes = ["OnlineMeetings.Read", "Calendars.Read"];
const meetingLink = /^https:\/\/teams\.(?:microsoft\.com|live\.com|microsoft\.us|cloud\.microsoft)\//i;

const shortLink = /\/meet\/(\d+)/;
const isShort = (url: string) => shortLink.test(url);

const joinUrls = async ({ samples }: ProbeContext) =>
  (await samples.events()).flatMap(({ onlineMeeting }) => onlineMeeting?.joinUrl ?? []);

async function meetingsAt({ ask }: ProbeContext, joinUrl: string) {
  const $filter = byJoinUrl(joinUrl);
  return await ask.page({ path: ["me", "onlineMeetings"], query: { $filter }, fromCaller: "id" }, identified);
}

async function meetingOf(context: ProbeContext, joinUrl: string) {
  return itemsOf(await meetingsAt(context, joinUrl))[0]?.id;
}

async function transcriptsOf(context: ProbeContext, query: Record<string, number>) {
  for (const joinUrl of [...new Set(await joinUrls(context))].slice(0, 10)) {
    const id = await meetingOf(context, joinUrl);
    if (id === undefined) continue;
    const answer = await context.ask.page({ path: transcriptsOfMeeting(id), query }, transcript);
    if (answer.refusal !== undefined || answer.value.items.length > 0) return { id, answer };
  }
  return undefined;
}

/** Events, meetings and transcripts. */
export const calendarProbes: readonly Probe[] = [
  {
    id: "R22",
    assumption: "every event has a start and an end",
    scopes: ["Calendars.Read"],
    async run({ samples }) {
      const events = await samples.events();
      if (events.length === 0) return untried("no events within 60 days");
      return events.every(({ start, end }) => start?.dateTime && end?.dateTime)
        ? holds
        : fallback("such events are told without times");
    },
  },
  {
    id: "R20",
    assumption: "a colleague's calendar can be listed",
    scopes: ["Calendars.Read.Shared"],
    async run({ ask, nowMs, colleague }) {
      if (colleague === undefined) return untried("name one: --colleague ADDRESS");
      const [from, to] = [new Date(nowMs), new Date(nowMs + 86_400_000)].map((date) => date.toISOString());
      const query = { startDateTime: from, endDateTime: to, $top: 1 };
      const listed = await ask.page({ path: ["users", colleague, "calendarView"], query }, identified);
      if (listed.refusal === undefined) return holds;
      const [startTime, endTime] = [from, to].map((dateTime) => ({ dateTime, timeZone: "UTC" }));
      const body = { schedules: [colleague], startTime, endTime, availabilityViewInterval: 60 };
      const free = await ask.post({ path: ["me", "calendar", "getSchedule"], body }, schedules);
      return free.refusal === undefined && free.value.value?.[0]?.scheduleItems != null
        ? fallback("free and busy times alone")
        : fails(`neither events nor free and busy times: ${listed.refusal}`);
    },
  },
  {
    id: "R8",
    assumption: "every transcript says when it began",
    scopes: [...meetingScopes, "OnlineMeetingTranscript.Read.All"],
    async run(context) {
      const found = await transcriptsOf(context, {});
      if (found === undefined) return untried("no transcript of the last meetings");
      if (found.answer.refusal !== undefined) return fallback(`the refusal is explained: ${found.answer.refusal}`);
      return found.answer.value.items.every(({ createdDateTime }) => createdDateTime != null)
        ? holds
        : fallback("listed without a time");
    },
  },
  {
    id: "R29",
    assumption: "transcripts can be read by those who were invited, and by apps",
    scopes: [...meetingScopes, "OnlineMeetingTranscript.Read.All"],
    async run(context) {
      const { ask, samples } = context;
      const ofOthers = (await samples.events()).filter(({ isOrganizer }) => isOrganizer === false);
      const urls = [...new Set(ofOthers.flatMap(({ onlineMeeting }) => onlineMeeting?.joinUrl ?? []))].slice(0, 5);
      if (urls.length === 0) return untried("no online meeting of others within 60 days");
      const refusals = new Set<string>();
      for (const url of urls) {
        const meetings = await meetingsAt(context, url);
        const id = itemsOf(meetings)[0]?.id;
        const asked = id === undefined ? meetings : await ask.page({ path: transcriptsOfMeeting(id) }, transcript);
        if (id !== undefined && asked.refusal === undefined) return holds;
        if (asked.refusal !== undefined) for (const code of asked.codes) refusals.add(code);
      }
      if (refusals.has(switchedOff)) return fallback("a Teams administrator has to allow apps to, and that is said");
      const why = refusals.size === 0 ? "no meeting is found" : [...refusals].join(" ");
      return fallback(`not those of others, perhaps only by the organiser: ${why}`);
    },
  },
  {
    id: "U2",
    assumption: "transcripts take $top=100",
    scopes: [...meetingScopes, "OnlineMeetingTranscript.Read.All"],
    async run(context) {
      const found = await transcriptsOf(context, { $top: 100 });
      if (found === undefined) return untried("no transcript of the last meetings");
      if (found.answer.refusal === undefined) return holds;
      const without = await context.ask.page({ path: transcriptsOfMeeting(found.id) }, transcript);
      return without.refusal === undefined
        ? fallback("asked again without $top")
        : untried(`transcripts are refused: ${without.refusal}`);
    },
  },
  {
    id: "U3",
    assumption: "a meeting is found by its address",
    scopes: meetingScopes,
    async run(context) {
      const urls = [...new Set(await joinUrls(context))].slice(0, 10);
      if (urls.length === 0) return untried("no online meeting within 60 days");
      for (const url of urls.toSorted((one, other) => Number(isShort(other)) - Number(isShort(one)))) {
        if ((await meetingOf(context, url)) !== undefined) return holds;
        const number = shortLink.exec(url)?.[1];
        const query = { $filter: `joinMeetingIdSettings/joinMeetingId eq '${number}'` };
        const found = number && (await context.ask.page({ path: ["me", "onlineMeetings"], query }, identified));
        if (found && itemsOf(found).length > 0) return fallback("found by its number");
      }
      return untried("no meeting of the last ten is found by its address: this person may have organised none");
    },
  },
  {
    id: "U9",
    assumption: "online meetings are Teams meetings",
    scopes: ["Calendars.Read"],
    async run(context) {
      const urls = await joinUrls(context);
      if (urls.length === 0) return untried("no online meeting within 60 days");
      return urls.every((url) => meetingLink.test(url)) ? holds : fallback("no transcript is offered for the others");
    },
  },
];
