/** Kinds of text that are built in a way of their own. */
export type TextKind = "eml" | "icalendar" | "vcard" | "vtt" | "plain";

const mailHeader =
  /^(?:received|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|dkim-signature|reply-to|x-[\w-]{1,60}|arc-[\w-]{1,60})$/i;
const fieldLine = /^([!-9;-~]{1,100}):/;
const minHeaders = 3;

/** What kind of text it is, from how it begins. A name or type that says it is a message is believed if it has headers. */
export function textKindOf(
  head: string,
  { mediaType, name = "" }: { mediaType: string; name?: string | undefined },
): TextKind {
  if (/^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(head)) return "vtt";
  // Before headers are counted: its extensions begin with X- as theirs do.
  const [, object] = /^\ufeff?BEGIN:V(CALENDAR|CARD)[ \t]*(?:\r?\n|$)/i.exec(head) ?? [];
  if (object !== undefined) return object.length > 4 ? "icalendar" : "vcard";
  const isSaid = /^message\/(?:rfc822|global)\b/i.test(mediaType) || /\.(?:eml|mht|mhtml)$/i.test(name);
  return countHeaders(head) >= (isSaid ? 1 : minHeaders) ? "eml" : "plain";
}

/** How many well-known header fields a text begins with; none where another line comes first. */
function countHeaders(head: string): number {
  let count = 0;
  for (const [index, line] of head
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The "From " line of a mailbox file.
    if (index === 0 && /^>?From /.test(line)) continue;
    const [, field] = fieldLine.exec(line) ?? [];
    if (field === undefined) break;
    if (mailHeader.test(field)) count += 1;
  }
  return count;
}
