import { cleanDocumentText, type Reading } from "./reading.ts";
import { type Writer, writerOf } from "./writer.ts";

/** Extensions repeat what others say, as HTML or for programs. */
const extension = /^X-/i;
/** Pictures, sounds and keys: base64 by a parameter, or a data address. */
const binary = /^[^:]{0,200};(?:ENCODING=B(?:ASE64)?|VALUE=BINARY)\b|^[\w.-]{1,60}(?:;[^:]{0,200})?:data:/i;
const escapes: Readonly<Record<string, string>> = { n: "\n  ", N: "\n  " };

/**
 * An event or a contact as mail and calendar programs save it, in iCalendar (RFC 5545) or vCard (RFC 6350): one property
 * a line, as it was before it was folded and escaped. Extensions and binary values are left out. An event's writer is
 * its organizer.
 */
export function readVObject(source: string): Reading {
  const properties = source
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/)
    .filter((line) => !extension.test(line) && !binary.test(line));
  const text = properties.map((line) =>
    line.replace(/\\([nN,;\\])/g, (_, escaped: string) => escapes[escaped] ?? escaped),
  );
  return { text: cleanDocumentText(text.join("\n")), writtenBy: organizerOf(properties) };
}

/** Undefined where several events have several organizers. */
function organizerOf(properties: readonly string[]): Writer | undefined {
  const [organizer, ...others] = new Set(properties.filter((line) => /^ORGANIZER[;:]/i.test(line)));
  if (organizer === undefined || others.length > 0) return undefined;
  const at = organizer.search(/:mailto:/i);
  const [, quoted, plain] = /;CN=(?:"([^"]*)"|([^;:]*))/i.exec(organizer) ?? [];
  return writerOf({ name: quoted ?? plain ?? "", address: at === -1 ? "" : organizer.slice(at + ":mailto:".length) });
}
