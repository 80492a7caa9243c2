import { ToolError } from "#common/errors.ts";
import { mapAtOnce } from "#workers/tools/map-at-once.ts";
import { endsCall } from "./teams-access.ts";

/** What Teams lets one user do at once (https://learn.microsoft.com/graph/throttling-limits). */
const atOnce = 2;
const pauses: ReadonlySet<string> = new Set(["rate_limited", "unavailable"]);

/**
 * Reads for each item what an answer can do without. An item that can't be read is passed over; a limit or an outage of
 * Microsoft's ends the reading. Rejects with what concerns the whole call.
 */
export async function readExtras<Item>(items: readonly Item[], read: (item: Item) => Promise<void>): Promise<void> {
  let isOver = false;
  await mapAtOnce(items, atOnce, async (item) => {
    if (isOver) return;
    try {
      await read(item);
    } catch (error) {
      if (!(error instanceof ToolError) || endsCall(error)) throw error;
      isOver ||= pauses.has(error.code);
    }
  });
}
