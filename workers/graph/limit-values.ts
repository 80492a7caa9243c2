import { ToolError } from "#common/errors.ts";

/** More than 8 MB of real content has: a hundred events with 500 attendees each have 350,000. */
const maxValues = 400_000;

/** In one list or object: the longest of ours have 1,000. A function takes no list of a hundred thousand apart. */
const maxMembers = 20_000;

/** Each value takes two bytes at least, itself and a comma. */
const minBytesOfValue = 2;

/**
 * Refuses parsed JSON with more values than any content of Microsoft 365 has in 8 MB, before a schema looks at each of
 * them: four million zeros in a list would take seconds, in which this process does nothing else, and gigabytes.
 * @param bytes the length of its text
 * @throws `too_large`
 */
export function limitValues(value: unknown, bytes: number): void {
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
