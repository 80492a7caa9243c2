import { getMe } from "#common/tools/people.ts";
import { readSchedules } from "#workers/tools/calendar/schedules.ts";
import { type GraphWorkingHours, gridOver } from "#workers/tools/calendar/time-grid.ts";
import { ianaZoneOf } from "#workers/tools/dates/graph-zone.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { graphProfile, profileLines } from "./person-hit.ts";
import { readManager } from "./read-relations.ts";

const hourMs = 3_600_000;
const time = /^\d{2}:\d{2}(?=:|$)/;

/**
 * The working hours in the user's own schedule, with `Calendars.Read`. None for a mailbox that tells none, or is not in
 * Exchange Online. Rejects only with errors that concern the whole call.
 */
async function ownWorkingHours(
  address: string | undefined,
  context: ToolContext,
): Promise<{ hours?: ReturnType<typeof shownHours>; incomplete?: string }> {
  if (address === undefined || !context.grantedScopes.has("Calendars.Read")) return {};
  const nowMs = context.now();
  const read = () => readSchedules([address], gridOver(nowMs, nowMs + hourMs), context);
  const schedules = await undefinedIfFailed(read);
  if (schedules === undefined) return { incomplete: "The working hours could not be read; try again." };
  return { hours: shownHours(schedules[0]?.workingHours, nowMs) };
}

/** Hours of somebody's work: days as Graph names them, times such as `09:00`, in an IANA zone where it is known. */
function shownHours(hours: GraphWorkingHours | undefined, nowMs: number) {
  const [start] = time.exec(hours?.startTime ?? "") ?? [];
  const [end] = time.exec(hours?.endTime ?? "") ?? [];
  if (!hours?.daysOfWeek || start === undefined || end === undefined) return undefined;
  const timeZone = hours.timeZone ? ianaZoneOf(hours.timeZone, nowMs) : undefined;
  return { days: hours.daysOfWeek, start, end, ...withoutEmpty({ timeZone }) };
}

/** Who the signed-in user is. https://learn.microsoft.com/graph/api/user-get */
export const getMeHandler = defineHandler(getMe, {
  async run(_input, context) {
    const $select = Object.keys(graphProfile.shape).join(",");
    const [found, zone, { hours, incomplete }, above] = await Promise.all([
      context.graph.get({ path: ["me"], query: { $select } }, graphProfile),
      context.timeZone(),
      context.ownAddresses().then(([address]) => ownWorkingHours(address, context)),
      readManager(context.userId, context),
    ]);
    const { userType, ...profile } = profileLines(found);
    return withoutEmpty({
      ...profile,
      userType: userType === "Member" ? undefined : userType,
      manager: above.manager,
      workingHours: hours && withoutZone(hours, zone),
      incomplete: joinIncomplete([incomplete, above.incomplete]),
    });
  },
  toBlocks: (output) => [output],
});

/** Working hours are nearly always in the user's own zone, which is told already. */
function withoutZone({ timeZone, ...hours }: NonNullable<ReturnType<typeof shownHours>>, zone: string) {
  return { ...hours, ...(timeZone !== undefined && timeZone !== zone && { timeZone }) };
}
