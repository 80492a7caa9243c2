import { type CSSToken, TokenType } from "@csstools/css-tokenizer";
import { type DeclarationBlock, parseBlock } from "./declarations.ts";
import { createNesting, readTokens, skipBlock } from "./tokens.ts";

export interface StyleRule {
  /** The selector list as written. */
  selectors: string;
  declarations: DeclarationBlock;
}

/** The part of a rule before its block. */
interface Prelude {
  /** Its offset in the sheet. */
  from: number;
  /** The name of an at-rule, in lower case. */
  atRule: string | undefined;
}

/**
 * The style rules of a sheet in order, parsed as browsers do it (CSS Syntax 3, section 5.5); those in an at-rule only
 * where that is a `@media` that holds for every screen.
 */
export function* readRules(sheet: string): Generator<StyleRule> {
  const nextToken = readTokens(sheet);
  const nestingAfter = createNesting();
  let nesting = 0;
  let prelude: Prelude | undefined;
  let openMediaRules = 0;
  for (let token = nextToken(); token !== undefined; token = nextToken()) {
    const [type, , from] = token;
    if (nesting > 0) {
      nesting = nestingAfter(token);
    } else if (type === TokenType.OpenCurly) {
      const text = sheet.slice(prelude?.from ?? from, from);
      if (prelude?.atRule === undefined) yield { selectors: text, declarations: parseBlock(nextToken) };
      else if (prelude.atRule === "media" && isForEveryScreen(withoutKeyword(text))) openMediaRules += 1;
      else skipBlock(nextToken, token);
      prelude = undefined;
    } else if (type === TokenType.CloseCurly && openMediaRules > 0) {
      openMediaRules -= 1;
      prelude = undefined;
    } else if (type === TokenType.Semicolon && (prelude?.atRule !== undefined || openMediaRules > 0)) {
      prelude = undefined;
    } else if (prelude !== undefined || !isBetweenRules(type)) {
      prelude ??= { from, atRule: atRuleName(token) };
      nesting = nestingAfter(token);
    }
  }
}

/** Whether a media query list holds for every screen, as an empty one does; false where that depends on the screen. */
export function isForEveryScreen(media: string): boolean {
  if (media.trim() === "") return true;
  return media.split(",").some((query) => /^(?:(?:only\s+)?(?:screen|all)|not\s+print)$/i.test(query.trim()));
}

/** `@media screen` → `screen`. A comment that isn't closed is in a string, and ends it. */
function withoutKeyword(prelude: string): string {
  return prelude.replace(/\/\*.*?(?:\*\/|$)/gs, "").replace(/^@[\w-]+/, "");
}

function atRuleName(token: CSSToken): string | undefined {
  return token[0] === TokenType.AtKeyword ? token[4].value.toLowerCase() : undefined;
}

/** White space, and `<!--` and `-->`, in which old pages enclose style sheets. */
function isBetweenRules(type: TokenType): boolean {
  return type === TokenType.Whitespace || type === TokenType.CDO || type === TokenType.CDC;
}
