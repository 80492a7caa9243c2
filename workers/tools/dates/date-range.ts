import { ToolError } from "#common/errors.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { checkTimeZone, type DateBound, readDateBound } from "./date-bound.ts";

export interface DateRangeInput {
  afterDateTime?: string | undefined;
  beforeDateTime?: string | undefined;
  /** IANA name, for dates without an offset; the user's own otherwise. */
  timeZone?: string | undefined;
}

export interface DateRange {
  after?: DateBound | undefined;
  before?: DateBound | undefined;
}

/** A day in the future can still be meant by a user whose day has begun already. */
const futureSlackMs = 24 * 3_600_000;

/**
 * A range of dates in the past, each end as `readDateBound` reads it; an empty text is the same as none. Rejects with
 * `invalid_input` what is not understood, a beginning in the future, and an empty range.
 */
export async function readPastRange(
  input: DateRangeInput,
  context: Pick<ToolContext, "now" | "timeZone">,
): Promise<DateRange> {
  const named = given(input.timeZone);
  const zone = named === undefined ? () => context.timeZone() : async () => checkTimeZone(named);
  const nowMs = context.now();
  const read = (text: string | undefined, parameter: string) =>
    text === undefined ? undefined : readDateBound(text, { parameter, nowMs, zone });
  if (named !== undefined) checkTimeZone(named);
  const after = await read(given(input.afterDateTime), "afterDateTime");
  const before = await read(given(input.beforeDateTime), "beforeDateTime");
  if (after && after.unixMs > nowMs + futureSlackMs) {
    throw new ToolError(
      "invalid_input",
      `afterDateTime: understood as ${after.understoodAs}, which lies in the future.`,
    );
  }
  if (after && before && after.unixMs >= before.unixMs) {
    throw new ToolError(
      "invalid_input",
      `afterDateTime (${after.understoodAs}) is not earlier than beforeDateTime (${before.understoodAs}). ` +
        "A day stands for its first moment: to include a whole day, give the next day as beforeDateTime.",
    );
  }
  return { after, before };
}

/** An empty text means the same as none. */
function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}
