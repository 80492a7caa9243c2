/** Characters that a reader can't see: zero width, bidirectional controls, tags, variation selectors, soft hyphens. */
const invisible = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const controls = /[\p{Cc}--[\n\t]]/gv;
const spaces = /[\p{Zs}\u2800]/gu;

/**
 * Markup that a client may turn into a request by itself, when it shows the text as Markdown: images, and HTML
 * elements that load something. `![` and `<img` are made to be read as plain characters.
 */
const imageStart = /!\[/g;
const loadingElement =
  /<(?=\/?(?:img|image|picture|source|video|audio|track|iframe|frame|object|embed|svg|link|script|style|base|meta|input|portal)\b)/gi;

/** Text whose every character can be seen, with `\n` line ends and plain spaces. Keeps tabs and indentation. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(lineEnds, "\n").replace(invisible, "").replace(controls, "").replace(spaces, " ");
}

/** Text that loads nothing when a client shows it as Markdown. Apply after `cleanText`. */
export function withoutAutoFetch(text: string): string {
  return text.replace(imageStart, "!\\[").replace(loadingElement, "&lt;");
}

/** What `cleanLine` leaves as it is, told at one look: most subjects, names and previews are such words. */
const plainLine = /^[\w"#$%&'()*+,\-./:;=>?@]+(?: [\w"#$%&'()*+,\-./:;=>?@]+)*$/;

/** Clean text on one line: for subjects, names and previews that others wrote. */
export function cleanLine(text: string): string {
  if (plainLine.test(text)) return text;
  return withoutAutoFetch(cleanText(text)).replace(/\s+/g, " ").trim();
}
