import { ToolError } from "#common/errors.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { checkTimeZone, type DateBound, type DateContext, readDateBound } from "./date-bound.ts";

export interface DateRangeInput {
  afterDateTime?: string | undefined;
  beforeDateTime?: string | undefined;
  /** IANA name of the zone for dates without an offset. Default: the user's own. */
  timeZone?: string | undefined;
}

export interface DateRange {
  after?: DateBound | undefined;
  before?: DateBound | undefined;
}

/** Somewhere on earth, tomorrow has begun already. */
const futureSlackMs = 24 * 3_600_000;

/**
 * Parses a time range in the past, each end as `readDateBound` does. An empty text is the same as none.
 * @throws `invalid_input` for text that is not understood, a start in the future, or an empty range
 */
export async function readPastRange(
  input: DateRangeInput,
  context: Pick<ToolContext, "now" | "timeZone">,
): Promise<DateRange> {
  const named = trimmed(input.timeZone);
  const zone = named === undefined ? () => context.timeZone() : async () => checkTimeZone(named);
  const nowMs = context.now();
  if (named !== undefined) checkTimeZone(named);
  const { after, before } = await readBounds(input, { nowMs, zone });
  if (after && after.unixMs > nowMs + futureSlackMs) {
    throw new ToolError(
      "invalid_input",
      `afterDateTime: understood as ${after.interpretation}, which is in the future.`,
    );
  }
  checkOrder({ after, before });
  return { after, before };
}

/**
 * Parses both ends of a range, of which either may be absent. The same day, week or month at both ends is that whole
 * time. "Since Monday" and "until Friday" restrict the end that they name, in either parameter.
 */
export async function readBounds(
  { afterDateTime, beforeDateTime }: DateRangeInput,
  context: Omit<DateContext, "parameter" | "edge" | "from">,
): Promise<DateRange> {
  const [start, end] = [trimmed(afterDateTime), trimmed(beforeDateTime)];
  const from = start === undefined ? undefined : await readDateBound(start, { ...context, parameter: "afterDateTime" });
  const to =
    end === undefined
      ? undefined
      : await readDateBound(end, { ...context, parameter: "beforeDateTime", edge: "end", from });
  const given = [
    { edge: "start", bound: from },
    { edge: "end", bound: to },
  ];
  const byTime = (asked: "start" | "end") =>
    given
      .flatMap(({ edge, bound }) => (bound !== undefined && (bound.side ?? edge) === asked ? bound : []))
      .toSorted((one, other) => one.unixMs - other.unixMs);
  return { after: byTime("start").at(-1), before: byTime("end").at(0) };
}

/** Checks that a range is not empty. @throws `invalid_input` */
export function checkOrder({ after, before }: DateRange): void {
  if (!after || !before || after.unixMs < before.unixMs) return;
  throw new ToolError(
    "invalid_input",
    `afterDateTime (${after.interpretation}) is not earlier than beforeDateTime (${before.interpretation}). ` +
      "A day stands for its first moment: to include a whole day, give the next day as beforeDateTime.",
  );
}
