import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { present } from "#workers/tools/present.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** Grows when what is in cursors changes its meaning. A cursor of another version is refused with `invalid_input`. */
const cursorVersion = 2;

const parameters = z.record(z.string(), z.string());
type Parameters = z.infer<typeof parameters>;

/** What a search's cursor holds: the parameters of its first call, to notice when they change, and these fields. */
export function searchCursorSchema<Shape extends z.ZodRawShape>(fields: Shape) {
  return z.strictObject({ version: z.literal(cursorVersion), asked: parameters, ...fields });
}

/** The part of every search's cursor, for a call that begins a search. */
export function cursorStart(call: object): { version: typeof cursorVersion; asked: Parameters } {
  return { version: cursorVersion, asked: parametersOf(call) };
}

/**
 * The search that a call goes on with. Rejects with `invalid_input` when the cursor belongs to something else or is too
 * old, and when the call has other parameters than the search began with.
 */
export function openSearch<Search extends { asked: Parameters }>(
  call: { cursor: string; offset?: number | undefined },
  schema: z.ZodType<Search>,
  { cursor }: Pick<ToolContext, "cursor">,
): Search {
  const search = cursor.open(call.cursor, schema);
  checkUnchanged(call, search.asked);
  return search;
}

/** The parameters of a search that must stay as they are from answer to answer. */
function parametersOf(call: object): Parameters {
  const asked = Object.entries(present(call)).filter(([name]) => !["limit", "offset", "cursor"].includes(name));
  return Object.fromEntries(asked.map(([name, value]) => [name, String(value)]));
}

function checkUnchanged(call: { offset?: number | undefined }, before: Parameters): void {
  const changed = Object.entries(parametersOf(call)).filter(([name, value]) => before[name] !== value);
  const names = [...changed.map(([name]) => name), ...(call.offset === undefined ? [] : ["offset"])].join(", ");
  if (names === "") return;
  throw new ToolError(
    "invalid_input",
    `cursor: it goes on with an earlier search, in which ${names} was different. ` +
      `Leave ${names} out or as it was, or search anew without cursor.`,
  );
}
