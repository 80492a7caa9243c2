/** The list, or undefined when it is empty. */
export const someOf = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** A parameter without surrounding whitespace. An empty text means the same as none. */
export function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], null | undefined> };

/** A copy without the fields that are null or undefined, which would only take room in an answer. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Partial<T> = {};
  for (const name in fields) if (fields[name] != null) kept[name] = fields[name];
  return kept as Present<T>;
}
