const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** HTML as Exchange turns it into text: line breaks for blocks, tabs between cells, no markup. */
export function htmlToText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\r?\n/g, " ")
    .replace(/<br\s*\/?>/gi, "\r\n")
    .replace(/<\/(p|div|tr|table|h[1-6]|li|blockquote)>/gi, "\r\n")
    .replace(/<\/(td|th)>/gi, "\t")
    .replace(/<[^>]+>/g, "")
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => decodeEntity(name) ?? whole)
    .replace(/[ \t]*\r\n[ \t]*/g, "\r\n")
    .replace(/ {2,}/g, " ")
    .trim();
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith("#")) return entities[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : undefined;
}
