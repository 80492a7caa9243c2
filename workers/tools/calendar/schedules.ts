import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { flags, texts } from "#workers/tools/graph-values.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { sameAddress } from "#workers/tools/person.ts";
import type { CallersPart, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { graphTimeInZone } from "./graph-event.ts";
import { type GraphWorkingHours, graphWorkingHours, slotMinutes, slotMs, type TimeGrid } from "./time-grid.ts";

/** Whether the free/busy times of a person could be read, and if not, why. */
export type ScheduleVerdict = "ok" | "unknown_mailbox" | "not_readable" | "timed_out" | "too_many_events" | "failed";

/** The message for each verdict other than `ok`. */
export const verdictWords: Readonly<Record<Exclude<ScheduleVerdict, "ok">, string>> = {
  unknown_mailbox: "Exchange knows no mailbox of this address. Check it; people of other organisations may be unknown.",
  not_readable: "Free and busy times of this mailbox are not shared with this user.",
  timed_out: "Exchange did not get this mailbox's times in time. Ask again for this person alone.",
  too_many_events: "There are too many events in this time. Ask for a shorter one.",
  failed: "Exchange could not get the times of this mailbox.",
};

/** The codes of Exchange's `ResponseCodeType` that its free/busy service returns. */
const byCode: readonly (readonly [pattern: RegExp, verdict: ScheduleVerdict])[] = [
  [
    /RecipientNotFound|NonExistentMailbox|InvalidSmtpAddress|InvalidUser|NameResolution|AddressSpaceNotFound/i,
    "unknown_mailbox",
  ],
  [/NoFreeBusyAccess|AccessDenied|NoPublicFolder|ProxyRequestNotAllowed|LogonFailed|NotAllowed/i, "not_readable"],
  [/Timeout|TimedOut|TimeoutExpired/i, "timed_out"],
  [/ResultSetTooBig|FindCountLimit|TooManyObjects|DLLimitReached/i, "too_many_events"],
];

/** Graph's `scheduleItem`. The title is there only where the owner shares it. */
const scheduleItem = z.object({
  ...texts("subject"),
  ...flags("isPrivate"),
  start: graphTimeInZone,
  end: graphTimeInZone,
});

/** Graph's `scheduleInformation`. */
const scheduleInformation = z.object({
  ...texts("scheduleId", "availabilityView"),
  workingHours: graphWorkingHours.nullish(),
  scheduleItems: z.array(scheduleItem).nullish(),
  error: z.object(texts("responseCode")).nullish(),
});
const scheduleCollection = z.object({ value: z.array(scheduleInformation.nullish()).nullish() });
/** Items of schedules with all that is told of them, and nothing else: the place, too, only where it is shared. */
export const scheduleItems = z.object({
  value: z
    .array(z.object({ scheduleItems: z.array(scheduleItem.extend(texts("status", "location"))).nullish() }).nullish())
    .nullish(),
});
type ScheduleInformation = z.infer<typeof scheduleInformation>;

/** The times of one person: a character of Graph's `availabilityView` per slot, `?` where unknown. */
export interface Schedule {
  email: string;
  verdict: ScheduleVerdict;
  view: string;
  items: readonly z.output<typeof scheduleItem>[];
  workingHours: GraphWorkingHours | undefined;
}

/** The longest range that is documented for one request, in days. */
export const maxScheduleDays = 42;

/** People in one request, as documented (https://learn.microsoft.com/graph/api/calendar-getschedule). */
const maxPeople = 20;
const maxSlots = (maxScheduleDays * 24 * 60) / slotMinutes;
const requestsAtOnce = 3;
/** Errors that one mailbox can cause for all mailboxes in the same request. */
const causedByOne: ReadonlySet<string> = new Set(["unavailable", "not_found", "forbidden", "invalid_input"]);

/** The number of requests that `readSchedules` sends at least. */
export function requestsFor(people: number, { slots }: TimeGrid): number {
  return Math.ceil(people / maxPeople) * Math.ceil(slots / maxSlots);
}

/**
 * Reads the schedules of these addresses, in their order. A mailbox that can't be read gets a verdict and doesn't
 * affect the others. Rejects if all requests fail, and with errors that no mailbox can cause, such as throttling.
 */
export async function readSchedules(
  emails: readonly string[],
  grid: TimeGrid,
  context: ToolContext,
): Promise<Schedule[]> {
  const parts = gridParts(grid);
  const groups = chunksOf(emails, maxPeople);
  const questions = groups.flatMap((group) => parts.map((part) => ({ group, part })));
  const answers = (
    await mapConcurrently(questions, requestsAtOnce, ({ group, part }) => askGroup(group, part, context))
  ).flat();
  const failed = answers.filter(({ error }) => error !== undefined);
  if (failed.length === answers.length && failed[0]) throw failed[0].error;
  return emails.map((email) =>
    joinParts(
      email,
      answers.filter((part) => part.email === email),
    ),
  );
}

type Answer = Schedule & { error?: unknown };

/** If the request for a group fails, asks for each mailbox alone, unless the first few fail as well. */
async function askGroup(emails: readonly string[], part: TimeGrid, context: ToolContext): Promise<Answer[]> {
  const together = await ask(emails, part, context);
  if (together.every(({ error }) => error === undefined) || emails.length === 1) return together;
  const answers: Answer[] = [];
  for (const some of chunksOf(emails, requestsAtOnce)) {
    const alone = await Promise.all(some.map((email) => ask([email], part, context)));
    answers.push(...alone.flat());
    if (answers.every(({ error }) => error !== undefined)) return together;
  }
  return answers;
}

/** Rejects only with errors that none of these mailboxes can have caused. */
async function ask(emails: readonly string[], part: TimeGrid, context: ToolContext): Promise<Answer[]> {
  try {
    return await askTogether(emails, part, context);
  } catch (error) {
    if (error instanceof ToolError && !causedByOne.has(error.code)) throw error;
    const verdict = hasCode(error, "unavailable") ? "timed_out" : "failed";
    return emails.map((email) => ({ ...unread(email, verdict, part), error }));
  }
}

async function askTogether(emails: readonly string[], part: TimeGrid, context: ToolContext): Promise<Schedule[]> {
  const range = { fromMs: part.startMs, toMs: part.startMs + part.slots * slotMs, slotMinutes };
  const { value } = await context.graph.post(scheduleRequest(emails, range), scheduleCollection);
  return emails.map((email) => {
    const found = value?.find((one) => sameAddress(one?.scheduleId, email));
    return found ? scheduleOf(email, found, part) : unread(email, "failed", part);
  });
}

/**
 * A request for the schedules of these addresses, with times in UTC.
 * https://learn.microsoft.com/graph/api/calendar-getschedule
 */
export function scheduleRequest(
  emails: readonly string[],
  { fromMs, toMs, slotMinutes }: { fromMs: number; toMs: number; slotMinutes: number },
): GraphRequest & { body: unknown; fromCaller: CallersPart } {
  const body = {
    schedules: emails,
    startTime: inUtc(fromMs),
    endTime: inUtc(toMs),
    availabilityViewInterval: slotMinutes,
  };
  return { path: ["me", "calendar", "getSchedule"], body, fromCaller: "address" };
}

function inUtc(unixMs: number) {
  return { dateTime: new Date(unixMs).toISOString().slice(0, 19), timeZone: "UTC" };
}

function scheduleOf(email: string, information: ScheduleInformation, part: TimeGrid): Schedule {
  const { error, availabilityView, workingHours, scheduleItems } = information;
  if (error) {
    const [, verdict = "failed"] = byCode.find(([pattern]) => pattern.test(error.responseCode ?? "")) ?? [];
    return unread(email, verdict, part);
  }
  // Exchange returns no view if the calendar is not shared.
  if (!availabilityView) return unread(email, "not_readable", part);
  const view = availabilityView.slice(0, part.slots).padEnd(part.slots, "?");
  return { email, verdict: "ok", view, items: scheduleItems ?? [], workingHours: workingHours ?? undefined };
}

function unread(email: string, verdict: ScheduleVerdict, { slots }: TimeGrid): Schedule {
  return { email, verdict, view: "?".repeat(slots), items: [], workingHours: undefined };
}

/** Joins the schedules of consecutive ranges. The verdict is that of the first part that could not be read. */
function joinParts(email: string, parts: readonly Schedule[]): Schedule {
  return {
    email,
    verdict: parts.find(({ verdict }) => verdict !== "ok")?.verdict ?? (parts.length > 0 ? "ok" : "failed"),
    view: parts.map(({ view }) => view).join(""),
    items: parts.flatMap(({ items }) => items),
    workingHours: parts.find(({ workingHours }) => workingHours)?.workingHours,
  };
}

function gridParts({ startMs, slots }: TimeGrid): TimeGrid[] {
  const parts: TimeGrid[] = [];
  for (let from = 0; from < slots; from += maxSlots) {
    parts.push({ startMs: startMs + from * slotMs, slots: Math.min(maxSlots, slots - from) });
  }
  return parts;
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
