import { decodePercent } from "./decode-percent.ts";

/** The parts of a uri, still percent-encoded. */
export interface UriParts {
  scheme: string;
  segments: readonly string[];
  parameters: ReadonlyMap<string, string>;
}

export type UriFields = Record<string, string | string[] | undefined>;
type GivenFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A uri template that is parsed once and then matched and filled in many times. */
export interface UriForm {
  /** The template: `{name}` is one path segment, `{name...}` all that remain; optional parameters follow `?`. */
  text: string;
  scheme: string;
  /** The fields of a matching uri, decoded once. Undefined when the uri has another form. */
  match(uri: UriParts): UriFields | undefined;
  /** The uri with these fields, each percent-encoded. Parameters without a value are left out. */
  fill(fields: GivenFields): string;
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

/** A malformed part becomes the empty string, which no pattern admits. */
const decoded = (part: string) => decodePercent(part) ?? "";

/** Of what Graph gives as an id anything may stand here; half a surrogate pair can't be encoded. */
const encodedPart = (part: string) => encodeURIComponent(part.toWellFormed());

const encoded = (value: string | readonly string[] = "") =>
  typeof value === "string" ? encodedPart(value) : value.map(encodedPart).join("/");

/** Parses a template. Templates are constants of this program, so they are not validated. */
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
      let uri = `${scheme}://`;
      for (const { literal, name } of segments) uri += `/${name === undefined ? literal : encoded(fields[name])}`;
      let separator = "?";
      for (const name of parameters) {
        if (fields[name] === undefined) continue;
        uri += `${separator}${name}=${encoded(fields[name])}`;
        separator = "&";
      }
      return uri;
    },
  };
}
