import type { Incomplete } from "#common/tools/schemas/results.ts";
import { sizeOf } from "#workers/documents/text/text-size.ts";

/** Of what describes a resource. The rest of an answer is for what it says. */
const maxDetails = 18_000;

type Fields = Readonly<Record<string, unknown>>;
const sizeOfJson = (value: unknown) => sizeOf(JSON.stringify(value));

/**
 * What describes a resource, in no more than a part of an answer: the longest lists lose their ends. Readers bound each
 * list and text already, but a thousand people with long names are too many together.
 */
export function shortenedDetails(whole: Fields): { details: Fields; incomplete: Incomplete | undefined } {
  let details = whole;
  const cut = new Map<string, number>();
  while (sizeOfJson(details) > maxDetails) {
    const lists = Object.entries(details).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
    const [longest] = lists.filter(([, list]) => list.length > 1).sort((a, b) => sizeOfJson(b[1]) - sizeOfJson(a[1]));
    if (longest === undefined) break;
    const [name, list] = longest;
    if (!cut.has(name)) cut.set(name, list.length);
    details = { ...details, [name]: list.slice(0, Math.floor(list.length * 0.8)) };
  }
  if (cut.size === 0) return { details, incomplete: undefined };
  const told = [...cut].map(([name, count]) => `${(details[name] as unknown[]).length} of ${count} ${name}`);
  return { details, incomplete: { reason: `There is room for ${told.join(", ")} only.` } };
}
