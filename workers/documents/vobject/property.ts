import { unescaped } from "./read-vobject.ts";

/** A property of a calendar, such as `DTSTART;TZID=Europe/Berlin:20261102T090000`. */
export interface Property {
  /** In upper case; empty where the line has none. */
  name: string;
  /** The name and its parameters, as they are written. */
  head: string;
  /** Unescaped. */
  value: string;
}

/** Reads a line. One without a colon is a value without a name. */
export function readProperty(line: string): Property {
  const colon = colonOf(line);
  if (colon === undefined) return { name: "", head: "", value: unescaped(line) };
  const head = line.slice(0, colon);
  const [name = ""] = head.split(";", 1);
  return { name: name.trim().toUpperCase(), head, value: unescaped(line.slice(colon + 1)) };
}

/** The first colon outside of quotes. */
function colonOf(line: string): number | undefined {
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ":" && !isQuoted) return at;
  }
  return undefined;
}

/** Parameters that are told; their values may be quoted. */
const parameters = {
  CN: /;CN=(?:"([^"]*)"|([^;:]*))/i,
  PARTSTAT: /;PARTSTAT=(?:"([^"]*)"|([^;:]*))/i,
  TZID: /;TZID=(?:"([^"]*)"|([^;:]*))/i,
} as const;

/** A parameter of a property; empty where it has none. */
export function parameterOf({ head }: Property, name: keyof typeof parameters): string {
  const [, quoted, plain = ""] = parameters[name].exec(head) ?? [];
  return (quoted ?? plain).trim();
}
