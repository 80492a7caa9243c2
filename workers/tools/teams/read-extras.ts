import { ToolError } from "#common/errors.ts";
import { mapAtOnce } from "#workers/tools/map-at-once.ts";
import { endsCall } from "./teams-access.ts";

/** The number of requests at a time (https://learn.microsoft.com/graph/throttling-limits). */
const atOnce = 2;
const pauses: ReadonlySet<string> = new Set(["rate_limited", "unavailable"]);

/**
 * Reads optional details of items. An item that can't be read is skipped. Throttling or an outage ends the reading
 * without an error. Rejects only with errors that concern the whole call.
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
