/** In valid JSON a quote stands nowhere but around a text; one with a colon behind it is a member's name. */
const textOrName = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

function countNames(json: string): number {
  let count = 0;
  for (const [, colon] of json.matchAll(textOrName)) if (colon !== undefined) count += 1;
  return count;
}

/** Members of a value and of everything in it. Not recursive: a token may nest as deep as it is long. */
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
 * The JSON object in a part of a token. RFC 7515 4 and RFC 7519 4 demand that names are unique: of two claims of one
 * name, the one that is checked could be another than the one that somebody else reads.
 * @returns null for anything but valid UTF-8 with one JSON object in it whose names are unique, at any depth
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
