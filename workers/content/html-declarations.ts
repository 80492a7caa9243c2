/** CSS declarations by property, lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** The declarations of a `style` attribute or of one rule. The last of a property wins; values have single spaces. */
export function readDeclarations(css: string): Declarations {
  const declarations = new Map<string, string>();
  for (const declaration of cleanCss(css).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, "")
      .replace(/\s+/g, " ");
    const property = declaration.slice(0, colon).trim().toLowerCase();
    for (const [name, text] of longhandsOf(property, value.trim().toLowerCase())) declarations.set(name, text);
  }
  return declarations;
}

const sizeInFont =
  /(?:^| )(0|(?:\d+(?:\.\d+)?|\.\d+)(?:[a-z]+|%)|inherit|initial|unset|medium|smaller|larger|(?:x{1,3}-)?(?:small|large))(?:[ /]|$)/;

/** What a declaration says; of a shorthand, only what somebody asks for. */
function longhandsOf(property: string, value: string): [string, string][] {
  if (property === "font") {
    const size = sizeInFont.exec(value)?.[1];
    return size === undefined ? [] : [["font-size", size]];
  }
  if (property !== "margin" && property !== "padding") return [[property, value]];
  const [top = value, right = top, , left = right] = value.split(" ");
  return [
    [`${property}-top`, top],
    [`${property}-left`, left],
  ];
}

const opaque =
  /\/\*[\s\S]*?(?:\*\/|$)|url\(\s*(?!["'\s])[^)]*|"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?/gi;

/** CSS without comments. Signs in strings and addresses that would end something elsewhere are replaced. */
export function cleanCss(css: string): string {
  return css.replace(opaque, (text) => (text.startsWith("/*") ? "" : text.replace(/[{};,]/g, "\uFFFD")));
}
