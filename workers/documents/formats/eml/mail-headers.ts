const wellKnown = new Set([
  "received",
  "return-path",
  "from",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "delivered-to",
  "dkim-signature",
  "reply-to",
]);
const wellKnownPrefix = /^(?:x|arc)-[\w-]{1,60}$/;
const fieldLine = /^([!-9;-~]{1,100}):/;

/** How many well-known header fields (RFC 5322) a text begins with. Counting stops at the first other line. */
export function countMailHeaders(text: string): number {
  let count = 0;
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The "From " line of an mbox file.
    if (index === 0 && /^>?From /.test(line)) continue;
    const field = fieldLine.exec(line)?.[1]?.toLowerCase();
    if (field === undefined) break;
    if (wellKnown.has(field) || wellKnownPrefix.test(field)) count += 1;
  }
  return count;
}
