import { normalised } from "#common/text.ts";

/** Invisible characters: zero width, bidirectional controls, tags, variation selectors, soft hyphens. */
const invisible = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const controls = /[\p{Cc}--[\n\t]]/gv;
const spaces = /[\p{Zs}\u2800]/gu;

/**
 * A space after the `!` makes a link of an image. A backslash would not do, neither ours nor one in the document:
 * marked, for one, takes backslashes away from the text of a link, and then finds the image in it.
 */
const imageStart = /!(?=\\*\[)/g;
/**
 * A tag that is closed in its line and has no attribute with a value can't load anything, whatever its name and however
 * it is parsed; only the content of scripts and style sheets can. Neither can the name of an unknown element, as
 * `<ada@contoso.com>` and other addresses in angle brackets are parsed: an attribute in it would follow a `/`.
 * Left as they are, so that `Map<String, Integer>` and such addresses can be read. Looks ahead to a bounded distance.
 */
const inert = [
  "(?!(?:script|style)\\b)[^\\s<>/]{1,254}(?:[ \\t/][^\\n>=]{0,60})?>",
  "https?:(?:/(?!\\w+=)|[^\\s<>\"'`/])*>",
];
const loadingTag = new RegExp(`<(?=[a-z])(?!${inert.join("|")})`, "gi");

/** Text without invisible characters, with `\n` line ends and plain spaces. Keeps tabs and indentation. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(lineEnds, "\n").replace(invisible, "").replace(controls, "").replace(spaces, " ");
}

/**
 * Text that loads nothing by itself when a client renders it as Markdown or HTML: images and tags become text. In HTML,
 * `&lt;` is text in every place, while `\<` is a tag in a block of raw HTML. Apply after `cleanText`, and again where a
 * text was cut.
 */
export function withoutAutoFetch(text: string): string {
  if (!text.includes("<") && !text.includes("!")) return text;
  return text.replace(imageStart, "! ").replace(loadingTag, "&lt;");
}

/** Text that `cleanLine` leaves as it is, as most subjects, names and previews: a fast path. */
const plainLine = /^[\w"#$%&'()*+,\-./:;=>?@]+(?: [\w"#$%&'()*+,\-./:;=>?@]+)*$/;

/** The same with other spaces and line ends, as previews of mails have them. */
const plainText = /^[\w"#$%&'()*+,\-./:;=>?@ \t\r\n]*$/;

/** Clean text on one line, for subjects, names and previews of untrusted authors. */
export function cleanLine(text: string): string {
  if (plainLine.test(text)) return text;
  const clean = plainText.test(text) ? text : withoutAutoFetch(cleanText(text));
  return clean.replace(/\s+/g, " ").trim();
}

const address = /\b(?:https?:\/\/|mailto:)[^\s()<>]+/g;
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}]+/gu;

/**
 * Words and numbers in lower case, whatever the form of their letters, without URLs. In scripts without spaces each
 * character counts as a word.
 */
export function wordsOf(text: string): Set<string> {
  return new Set(normalised(text, "NFKC").toLowerCase().replace(address, " ").match(word));
}
