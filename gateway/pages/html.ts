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
