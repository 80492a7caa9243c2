import { charsetOf, decodeText } from "#workers/documents/charset/decode-text.ts";
import { cleanDocumentText, type Reading } from "#workers/documents/text/reading.ts";

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
export function unescaped(value: string): string {
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
