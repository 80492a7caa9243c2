import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import type { GraphPage } from "#workers/tools/tool-context.ts";

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

/** An answer that differs from what Graph documents. It has no content: its message names only fields and rules. */
export class UnexpectedAnswer extends Error {
  readonly code: "NOT_JSON" | "WRONG_SHAPE";
  constructor(code: "NOT_JSON" | "WRONG_SHAPE", problem: string) {
    super(problem);
    this.name = "UnexpectedAnswer";
    this.code = code;
  }
}

function parseJson(answer: GraphAnswer): unknown {
  const type = answer.headers["content-type"];
  if (answer.status !== 200 || typeof type !== "string" || !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new UnexpectedAnswer("NOT_JSON", "the answer is not JSON");
  }
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    throw new UnexpectedAnswer("NOT_JSON", "the answer is not well-formed JSON");
  }
}

/** More than 8 MB of real content has: a hundred events with 500 attendees each have 350,000. */
const maxValues = 400_000;

/** Members of a list or object: the longest of ours have 1,000. A function takes no list of 100,000 apart. */
const maxMembers = 20_000;

/** Each value takes two bytes at least, itself and a comma. */
const minBytesOfValue = 2;

/**
 * Refuses parsed JSON with more values than any content of Microsoft 365 has in 8 MB, before a schema looks at each of
 * them: four million zeros in a list would take seconds, in which this process does nothing else, and gigabytes.
 * @param bytes the length of its text
 * @throws `too_large`
 */
function limitValues(value: unknown, bytes: number): void {
  if (bytes < maxValues * minBytesOfValue) return;
  const inner = [value];
  let values = 0;
  for (let one = inner.pop(); one !== undefined; one = inner.pop()) {
    const within: readonly unknown[] = Array.isArray(one) ? one : Object.values(one ?? {});
    values += within.length;
    if (values > maxValues || within.length > maxMembers) {
      throw new ToolError("too_large", "Microsoft 365 answered with more parts than can be read. Ask for less.");
    }
    for (const each of within) if (typeof each === "object" && each !== null) inner.push(each);
  }
}

/** Tells how many elements of lists were left out of an answer, and the fields and rules for it, without content. */
type OnLeftOut = (elements: number, problem: string) => void;

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const describe = ({ path, code }: z.core.$ZodIssue) =>
    `${path.map((key) => (typeof key === "string" && /^[@\w.]{1,40}$/.test(key) ? key : "*")).join(".")}: ${code}`;
  return issues.slice(0, 3).map(describe).join("; ");
}

/**
 * An answer's JSON, parsed by the schema, without the elements of lists that don't fit. Throws `UnexpectedAnswer` where
 * that is not possible, and `too_large` as `limitValues` does.
 */
export function readJson<T>(answer: GraphAnswer, schema: z.ZodType<T>, onLeftOut: OnLeftOut): T {
  const value = parseJson(answer);
  limitValues(value, answer.body.byteLength);
  try {
    return parseTolerantly(value, schema, (elements, issues) => onLeftOut(elements, describeIssues(issues)));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new UnexpectedAnswer("WRONG_SHAPE", describeIssues(error.issues));
  }
}

const pageOf = <T>(itemSchema: z.ZodType<T>) =>
  z.object({ value: z.array(itemSchema), "@odata.nextLink": z.string().nullish() });

/** Building a schema, and compiling it at its first use, takes three times as long as reading a page by it. */
const pageSchemas = new WeakMap<z.ZodType, unknown>();

function pageSchema<T>(itemSchema: z.ZodType<T>): ReturnType<typeof pageOf<T>> {
  const known = pageSchemas.get(itemSchema);
  // What is kept under a schema was built of it.
  if (known !== undefined) return known as ReturnType<typeof pageOf<T>>;
  const schema = pageOf(itemSchema);
  pageSchemas.set(itemSchema, schema);
  return schema;
}

/** One page of a collection, without the items that don't fit. Throws `UnexpectedAnswer` for what is no page. */
export function readPage<T>(answer: GraphAnswer, itemSchema: z.ZodType<T>, onLeftOut: OnLeftOut): GraphPage<T> {
  const { value: items, "@odata.nextLink": nextLink } = readJson(answer, pageSchema(itemSchema), onLeftOut);
  return { items, nextLink: nextLink ?? undefined };
}
