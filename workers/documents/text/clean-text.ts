/** Invisible characters: zero width, bidirectional controls, tags, variation selectors, soft hyphens. */
const invisible = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const controls = /[\p{Cc}--[\n\t]]/gv;
const spaces = /[\p{Zs}\u2800]/gu;

/**
 * Markup for which a client that renders Markdown may send a request: images, and HTML elements that load something.
 * `![` and `<img` are escaped, so that they render as plain characters.
 */
const imageStart = /!\[/g;
const loadingElements =
  "img|image|picture|source|video|audio|track|iframe|frame|object|embed|svg|link|" +
  "script|style|base|meta|input|portal";
const loadingElement = new RegExp(`<(?=/?(?:${loadingElements})\\b)`, "gi");

/** Text without invisible characters, with `\n` line ends and plain spaces. Keeps tabs and indentation. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(lineEnds, "\n").replace(invisible, "").replace(controls, "").replace(spaces, " ");
}

/** Text that loads nothing when a client renders it as Markdown. Apply after `cleanText`. */
export function withoutAutoFetch(text: string): string {
  return text.replace(imageStart, "!\\[").replace(loadingElement, "&lt;");
}

/** Text that `cleanLine` leaves as it is, as most subjects, names and previews: a fast path. */
const plainLine = /^[\w"#$%&'()*+,\-./:;=>?@]+(?: [\w"#$%&'()*+,\-./:;=>?@]+)*$/;

/** Clean text on one line, for subjects, names and previews of untrusted authors. */
export function cleanLine(text: string): string {
  if (plainLine.test(text)) return text;
  return withoutAutoFetch(cleanText(text)).replace(/\s+/g, " ").trim();
}
