import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { PersonFacts } from "#workers/auth/graph-token.ts";
import { scheduleRequest } from "#workers/tools/calendar/schedules.ts";
import { graphZone, ianaZone, ianaZoneOf } from "#workers/tools/dates/graph-zone.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { sameAddress } from "#workers/tools/person.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

const profile = z.object({ mail: z.string().nullish(), userPrincipalName: z.string().nullish() });

/**
 * The mail address and the sign-in name of the signed-in user. Needs `User.Read`.
 * https://learn.microsoft.com/graph/api/user-get
 */
export async function ownAddresses(graph: GraphDoor): Promise<string[]> {
  const { mail, userPrincipalName } = await graph.get(
    { path: ["me"], query: { $select: "mail,userPrincipalName" } },
    profile,
  );
  const addresses = [mail, userPrincipalName].filter((address) => address != null);
  return [...new Set(addresses)].filter((address) => address !== "");
}

/**
 * What a call may want to know of its user. Graph is asked once, and not again while the facts last; what a failure
 * leaves open is asked again by the next call. A failure here never ends a call that has other work to do.
 * @param facts those that are kept with the user's token
 * @param graph a door of its own, because these requests must leave the call enough time
 */
export function createSignedInPerson(options: {
  facts: PersonFacts;
  graph: () => GraphDoor;
  grantedScopes: ReadonlySet<string>;
  /** Read only when it is needed. */
  signInName(): string | undefined;
  now(): number;
}) {
  const { facts, graph, grantedScopes, signInName, now } = options;

  /** The user's own addresses, the mail address first; empty if none is known. Rejects only if they have to sign in. */
  const addresses = once(async () => {
    if (facts.addresses !== undefined) return facts.addresses;
    const found = grantedScopes.has("User.Read") ? await unlessFailed(ownAddresses(graph())) : undefined;
    if (found === undefined || found.length === 0) return [signInName()].filter((name) => name !== undefined);
    facts.addresses = found;
    return found;
  });

  /** The IANA name of the user's time zone; null if it is not known. Rejects only if the user has to sign in. */
  const timeZone = once(async () => {
    if (facts.timeZone !== undefined) return facts.timeZone;
    const found = await unlessFailed(
      findTimeZone({ graph: graph(), grantedScopes, signInName: signInName(), addresses, nowMs: now() }),
    );
    if (found !== undefined) facts.timeZone = found;
    return found ?? null;
  });

  return { addresses, timeZone };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** Undefined for a failure, unless it is one that a sign-in ends. */
async function unlessFailed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, "sign_in_required", "claims_challenge")) throw error;
    return undefined;
  }
}

interface ZoneContext {
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
async function findTimeZone(question: ZoneContext): Promise<string | null> {
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
    if (!(error instanceof ToolError) || isRefused(error)) return undefined;
    if (hasCode(error, "invalid_input", "unsupported_type")) return undefined;
    throw error;
  }
}
