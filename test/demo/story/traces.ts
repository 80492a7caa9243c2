const shortest = 8;
const longest = 60;

/** What was asked and answered, to look for it where it must not be. */
export type Traces = ReturnType<typeof createTraces>;

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return value.length < shortest ? [] : [value.slice(0, longest)];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

export function createTraces() {
  const texts = new Set<string>();
  return {
    get size() {
      return texts.size;
    },
    /** Every text in a value, however deep; a long one by its beginning. Short ones could stand anywhere. */
    add(value: unknown) {
      for (const text of textsOf(value)) texts.add(text);
    },
    /** The texts that occur in `haystack`. */
    in: (haystack: string) => [...texts].filter((text) => haystack.includes(text)),
  };
}
