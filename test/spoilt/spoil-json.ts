export type Path = readonly (string | number)[];

/**
 * What Graph may do to a property: any that is not required may be null or left out, and an enumeration's new members
 * come as `unknownFutureValue` (https://learn.microsoft.com/graph/best-practices-concept, "Handling future members in
 * evolvable enumerations"). An id may be any text, also one that can't be encoded, or is too long for an address.
 */
export type Way = "null" | "left out" | "unknownFutureValue" | "half a character" | "100,000 characters";

const puts: Readonly<Record<Exclude<Way, "left out">, unknown>> = {
  null: null,
  unknownFutureValue: "unknownFutureValue",
  "half a character": "\ud83d",
  "100,000 characters": "1".repeat(100_000),
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Of a list the first and the last element, and each that has other properties than those before it. */
function tellingIndexes(list: readonly unknown[]): number[] {
  const shapes = new Set<string>();
  return [...list.keys()].filter((index) => {
    const element = list[index];
    const shape = isObject(element) ? Object.keys(element).join() : "";
    const isNew = !shapes.has(shape);
    shapes.add(shape);
    return isNew || index === list.length - 1;
  });
}

/** The paths of all properties in an answer that can be spoilt. */
export function propertiesOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value))
    return tellingIndexes(value).flatMap((index) => propertiesOf(value[index], [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...propertiesOf(inner, [...path, name])]);
}

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined), value);

/** In which ways spoiling the property at this path changes the answer. No id is of an enumeration. */
export function waysOf(answer: unknown, path: Path): Way[] {
  const value = valueAt(answer, path);
  const isId = /id$/i.test(String(path.at(-1)));
  const ofText: readonly Way[] = isId ? ["half a character", "100,000 characters"] : ["unknownFutureValue"];
  return ["left out", ...(value === null ? [] : ["null" as const]), ...(typeof value === "string" ? ofText : [])];
}

/** Spoils the property in place. Does nothing where another spoil has removed what is around it. */
export function spoil(answer: unknown, path: Path, way: Way): void {
  const around = valueAt(answer, path.slice(0, -1));
  const key = path.at(-1);
  if (!isObject(around) || key === undefined || !(key in around)) return;
  if (way === "left out") Reflect.deleteProperty(around, key);
  else Reflect.set(around, key, puts[way]);
}

/** Lists of things that are found or read side by side. Any other list is part of one thing, such as its recipients. */
const lists: ReadonlySet<unknown> = new Set(["value", "hits", "responses"]);

/**
 * What a property belongs to: a hit of a search, an element of a page, or an answer within a batch; the innermost of
 * them. Undefined for what belongs to the answer as a whole.
 */
export function elementOf(path: Path): Path | undefined {
  const isElement = (key: string | number, at: number) => typeof key === "number" && lists.has(path[at - 1]);
  const index = path.findLastIndex(isElement);
  const isContainer = index >= 0 && path.at(index - 1) === "value" && path.at(index + 1) === "hitsContainers";
  return index < 0 || isContainer || path.length === index + 1 ? undefined : path.slice(0, index + 1);
}

/** Takes an element out of its list, in place. */
export function removeElement(answer: unknown, element: Path): void {
  const list = valueAt(answer, element.slice(0, -1));
  const index = element.at(-1);
  if (Array.isArray(list) && typeof index === "number") list.splice(index, 1);
}

const idNames: ReadonlySet<string> = new Set(["id", "hitId", "scheduleId"]);

/** The ids anywhere in a value. */
export function idsIn(value: unknown): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && idNames.has(name) ? [inner] : idsIn(inner),
  );
}

/** The properties by which a thing names the id of what it is a part of, and whose name it shows. */
const wholes: ReadonlySet<string> = new Set(["planId"]);

/** The ids of all parts in a value, each with the id of the whole. */
export function partsIn(value: unknown): { whole: string; part: string }[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && wholes.has(name)
      ? idsIn(value).map((part) => ({ whole: inner, part }))
      : partsIn(inner),
  );
}
