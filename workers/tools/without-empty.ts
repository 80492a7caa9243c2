/** The list, or undefined when it is empty. */
export const someOf = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** A parameter without surrounding whitespace; undefined for an empty one, which means the same as none. */
export function trimmed(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

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
