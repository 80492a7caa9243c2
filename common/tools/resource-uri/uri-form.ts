import { decodePercent } from "./decode-percent.ts";

/** The parts of an address. Of a form, segments may be placeholders, and parameters have no values. */
export interface UriParts {
  scheme: string;
  segments: readonly string[];
  parameters: ReadonlyMap<string, string>;
}

export type UriFields = Record<string, string | string[] | undefined>;

/** One of the forms that addresses have. Nothing of it is read twice. */
export interface UriForm {
  /** As it is written: `{name}` is one path segment, `{name...}` the rest, after `?` the parameters it may have. */
  text: string;
  scheme: string;
  /** What the address names, decoded once; undefined when it has another form. */
  match(uri: UriParts): UriFields | undefined;
  /** The address of what the fields name, every part percent-encoded. */
  fill(fields: UriFields): string;
}

interface Placeholder {
  literal: string;
  name: string | undefined;
  takesRest: boolean;
}

function placeholder(segment: string): Placeholder {
  const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
  return { literal: segment, name, takesRest: rest !== undefined };
}

/** What can't be decoded becomes empty, which no pattern admits. */
const decoded = (part: string) => decodePercent(part) ?? "";

const encoded = (value: string | readonly string[]) =>
  typeof value === "string" ? encodeURIComponent(value) : value.map(encodeURIComponent).join("/");

/** Reads a form, which is one of our own. */
export function uriForm(text: string): UriForm {
  const [address = "", query] = text.split("?");
  const [scheme = "", path = ""] = address.split(":///");
  const parameters = query?.split("&") ?? [];
  const segments = path.split("/").map(placeholder);
  const takesRest = segments.at(-1)?.takesRest === true;

  function pathFields(given: readonly string[]): UriFields | undefined {
    const fits = takesRest ? given.length >= segments.length : given.length === segments.length;
    if (!fits) return undefined;
    const fields: UriFields = {};
    for (const [at, segment] of segments.entries()) {
      if (segment.name === undefined && segment.literal !== given[at]) return undefined;
      if (segment.name === undefined) continue;
      fields[segment.name] = segment.takesRest ? given.slice(at).map(decoded) : decoded(given[at] ?? "");
    }
    return fields;
  }

  return {
    text,
    scheme,
    match(uri) {
      const fields = uri.scheme === scheme ? pathFields(uri.segments) : undefined;
      if (fields === undefined || [...uri.parameters.keys()].some((name) => !parameters.includes(name)))
        return undefined;
      for (const [name, value] of uri.parameters) fields[name] = decoded(value);
      return fields;
    },
    fill(fields) {
      const parts = segments.map(({ name, literal }) => (name === undefined ? literal : encoded(fields[name] ?? "")));
      const filled = parameters
        .filter((name) => fields[name] !== undefined)
        .map((name) => `${name}=${encoded(fields[name] ?? "")}`);
      return `${scheme}:///${parts.join("/")}${filled.length > 0 ? `?${filled.join("&")}` : ""}`;
    },
  };
}
