import { type CSSToken, TokenType } from "@csstools/css-tokenizer";
import { type Selector as CssWhatToken, parse } from "css-what";
import { compileSelectors, type Selector } from "./compile-selector.ts";
import { createNesting, readTokens } from "./tokens.ts";

/** Selectors of mails have at most a few hundred characters. */
const maxCharacters = 2_000;

/**
 * Parses a selector list. Selectors are left out that are invalid, have more than 2,000 characters, or depend on more
 * than the document, such as `:checked`. The others apply, although browsers drop a list with an invalid selector.
 */
export function* readSelectors(list: string): Generator<Selector> {
  for (const text of splitAtCommas(list)) yield* compileSelectors(parseText(text));
}

/** The valid selectors of a list, as text without comments. */
function* splitAtCommas(list: string): Generator<string> {
  const nextToken = readTokens(list);
  const nestingAfter = createNesting();
  let nesting = 0;
  let text = "";
  let isValid = true;
  let last: CSSToken | undefined;
  for (let token = nextToken(); token !== undefined; token = nextToken()) {
    if (nesting === 0 && token[0] === TokenType.Comma) {
      if (isValid) yield text;
      text = "";
      isValid = true;
    } else {
      nesting = nestingAfter(token);
      isValid &&= !isInvalidValue(token, last) && text.length + token[1].length <= maxCharacters;
      if (isValid) text += token[1];
    }
    if (token[0] !== TokenType.Whitespace) last = token;
  }
  if (isValid) yield text;
}

/** Whether a token is an invalid value in an attribute selector, as in `[width=600]`, which css-what accepts. */
function isInvalidValue([type]: CSSToken, last: CSSToken | undefined): boolean {
  return last?.[1] === "=" && type !== TokenType.Ident && type !== TokenType.String && type !== TokenType.Whitespace;
}

function parseText(text: string): readonly (readonly CssWhatToken[])[] {
  try {
    return parse(text);
  } catch {
    return [];
  }
}
