/** CSS declarations by property, lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** What a `style` attribute or one rule declares. The last of a property wins; values have single spaces. */
export interface DeclarationBlock {
  readonly usual: Declarations;
  readonly important: Declarations;
}

/** Reads a block. What browsers pass over since it means nothing is passed over here too. */
export function readDeclarations(css: string): DeclarationBlock {
  const usual = new Map<string, string>();
  const important = new Map<string, string>();
  for (const declaration of cleanCss(css).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const [value = "", mark] = declaration
      .slice(colon + 1)
      .toLowerCase()
      .split(/(!\s*important)\s*$/);
    const property = declaration.slice(0, colon).trim().toLowerCase();
    for (const [name, text] of longhandsOf(property, value.replace(/\s+/g, " ").trim())) {
      if (meansNothing(name, text)) continue;
      (mark === undefined ? usual : important).set(name, text);
    }
  }
  return { usual, important };
}

/** What all blocks declare together: the later ones win, but what is important wins over all that is not (CSS Cascade 4, 6.4). */
export function cascade(blocks: readonly DeclarationBlock[]): Declarations {
  const [first, ...others] = blocks;
  if (first && others.length === 0 && first.important.size === 0) return first.usual;
  return new Map([...blocks.flatMap(({ usual }) => [...usual]), ...blocks.flatMap(({ important }) => [...important])]);
}

/** One of these words, or what any property may say; a function, such as `var()`, may come to anything. */
const oneOf = (words: string) => new RegExp(`^(?:${words}|initial|inherit|unset|revert(?:-layer)?|.*\\(.*)$`);

/** What properties that hide may say, where that is a short list. */
const meaningful = new Map([
  [
    "display",
    oneOf(
      "none|contents|(?:(?:block|inline|run-in) )?(?:block|inline|run-in|flow|flow-root|list-item|ruby|table|flex|grid)|" +
        "(?:-[a-z]+-)?(?:inline-)?(?:block|table|flex|flexbox|grid|box)|(?:table|ruby)-[a-z-]+",
    ),
  ],
  ["visibility", oneOf("visible|hidden|collapse")],
  ["opacity", oneOf("[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[+-]?\\d+)?%?")],
]);

function meansNothing(property: string, value: string): boolean {
  return meaningful.get(property)?.test(value) === false;
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
