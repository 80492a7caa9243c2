/** CSS declarations by property, lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** The declarations of a `style` attribute or of one rule. The last of a property wins. */
export function readDeclarations(css: string): Declarations {
  const declarations = new Map<string, string>();
  for (const declaration of withoutComments(css).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration.slice(colon + 1).replace(/!\s*important/i, "");
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return declarations;
}

/** Comments are no part of CSS, wherever they stand. */
export function withoutComments(css: string): string {
  let text = "";
  let at = 0;
  for (;;) {
    const open = css.indexOf("/*", at);
    if (open === -1) return text + css.slice(at);
    text += css.slice(at, open);
    const close = css.indexOf("*/", open + 2);
    if (close === -1) return text;
    at = close + 2;
  }
}
