import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { scheduleRequest } from "#workers/tools/calendar/schedules.ts";
import { graphZone, ianaZone, ianaZoneOf } from "#workers/tools/dates/graph-zone.ts";
import { sameAddress } from "#workers/tools/person.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

export interface ZoneContext {
  graph: GraphDoor;
  grantedScopes: ReadonlySet<string>;
  /** The address with which the user signed in, if known. Saves the request for the others. */
  signInName: string | undefined;
  addresses(): Promise<readonly string[]>;
  nowMs: number;
}

const setting = z.object({ value: z.string().nullish() });
const schedules = z.object({
  value: z.array(z.object({ workingHours: z.object({ timeZone: graphZone.nullish() }).nullish() }).nullish()).nullish(),
});

/**
 * The IANA time zone of the signed-in user: their mailbox's, with `MailboxSettings.Read`, otherwise that of the working
 * hours in their own schedule, with `Calendars.ReadBasic`. Null if Microsoft 365 doesn't tell it. Rejects with errors
 * that may pass, and with those that signing in ends.
 */
export async function findTimeZone(question: ZoneContext): Promise<string | null> {
  return (await zoneOfMailbox(question)) ?? (await zoneOfSchedule(question)) ?? null;
}

/** https://learn.microsoft.com/graph/api/user-get-mailboxsettings */
async function zoneOfMailbox({ graph, grantedScopes }: ZoneContext): Promise<string | undefined> {
  if (!grantedScopes.has("MailboxSettings.Read")) return undefined;
  const answer = await ifReadable(graph.get({ path: ["me", "mailboxSettings", "timeZone"] }, setting));
  return answer?.value ? ianaZone(answer.value) : undefined;
}

/** The sign-in name is often the mail address. Where it has no schedule, the user's other addresses are tried. */
async function zoneOfSchedule(question: ZoneContext): Promise<string | undefined> {
  const { grantedScopes, signInName, addresses } = question;
  if (!grantedScopes.has("Calendars.ReadBasic")) return undefined;
  const zone = signInName === undefined ? undefined : await zoneOfHours(signInName, question);
  if (zone !== undefined) return zone;
  const others = (await addresses()).filter((address) => !sameAddress(address, signInName ?? ""));
  for (const address of others) {
    const found = await zoneOfHours(address, question);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function zoneOfHours(address: string, { graph, nowMs }: ZoneContext): Promise<string | undefined> {
  const request = scheduleRequest([address], { fromMs: nowMs, toMs: nowMs + 3_600_000, slotMinutes: 60 });
  const answer = await ifReadable(graph.post(request, schedules));
  const zone = answer?.value?.[0]?.workingHours?.timeZone;
  return zone ? ianaZoneOf(zone, nowMs) : undefined;
}

/** Undefined where there is nothing to read for this user, such as without a mailbox in Exchange Online. */
async function ifReadable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ToolError) || nothingToRead.has(error.code)) return undefined;
    throw error;
  }
}

const nothingToRead: ReadonlySet<string> = new Set(["not_found", "forbidden", "invalid_input", "unsupported_type"]);
