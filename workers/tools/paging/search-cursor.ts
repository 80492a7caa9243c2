import { hash } from "node:crypto";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Detail } from "#common/tools/schemas/parameters.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** The number of hits that a cursor remembers. A hit is not returned twice within as many hits. */
export const maxSeenHits = 200;
/**
 * Base64url characters per hash: 36 bits. The probability that any of 100 new items on a page is taken for one of 200
 * remembered hits, and left out, is about 3 × 10⁻⁷.
 */
const hashLength = 6;
const eachHash = new RegExp(`.{${hashLength}}`, "gs");

/** The hits that a search has returned, or skipped for `offset`. */
export interface SeenHits {
  has(id: string): boolean;
  add(id: string): void;
  /** Hashes of the latest hits, for a cursor. Outlook ids, at 150 characters each, would make it too long to copy. */
  toText(): string;
}

/**
 * Restores the hits that `toText` encoded. The empty string stands for none. Those of this answer are hashed only for a
 * cursor: a hash takes longer than all else that is done with a hit here.
 */
export function seenHits(text: string): SeenHits {
  const earlier = new Set(text.match(eachHash));
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id) || (earlier.size > 0 && earlier.has(hashOf(id))),
    add(id) {
      ids.add(id);
    },
    toText() {
      const latest = [...ids].slice(-maxSeenHits).map(hashOf);
      return [...new Set([...earlier, ...latest])].slice(-maxSeenHits).join("");
    },
  };
}

/** 36 bits by which an id, or another text that only the same one is compared with, is known again. */
export function hashOf(id: string): string {
  return hash("sha256", id, "base64url").slice(0, hashLength);
}

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
 * Opens the cursor of a call that continues a search. Undefined for a call without one, which starts a search.
 * @throws `invalid_input` for a cursor that is too old, of another version or of another search, and for a call whose
 * parameters differ from those of the first call
 */
export function openSearch<Search extends { asked: Parameters }>(
  input: { cursor?: string | undefined; offset?: number | undefined },
  schema: z.ZodType<Search>,
  { cursor }: Pick<ToolContext, "cursor">,
): Search | undefined {
  if (input.cursor === undefined) return undefined;
  const search = cursor.open(input.cursor, schema);
  const changed = Object.entries(parametersOf(input)).filter(([name, value]) => search.asked[name] !== value);
  const names = [...changed.map(([name]) => name), ...(input.offset === undefined ? [] : ["offset"])].join(", ");
  if (names === "") return search;
  throw new ToolError(
    "invalid_input",
    `cursor: it continues an earlier search, in which ${names} was different. Leave ${names} out or as it was, or ` +
      "start a new search without cursor.",
  );
}

/** The parameters that must be the same in all calls of a search. */
function parametersOf(input: object): Parameters {
  const asked = Object.entries(withoutEmpty(input)).filter(([name]) => !["limit", "offset", "cursor"].includes(name));
  return Object.fromEntries(asked.map(([name, value]) => [name, comparable(String(value))]));
}

/** A value that is only compared with later ones: of a long one its hash, to keep cursors short. */
const comparable = (value: string) => (value.length > 8 ? hashOf(value) : value);
