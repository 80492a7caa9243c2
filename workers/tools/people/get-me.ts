import { getMe } from "#common/tools/get-me.ts";
import { timeInZone } from "#workers/tools/calendar/event-times.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { ownWorkingHours, type WorkingHours } from "./own-working-hours.ts";
import { graphProfile, profileLines } from "./profile.ts";

/** Who the signed-in user is. https://learn.microsoft.com/graph/api/user-get */
export const getMeHandler = defineHandler(getMe, {
  async run(_input, context) {
    const $select = Object.keys(graphProfile.shape).join(",");
    const [found, zone, { hours, incomplete }] = await Promise.all([
      context.graph.get({ path: ["me"], query: { $select } }, graphProfile),
      context.timeZone(),
      context.ownAddresses().then(([address]) => ownWorkingHours(address, context)),
    ]);
    const { userType, ...profile } = profileLines(found);
    return {
      ...profile,
      ...withoutEmpty({ userType: userType === "Member" ? undefined : userType }),
      nowDateTime: timeInZone(context.now(), zone),
      ...withoutEmpty({ workingHours: hours && withoutZone(hours, zone), incomplete }),
    };
  },

  toBlocks(output) {
    return [output];
  },
});

/** Working hours are nearly always in the user's own zone, which is told already. */
function withoutZone({ timeZone, ...hours }: WorkingHours, zone: string): WorkingHours {
  return { ...hours, ...(timeZone !== undefined && timeZone !== zone && { timeZone }) };
}
