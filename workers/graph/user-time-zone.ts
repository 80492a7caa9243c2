import { z } from "zod";
import { ianaZone } from "#workers/tools/dates/zone-name.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

const profile = z.object({ mail: z.string().nullish(), userPrincipalName: z.string().nullish() });
const schedules = z.object({
  value: z.array(
    z.object({ workingHours: z.object({ timeZone: z.object({ name: z.string() }).nullish() }).nullish() }),
  ),
});

/**
 * The IANA time zone of the signed-in user, from the working hours of their own schedule, the only source that needs no
 * permission beyond those of the guide. `UTC` if calendars can't be read or no zone is set.
 * https://learn.microsoft.com/graph/api/calendar-getschedule
 */
export async function userTimeZone(graph: GraphDoor, grantedScopes: ReadonlySet<string>, now: number): Promise<string> {
  if (!grantedScopes.has("Calendars.ReadBasic")) return "UTC";
  const me = await graph.get({ path: ["me"], query: { $select: "mail,userPrincipalName" } }, profile);
  const address = me.mail ?? me.userPrincipalName;
  if (!address) return "UTC";
  const at = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: "UTC" });
  const body = { schedules: [address], startTime: at(now), endTime: at(now + 3_600_000), availabilityViewInterval: 60 };
  const answer = await graph.post({ path: ["me", "calendar", "getSchedule"], body }, schedules);
  const zone = answer.value[0]?.workingHours?.timeZone?.name;
  return (zone && ianaZone(zone)) || "UTC";
}
