const wellKnown =
  /^(?:received|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|dkim-signature|reply-to|x-[\w-]{1,60}|arc-[\w-]{1,60})$/i;
const fieldLine = /^([!-9;-~]{1,100}):/;

/** How many well-known header fields (RFC 5322) a text begins with; none where another line comes first. */
export function countMailHeaders(text: string): number {
  let count = 0;
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The "From " line of a mailbox file.
    if (index === 0 && /^>?From /.test(line)) continue;
    const [, field] = fieldLine.exec(line) ?? [];
    if (field === undefined) break;
    if (wellKnown.test(field)) count += 1;
  }
  return count;
}
