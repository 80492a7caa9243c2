import { type CSSToken, TokenType } from "@csstools/css-tokenizer";
import { type Selector as CssWhatToken, parse } from "css-what";
import {
  attribute,
  type HtmlElement,
  type HtmlNode,
  isElement,
  nodesOf,
  ownText,
} from "#workers/documents/html/document-tree.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { type DeclarationBlock, parseBlock } from "./declarations.ts";
import { compileSelectors, compoundMatches, createMatching, keysOfElement, type Selector } from "./selectors.ts";
import { createNesting, readTokens, skipBlock } from "./tokens.ts";

/** Selectors of mails have at most a few hundred characters. */
const maxCharacters = 2_000;

/**
 * Parses a selector list. Selectors are left out that are invalid, have more than 2,000 characters, or depend on more
 * than the document, such as `:checked`. The others apply, although browsers drop a list with an invalid selector.
 */
function* readSelectors(list: string): Generator<Selector> {
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

/** A rule with one of its selectors. */
interface Rule {
  selector: Selector;
  /** Number in document order. */
  order: number;
  declarations: DeclarationBlock;
}

/**
 * Limits on the work that style sheets can cause. Mails have a few hundred rules. Beyond the limits a document is
 * refused, and not read without its styles, which would reveal hidden text.
 */
const maxRules = 10_000;
const maxSteps = 10_000_000;

/**
 * The style sheets of a document, as browsers apply them while nobody interacts with it: what the rules that match an
 * element declare, weakest first. Throws `too_large` beyond 10,000 selectors, and when matching takes too long.
 */
export function readStyleSheets(document: HtmlNode): (element: HtmlElement) => DeclarationBlock[] {
  const rules: Rule[] = [];
  for (const { selectors, declarations } of styleTexts(document).flatMap(readRules)) {
    if (declarations.usual.size === 0 && declarations.important.size === 0) continue;
    for (const selector of readSelectors(selectors)) {
      rules.push({ selector, order: rules.length, declarations });
      if (rules.length > maxRules) throw new DocumentRefusal("tooComplexStyles");
    }
  }
  const rulesByKey = Map.groupBy(rules, ({ selector }) => selector.key);
  let steps = 0;
  const matching = createMatching((count) => {
    steps += count;
    if (steps > maxSteps) throw new DocumentRefusal("tooComplexStyles");
  });
  if (rulesByKey.size === 0) return () => [];
  return (element) =>
    keysOfElement(element, matching)
      .flatMap((key) => rulesByKey.get(key) ?? [])
      .filter(({ selector }) => compoundMatches(selector.compound, element, matching))
      .sort((one, other) => one.selector.specificity - other.selector.specificity || one.order - other.order)
      .map(({ declarations }) => declarations);
}

/** The texts of the `style` elements that apply to every screen. */
function styleTexts(document: HtmlNode): IteratorObject<string> {
  const sheets = nodesOf(document)
    .filter(isElement)
    .filter(({ tagName }) => tagName === "style");
  return sheets.filter((sheet) => isForEveryScreen(attribute(sheet, "media") ?? "")).map(ownText);
}

/**
 * The style rules of a sheet in order, parsed as browsers do it (CSS Syntax 3, section 5.5); those in an at-rule only
 * where that is a `@media` that holds for every screen. The selectors come as they are written.
 */
function* readRules(sheet: string): Generator<{ selectors: string; declarations: DeclarationBlock }> {
  const nextToken = readTokens(sheet);
  const nestingAfter = createNesting();
  let nesting = 0;
  /** Of the part of a rule before its block: its offset in the sheet, and the name of an at-rule, in lower case. */
  let prelude: { from: number; atRule: string | undefined } | undefined;
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
function isForEveryScreen(media: string): boolean {
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
