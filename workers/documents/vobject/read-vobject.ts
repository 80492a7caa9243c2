import { charsetOf, decodeText } from "#workers/documents/charset/decode-text.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

/** Extension properties repeat others as HTML, or are meant for programs. */
const extension = /^X-/i;
/** Pictures, sounds and keys. */
const base64 = /^[^:]{0,200};(?:ENCODING=B(?:ASE64)?|BASE64|VALUE=BINARY)\b/i;
const dataUrl = /^[\w.-]{1,60}(?:;[^:]{0,200})?:data:/i;
const isLeftOut = (property: string) => [extension, base64, dataUrl].some((pattern) => pattern.test(property));
const escapes: Readonly<Record<string, string>> = { n: "\n  ", N: "\n  " };

/** The encoding of vCard 2.1, where later versions use UTF-8. */
const quotedPrintable = /^[^:]{0,200};(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:]{0,200})?:/i;
/** How much of a property is needed to tell whether it is quoted-printable. */
const headCharacters = 500;

/** Whether a text begins with the object of that name, in upper or lower case. */
export function beginsVObject(text: string, name: "VCALENDAR" | "VCARD"): boolean {
  const [, found = ""] = /^\ufeff?BEGIN:(V(?:CALENDAR|CARD))[ \t]*(?:\r?\n|$)/i.exec(text) ?? [];
  return found.toUpperCase() === name;
}

/**
 * A contact in vCard (RFC 6350, or version 2.1): one property per line, unfolded, decoded and unescaped. Extensions and
 * binary values are left out.
 */
export function readVObject(source: string): Reading {
  return { text: cleanDocumentText(vobjectProperties(source).map(unescaped).join("\n")) };
}

/**
 * The properties of a calendar or contact, unfolded and decoded, but not unescaped; without extensions and binary
 * values.
 */
export function vobjectProperties(source: string): string[] {
  return unfold(source.split(/\r?\n/))
    .filter((line) => !isLeftOut(line))
    .map((line) => (quotedPrintable.test(line) ? decodeQuoted(line) : line));
}

/** A value as it is meant. Its further lines are indented, so that none looks like another property. */
function unescaped(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_, escaped: string) => escapes[escaped] ?? escaped);
}

/**
 * A property continues in lines that begin with white space, and in quoted-printable after each line that ends with
 * "=".
 */
function unfold(lines: readonly string[]): string[] {
  const properties: string[] = [];
  let parts: string[] = [];
  let head = "";
  let isBroken = false;
  for (const [index, line] of lines.entries()) {
    const isFolded: boolean = !isBroken && index > 0 && /^[ \t]/.test(line);
    const rest: string = isFolded ? line.slice(1) : line;
    if (!isFolded && !isBroken && index > 0) {
      properties.push(parts.join(""));
      parts = [];
      head = "";
    }
    if (head.length < headCharacters) head += rest.slice(0, headCharacters);
    isBroken = rest.endsWith("=") && quotedPrintable.test(head);
    parts.push(isBroken ? rest.slice(0, -1) : rest);
  }
  properties.push(parts.join(""));
  return properties;
}

/** Decodes a quoted-printable property and drops its encoding parameters. Further lines of its value are indented. */
function decodeQuoted(line: string): string {
  const colon = line.indexOf(":");
  const parameters = line.slice(0, colon);
  const charset = charsetOf(parameters);
  const value = line.slice(colon + 1).replace(/[\t -~]+/g, (written) => {
    const bytes = written.replace(/=([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    return bytes === written ? written : decodeText(Buffer.from(bytes, "latin1"), charset);
  });
  const name = parameters.replace(/;(?:(?:ENCODING=)?QUOTED-PRINTABLE|CHARSET=[^;]*)(?=;|$)/gi, "");
  return `${name}:${value.replace(/\r\n?|[\n\v\f\u0085\u2028\u2029]/g, "\n  ")}`;
}

/**
 * A text without the line breaks that stand within a letter: lines are folded by bytes (RFC 5545 3.1, RFC 6350 3.2), so
 * that the bytes of a letter may stand in two. Otherwise it would not be UTF-8.
 */
export function joinLetters(bytes: Uint8Array): Uint8Array {
  const isFoldAt = (at: number, end: number) => {
    const next = bytes[end + 2] ?? 0;
    return (bytes[at - 1] ?? 0) >= 0x80 && (bytes[end + 1] === 0x20 || bytes[end + 1] === 0x09) && next >> 6 === 2;
  };
  if (!bytes.includes(0x0a)) return bytes;
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const end = bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 1 : at;
    if (bytes[end] === 0x0a && isFoldAt(at, end)) {
      at = end + 1;
      continue;
    }
    joined[length] = bytes[at] ?? 0;
    length += 1;
  }
  return joined.subarray(0, length);
}

/** A property of a calendar, such as `DTSTART;TZID=Europe/Berlin:20261102T090000`. */
export interface Property {
  /** Name in upper case; empty where the line has none. */
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
