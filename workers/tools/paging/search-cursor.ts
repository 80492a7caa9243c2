import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Detail } from "#common/tools/schemas/parameters.ts";
import type { ShownFields } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { hashOf } from "./seen-hits.ts";

/**
 * Increase it when the content of cursors changes its meaning, or a field may be missing that was not there before: a
 * cursor with other fields is refused anyway.
 */
const cursorVersion = 4;

const parameters = z.record(z.string(), z.string());
type Parameters = z.infer<typeof parameters>;

/** The schema of a search's cursor: hashes of the parameters of its first call, to detect changes, and these fields. */
export function searchCursorSchema<Shape extends z.ZodRawShape>(fields: Shape) {
  return z.strictObject({ version: z.literal(cursorVersion), asked: parameters, ...fields });
}

/** The common fields of a cursor, for a call that starts a search. */
export function cursorStart(input: object): { version: typeof cursorVersion; asked: Parameters } {
  return { version: cursorVersion, asked: parametersOf(input) };
}

/**
 * A query as its cursor keeps it. How it was understood is said by the first answer; only full answers say it again,
 * which makes their cursors longer.
 */
export function unshown<Query extends { shown?: unknown }>(query: Query, { isFull }: Pick<ShownFields, "isFull">) {
  return isFull ? query : { ...query, shown: undefined };
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
  return Object.fromEntries(asked.map(([name, value]) => [name, comparable(String(value))]));
}

/** A value that is only compared with later ones: of a long one its hash, to keep cursors short. */
const comparable = (value: string) => (value.length > 8 ? hashOf(value) : value);

function checkUnchanged(input: { offset?: number | undefined }, before: Parameters): void {
  const changed = Object.entries(parametersOf(input)).filter(([name, value]) => before[name] !== value);
  const names = [...changed.map(([name]) => name), ...(input.offset === undefined ? [] : ["offset"])].join(", ");
  if (names === "") return;
  throw new ToolError(
    "invalid_input",
    `cursor: it continues an earlier search, in which ${names} was different. Leave ${names} out or as it was, or ` +
      "start a new search without cursor.",
  );
}
