import type { z } from "zod";

type Path = readonly PropertyKey[];

/** Elements within elements: an event's attendee, then the event, then the page that it stands on. */
const maxRounds = 4;

/**
 * Parses an answer of which Graph may leave out, null or rename nearly anything: an element of a list that does not fit
 * is left out, and nothing else. The value is changed.
 * https://learn.microsoft.com/graph/best-practices-concept
 * @param onLeftOut called with what the elements lacked that are left out
 * @throws ZodError when what is missing belongs to no element of a list
 */
export function parseTolerantly<T>(
  value: unknown,
  schema: z.ZodType<T>,
  onLeftOut: (issues: readonly z.core.$ZodIssue[]) => void,
): T {
  let parsed = schema.safeParse(value);
  for (let round = 0; !parsed.success && round < maxRounds; round += 1) {
    const { issues } = parsed.error;
    const elements = new Map(issues.map(({ path }) => elementOf(path)).map((path) => [JSON.stringify(path), path]));
    if (elements.has(JSON.stringify([]))) break;
    for (const element of [...elements.values()].toSorted(fromTheBack)) removeElement(value, element);
    onLeftOut(issues);
    parsed = schema.safeParse(value);
  }
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}

/** The innermost element of a list on the way to what does not fit; empty if there is none. */
const elementOf = (path: Path): Path => path.slice(0, path.findLastIndex((key) => typeof key === "number") + 1);

/** Innermost first and the last of a list first, so that no path moves before it is used. */
const fromTheBack = (a: Path, b: Path): number => b.length - a.length || Number(b.at(-1)) - Number(a.at(-1));

function removeElement(value: unknown, element: Path): void {
  const list = element.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
  if (Array.isArray(list)) list.splice(Number(element.at(-1)), 1);
}
