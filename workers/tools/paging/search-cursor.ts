import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Detail } from "#common/tools/schemas/detail-parameter.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";

/** Increase it when the content of cursors changes. Cursors of other versions are refused with `invalid_input`. */
const cursorVersion = 3;

const parameters = z.record(z.string(), z.string());
type Parameters = z.infer<typeof parameters>;

/** The schema of a search's cursor: the parameters of its first call, to detect changes, and the given fields. */
export function searchCursorSchema<Shape extends z.ZodRawShape>(fields: Shape) {
  return z.strictObject({ version: z.literal(cursorVersion), asked: parameters, ...fields });
}

/** The common fields of a cursor, for a call that starts a search. */
export function cursorStart(input: object): { version: typeof cursorVersion; asked: Parameters } {
  return { version: cursorVersion, asked: parametersOf(input) };
}

/** The detail that was asked for when the search was started. */
export const detailOf = ({ asked }: { asked: Parameters }): Detail => (asked.detail === "full" ? "full" : undefined);

/**
 * Opens the cursor of a call that continues a search.
 * @throws `invalid_input` for a cursor that is too old, of another version or of another search, and for a call whose
 * parameters differ from those of the first call
 */
export function openSearch<Search extends { asked: Parameters }>(
  input: { cursor: string; offset?: number | undefined },
  schema: z.ZodType<Search>,
  { cursor }: Pick<ToolContext, "cursor">,
): Search {
  const search = cursor.open(input.cursor, schema);
  checkUnchanged(input, search.asked);
  return search;
}

/** The parameters that must be the same in all calls of a search. */
function parametersOf(input: object): Parameters {
  const asked = Object.entries(withoutEmpty(input)).filter(([name]) => !["limit", "offset", "cursor"].includes(name));
  return Object.fromEntries(asked.map(([name, value]) => [name, String(value)]));
}

function checkUnchanged(input: { offset?: number | undefined }, before: Parameters): void {
  const changed = Object.entries(parametersOf(input)).filter(([name, value]) => before[name] !== value);
  const names = [...changed.map(([name]) => name), ...(input.offset === undefined ? [] : ["offset"])].join(", ");
  if (names === "") return;
  throw new ToolError(
    "invalid_input",
    `cursor: it goes on with an earlier search, in which ${names} was different. ` +
      `Leave ${names} out or as it was, or search anew without cursor.`,
  );
}
