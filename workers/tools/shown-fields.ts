import type { Detail } from "#common/tools/schemas/parameters.ts";
import { cleanLine } from "#workers/text/clean-text.ts";

/** The list, or undefined when it is empty. */
export const nonEmptyList = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** A parameter without surrounding whitespace; undefined for an empty one, which means the same as none. */
export function trimmed(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

/** One line of text; undefined for an empty one, as Graph writes many that it has nothing for. */
export const lineOf = (text: string | null | undefined): string | undefined => cleanLine(text ?? "") || undefined;

type MayBeEmpty<T, Key extends keyof T> = [Extract<T[Key], null | undefined>] extends [never] ? never : Key;
type WithoutEmpty<T> = { [Key in keyof T as Exclude<Key, MayBeEmpty<T, Key>>]: T[Key] } & {
  [Key in keyof T as MayBeEmpty<T, Key>]?: Exclude<T[Key], null | undefined>;
};

/** A copy without the fields that are null or undefined, which would only take space in an answer. */
export function withoutEmpty<T extends object>(fields: T): WithoutEmpty<T> {
  const copy: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] != null) copy[name] = fields[name];
  return copy as WithoutEmpty<T>;
}

/** The full count of a list of which only the first `shown` are returned. Undefined when all are returned. */
export function countIfCut(all: readonly unknown[], shown: number): number | undefined {
  return all.length > shown ? all.length : undefined;
}

/** Which fields an answer has, decided while it is made: nothing is made that is not shown. */
export interface ShownFields {
  isFull: boolean;
  /** A field that only full answers have: what the uri or another field says too, or nobody reads. */
  ifFull<T>(value: T): T | undefined;
  /** A field that is left out where it has its usual value, unless the answer is full. */
  unless<T>(usual: NoInfer<T>, value: T): T | undefined;
  /** A list, which is left out where it is empty, unless the answer is full. */
  nonEmptyList<T>(list: T[]): T[] | undefined;
}

const everything: ShownFields = {
  isFull: true,
  ifFull: (value) => value,
  unless: (_usual, value) => value,
  nonEmptyList: (list) => list,
};
const whatTells: ShownFields = {
  isFull: false,
  ifFull: () => undefined,
  unless: (usual, value) => (value === usual ? undefined : value),
  nonEmptyList,
};

/** The fields that a call asks for by its parameter `detail`. */
export const shownFields = (detail: Detail): ShownFields => (detail === "full" ? everything : whatTells);
