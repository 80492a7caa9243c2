/** In valid JSON, quotes occur only around strings. A string followed by a colon is a member name. */
const textOrName = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

function countNames(json: string): number {
  let count = 0;
  for (const [, colon] of json.matchAll(textOrName)) if (colon !== undefined) count += 1;
  return count;
}

/** Counts the members of a value at any depth. Not recursive, because a token may be nested as deeply as it is long. */
function countMembers(value: unknown): number {
  const left = [value];
  let count = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const inner = Object.values(next);
    if (!Array.isArray(next)) count += inner.length;
    for (const one of inner) left.push(one);
  }
  return count;
}

/**
 * Parses the JSON object in a part of a token. RFC 7515 4 and RFC 7519 4 require unique names: with two claims of the
 * same name, this code could check one and another reader use the other.
 * @returns null unless the bytes are valid UTF-8 with one JSON object whose names are unique at every depth
 */
export function readJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return countNames(json) === countMembers(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
