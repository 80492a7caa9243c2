import { z } from "zod";
import { fails, fallback, holds, type Probe, type ProbeContext, untried } from "#workers/graph-check/probe.ts";
import { scheduleRequest } from "#workers/tools/calendar/schedules.ts";
import { graphZone, ianaZone, ianaZoneOf } from "#workers/tools/dates/graph-zone.ts";
import { directoryRequest } from "#workers/tools/people/find-people.ts";

const schedules = z.object({
  value: z.array(z.object({ workingHours: z.object({ timeZone: graphZone.nullish() }).nullish() })).nullish(),
});
const setting = z.object({ value: z.string().nullish() });

async function ownSchedule({ ask, samples, nowMs }: ProbeContext) {
  const range = { fromMs: nowMs, toMs: nowMs + 3_600_000, slotMinutes: 60 };
  const { path, body } = scheduleRequest([await samples.ownAddress()], range);
  return await ask.post({ path, body }, schedules);
}

/** The person themselves: their zone, their token. */
export const personProbes: readonly Probe[] = [
  {
    id: "R1",
    assumption: "the time zone of one's working hours has a name that is known",
    scopes: ["Calendars.Read"],
    async run(context) {
      const { nowMs } = context;
      const answer = await ownSchedule(context);
      if (answer.refusal !== undefined) return untried(`the own schedule is refused: ${answer.refusal}`);
      const zone = answer.value.value?.[0]?.workingHours?.timeZone;
      if (zone?.name && ianaZone(zone.name) !== undefined) return holds;
      if (zone && ianaZoneOf(zone, nowMs) !== undefined) return fallback("a zone with the same rules");
      return fallback("the zone is unknown: answers say so, and take UTC");
    },
  },
  {
    id: "R2",
    assumption: "the zone can be looked up",
    scopes: [],
    async run(context) {
      const { ask, grantedScopes } = context;
      const schedule = grantedScopes.has("Calendars.Read") ? await ownSchedule(context) : undefined;
      if (schedule?.refusal === undefined && schedule?.value.value?.[0]?.workingHours != null) return holds;
      if (!grantedScopes.has("MailboxSettings.Read")) return fallback("answers say that the zone is unknown");
      const own = await ask.get({ path: ["me", "mailboxSettings", "timeZone"] }, setting);
      return own.refusal === undefined ? holds : fallback("answers say that the zone is unknown");
    },
  },
  {
    id: "R37",
    assumption: "the directory takes the filter by names, addresses and jobs at once",
    scopes: [],
    async run({ ask, grantedScopes }) {
      const scopes = ["User.Read.All", "User.ReadBasic.All"];
      if (!scopes.some((scope) => grantedScopes.has(scope))) return untried(`permission missing: ${scopes.join(", ")}`);
      const { refusal } = await ask.get(
        directoryRequest("Anna Maria", 5, !grantedScopes.has("User.Read.All")),
        z.unknown(),
      );
      return refusal === undefined ? holds : fails(`refused by ${refusal}`);
    },
  },
  {
    id: "R16",
    assumption: "Graph's access token is a JWT",
    scopes: [],
    async run({ isTokenReadable }) {
      return isTokenReadable ? holds : fallback("the id token alone says whose it is");
    },
  },
  {
    id: "R4",
    assumption: "a malformed id is refused in a way that tells whose mistake it is",
    scopes: ["Mail.Read"],
    async run({ ask }) {
      const request = { path: ["me", "messages", "not-an-id"], query: { $select: "id" }, fromCaller: "id" as const };
      const { refusal } = await ask.get(request, z.unknown());
      return refusal === "invalid_input" || refusal === "not_found"
        ? holds
        : fails(`refused by ${refusal ?? "nothing"}`);
    },
  },
];
