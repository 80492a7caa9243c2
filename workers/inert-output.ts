import { withoutAutoFetch } from "./documents/text/clean-text.ts";
import { truncate } from "./tools/text/truncate.ts";

/** More than a name, a subject or the beginning of a text has; ten hits of such texts still fit an answer. */
const maxCharacters = 1_000;
/** An address or an id would lead nowhere if it was cut. `read_resource` takes no longer uri. */
const maxUnbrokenCharacters = 5_000;
/** What has a budget where it is made, and what we and the caller say. */
const ofAnyLength: ReadonlySet<string> = new Set(["content", "text", "nextCursor", "incomplete", "effectiveQuery"]);

/**
 * An output in which no text loads anything by itself when a client renders it, and none takes the place of all others.
 * The last of two steps: documents and names are made inert where they are read; this covers what comes from Graph as
 * it is, such as addresses, and texts that were cut later, perhaps within a tag. What is inert and short already, as
 * nearly all is, is not copied.
 */
export function inertOutput(value: unknown, most = maxCharacters): unknown {
  if (typeof value === "string") return withoutAutoFetch(shortened(value, most));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map((element) => inertOutput(element, most));
    return elements.every((element, at) => element === value[at]) ? value : elements;
  }
  const names = Object.keys(value);
  const before = Object.values(value);
  const after = before.map((inner, at) => inertOutput(inner, ofAnyLength.has(names[at] ?? "") ? Infinity : most));
  if (after.every((inner, at) => inner === before[at])) return value;
  return Object.fromEntries(names.map((name, at) => [name, after[at]]));
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.length <= maxUnbrokenCharacters && !/\s/.test(text) ? text : truncate(text, most);
}
