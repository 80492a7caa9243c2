import { withoutAutoFetch } from "./documents/text/clean-text.ts";

/**
 * An output in which no text loads anything by itself when a client renders it. The last of two steps: documents and
 * names are made inert where they are read; this covers what comes from Graph as it is, such as addresses, and texts
 * that were cut later, perhaps within a tag. What is inert already, as nearly all is, is not copied.
 */
export function inertOutput(value: unknown): unknown {
  if (typeof value === "string") return withoutAutoFetch(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map(inertOutput);
    return elements.every((element, at) => element === value[at]) ? value : elements;
  }
  const before = Object.values(value);
  const after = before.map(inertOutput);
  if (after.every((inner, at) => inner === before[at])) return value;
  return Object.fromEntries(Object.keys(value).map((name, at) => [name, after[at]]));
}
