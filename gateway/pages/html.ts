/** Text that is HTML already. Only `html` makes it. */
export interface Html {
  readonly html: string;
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => references[character] ?? "");

const written = (value: string | Html | readonly Html[]): string => {
  if (typeof value === "string") return escaped(value);
  return "html" in value ? value.html : value.map(({ html }) => html).join("");
};

/** A template whose values are escaped, in text and in quoted attributes, unless they are HTML of this function. */
export function html(literals: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return {
    html: literals.map((literal, at) => literal + (at < values.length ? written(values[at] ?? "") : "")).join(""),
  };
}

/** Letters of the font of codes that a phone of 320 pixels shows in one line of a table. */
const lineLength = 28;

/**
 * Text in the font of codes. A name or an address that is longer than a line of a phone is broken there after a dot or
 * a slash, and not in the middle of a word.
 */
export function codeText(text: string): Html {
  const isWhole = text.length <= lineLength || text.includes(" ");
  const parts = isWhole ? [text] : text.split(/(?<=\w[./])(?=\w)/);
  return html`<code>${parts.map((part, at) => html`${at === 0 ? [] : html`<wbr>`}${part}`)}</code>`;
}

/**
 * One line of our own words with `code` in backticks and *names of what is on a screen* in asterisks, as the documents
 * write them. Nothing else is markup, and everything is escaped.
 */
export function inlineText(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*[^*]+\*)/).map((part) => {
    if (part.startsWith("`")) return codeText(part.slice(1, -1));
    return part.startsWith("*") ? html`<b>${part.slice(1, -1)}</b>` : html`${part}`;
  });
  return html`${parts}`;
}
