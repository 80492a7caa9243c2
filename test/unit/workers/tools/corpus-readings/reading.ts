import type { ToolName } from "#common/tools/catalog.ts";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import { callInFull } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";

export type Json = Readonly<Record<string, unknown>>;

/** How some of Microsoft's examples are read, and what callers are promised of them. */
export interface Reading {
  /** Endpoints of the corpus (`mail/message-get`), or single examples of them (`mail/message-get/01`). */
  of: readonly string[];
  /** The resources in an example. Default: its `value`, else itself. */
  resourcesIn?(example: Json): readonly Json[];
  /** What callers get of each of these resources, in their order, when Graph answers with that example. */
  seen(resources: readonly Json[], example: Json): Promise<readonly unknown[]>;
  /** Where it stands in what callers get, and in the resource; a function where it is said in another way. */
  promised: Readonly<Record<string, string | ((resource: Json) => unknown)>>;
}

/** The value at a place in JSON: names between `/`, `*` for each of a list. */
export function valueAt(value: unknown, place: string): unknown {
  const [name = "", ...rest] = place.split("/");
  const within = (inner: unknown) => (rest.length === 0 ? inner : valueAt(inner, rest.join("/")));
  if (name === "*") return Array.isArray(value) ? value.map(within) : undefined;
  return typeof value === "object" && value !== null && name in value ? within((value as Json)[name]) : undefined;
}

/** Whether there is anything to promise. */
export function isThere(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isThere);
  return value != null && value !== "";
}

const { local } = personClock(null, 0);
/** A time as it is told to somebody whose zone is not known. */
export const timeOf = (time: unknown) => (isThere(time) ? local(String(time)) : undefined);
/** A value that is told where it is not the usual one. */
export const unless = (usual: unknown, value: unknown) => (value === usual ? undefined : value);

/** Without what we may say otherwise: blanks, and capitals, which Graph itself writes now so and now so. */
export function folded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(folded);
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim().toLowerCase() : value;
}

/** The hits in an answer of Microsoft Search. */
export function hitsIn(answer: Json): readonly Json[] {
  const hits = valueAt(answer, "value/*/hitsContainers/*/hits");
  return Array.isArray(hits) ? hits.flat(2) : [];
}

/** All resources of a reading in what its example holds. */
export function resourcesOf({ resourcesIn = listed }: Reading, example: unknown): readonly Json[] {
  return resourcesIn(example as Json);
}

function listed(example: Json): readonly Json[] {
  return Array.isArray(example.value) ? example.value : [example];
}

/** What callers should get of a resource, by where it stands there; without what it does not have. */
export function promisesOf({ promised }: Reading, resource: Json): [place: string, value: unknown][] {
  return Object.entries(promised)
    .map(([place, source]): [string, unknown] => [
      place,
      typeof source === "string" ? valueAt(resource, source) : source(resource),
    ])
    .filter(([, value]) => isThere(value));
}

/** What a tool answers when Graph answers so. */
export const call = (name: ToolName, input: Json, options: FakeContextOptions): Promise<unknown> =>
  callInFull(name, input, fakeContext({ ...options }));

/** What is read at a uri when Graph answers so. */
export const read = (uri: string, answers: GraphAnswers) => call("read_resource", { uri }, { answers });

/** Reads resources one by one, each by itself. */
export function each(read: (resource: Json) => Promise<unknown>): Reading["seen"] {
  return (resources) => Promise.all(resources.map(read));
}

/** The list at a place of one answer. */
export async function listIn(answer: Promise<unknown>, place: string): Promise<readonly unknown[]> {
  const list = valueAt(await answer, place);
  if (!Array.isArray(list)) throw new Error(`the answer has no list at ${place}`);
  return list;
}
