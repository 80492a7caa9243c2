import { withoutAutoFetch } from "./documents/text/clean-text.ts";

/**
 * An output in which no text loads anything by itself when a client renders it. The last of two steps: documents and
 * names are made inert where they are read; this covers what comes from Graph as it is, such as addresses, and texts
 * that were cut later, perhaps within a tag.
 */
export function inertOutput(value: unknown): unknown {
  if (typeof value === "string") return withoutAutoFetch(value);
  if (Array.isArray(value)) return value.map(inertOutput);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inertOutput(inner)]));
}
