import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { EntityType } from "./search-request.ts";

/** Alternatives per kind; of each, all scopes are needed. */
const files = [["Files.Read.All"], ["Files.ReadWrite.All"], ["Sites.Read.All"], ["Sites.ReadWrite.All"]];
const sites = [["Sites.Read.All"], ["Sites.ReadWrite.All"]];
const channelReading = ["ChannelMessage.Read.All"];

const needs: Partial<Record<EntityType, string[][]>> = {
  driveItem: files,
  drive: files,
  listItem: sites,
  list: sites,
  site: sites,
  message: [["Mail.Read"], ["Mail.ReadWrite"]],
  event: [["Calendars.Read"], ["Calendars.ReadWrite"]],
  chatMessage: [
    ["Chat.Read", ...channelReading],
    ["Chat.ReadWrite", ...channelReading],
  ],
};

const notForGuests: ReadonlySet<EntityType> = new Set(["message", "event", "chatMessage"]);

/** Refuses entity types for which the token's scopes are not enough, or that guests can't search. */
export function checkSearchAccess({ caller }: GraphCall, types: readonly EntityType[]): void {
  for (const type of types) {
    const alternatives = needs[type];
    if (alternatives === undefined || !alternatives.some((scopes) => scopes.every((scope) => caller.scopes.has(scope))))
      throw missing(type, alternatives ?? [], [...caller.scopes]);
    if (caller.user.userType === "Guest" && notForGuests.has(type))
      throw new GraphRefusal(403, "Forbidden", `Search of entity type '${type}' is not available to guest users.`);
  }
}

function missing(type: EntityType, alternatives: readonly string[][], granted: readonly string[]): GraphRefusal {
  const name = type.charAt(0).toUpperCase() + type.slice(1);
  return new GraphRefusal(
    403,
    "Forbidden",
    `Access to ${name} in Graph API requires the following permissions: ` +
      `${alternatives.map((scopes) => scopes.join(" and ")).join(" or ")}. However, the application only has the ` +
      `following permissions granted: ${granted.join(", ")}`,
  );
}
