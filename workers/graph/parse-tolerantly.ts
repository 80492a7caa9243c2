import type { z } from "zod";

type Path = readonly PropertyKey[];

/** Elements within elements: an event's attendee, then the event, then the page that it stands on. */
const maxRounds = 4;

/**
 * Parses an answer of which Graph may leave out, null or rename nearly anything: an element of a list that does not fit
 * is left out, and nothing else. The value is changed.
 * https://learn.microsoft.com/graph/best-practices-concept
 * @param onLeftOut called with the number of elements that are left out, and what they lacked
 * @throws ZodError when what is missing belongs to no element of a list
 */
export function parseTolerantly<T>(
  value: unknown,
  schema: z.ZodType<T>,
  onLeftOut: (elements: number, issues: readonly z.core.$ZodIssue[]) => void,
): T {
  let parsed = schema.safeParse(value);
  for (let round = 0; !parsed.success && round < maxRounds; round += 1) {
    const { issues } = parsed.error;
    const elements = issues.map(({ path }) => elementOf(path));
    if (elements.some((element) => element.length === 0)) break;
    onLeftOut(removeElements(value, elements), issues);
    parsed = schema.safeParse(value);
  }
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}

/** The innermost element of a list on the way to what does not fit; empty if there is none. */
const elementOf = (path: Path): Path => path.slice(0, path.findLastIndex((key) => typeof key === "number") + 1);

/**
 * Removes elements of lists in one pass over each list, however many they are, and returns their number. Lists are
 * looked up first, so that no path moves before it is used.
 */
function removeElements(value: unknown, elements: readonly Path[]): number {
  const removed = new Map<unknown[], Set<unknown>>();
  for (const element of elements) {
    const list = element.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
    if (!Array.isArray(list)) continue;
    const places = removed.get(list) ?? new Set();
    removed.set(list, places.add(element.at(-1)));
  }
  for (const [list, places] of removed) {
    let kept = 0;
    for (const [index, element] of list.entries()) if (!places.has(index)) list[kept++] = element;
    list.length = kept;
  }
  return [...removed.values()].reduce((sum, { size }) => sum + size, 0);
}
