import { type CSSToken, TokenType } from "@csstools/css-tokenizer";
import { type HidingProperty, valueExpander } from "./properties.ts";
import { createNesting, normalisedText, readTokens, skipBlock, type TokenReader } from "./tokens.ts";

/** Values of properties that can hide text, in lower case, with single spaces and without escapes. */
export type Declarations = ReadonlyMap<HidingProperty, string>;

/** What a `style` attribute or one rule declares; the last declaration of a property wins. */
export interface DeclarationBlock {
  readonly usual: Declarations;
  readonly important: Declarations;
}

/** Length beyond which declarations are ignored, which bounds memory. */
const maxTokens = 1_000;

/** Reads the value of a `style` attribute. */
export function readDeclarations(css: string): DeclarationBlock {
  return parseDeclarations(readTokens(css), () => false);
}

/** Reads a rule's block after its opening brace, up to and with the brace that closes it. */
export function parseBlock(nextToken: TokenReader): DeclarationBlock {
  return parseDeclarations(nextToken, ([type]) => type === TokenType.CloseCurly);
}

/**
 * Parses the contents of a block (CSS Syntax 3, section 5.5.4). Declarations that browsers ignore as invalid are
 * ignored here too, and so are rules within the block, such as `&:hover{…}`: they do not style the block's own
 * elements.
 */
function parseDeclarations(nextToken: TokenReader, isEnd: (token: CSSToken) => boolean): DeclarationBlock {
  const block = { usual: new Map<HidingProperty, string>(), important: new Map<HidingProperty, string>() };
  const nestingAfter = createNesting();
  let nesting = 0;
  let declaration: CSSToken[] = [];
  for (let token = nextToken(); token !== undefined; token = nextToken()) {
    if (nesting === 0 && isEnd(token)) break;
    if (nesting === 0 && token[0] === TokenType.Semicolon) {
      addDeclaration(block, declaration);
      declaration = [];
    } else if (nesting === 0 && token[0] === TokenType.OpenCurly) {
      skipBlock(nextToken, token);
      declaration = [];
    } else {
      nesting = nestingAfter(token);
      const isLeadingSpace = declaration.length === 0 && token[0] === TokenType.Whitespace;
      if (!isLeadingSpace && declaration.length < maxTokens) declaration.push(token);
    }
  }
  addDeclaration(block, declaration);
  return block;
}

/**
 * Merges blocks, weakest first: later ones win, and important declarations win over all others (CSS Cascade 4, 6.4).
 */
export function cascade(blocks: readonly DeclarationBlock[]): Declarations {
  const [first, ...others] = blocks;
  if (first && others.length === 0 && first.important.size === 0) return first.usual;
  return new Map([...blocks.flatMap(({ usual }) => [...usual]), ...blocks.flatMap(({ important }) => [...important])]);
}

type WritableBlock = Record<"usual" | "important", Map<HidingProperty, string>>;
const importantMark = / ?! ?important$/;

function addDeclaration({ usual, important }: WritableBlock, tokens: readonly CSSToken[]): void {
  const [name] = tokens;
  const colon = tokens[1]?.[0] === TokenType.Whitespace ? 2 : 1;
  if (name?.[0] !== TokenType.Ident || tokens[colon]?.[0] !== TokenType.Colon) return;
  const expand = valueExpander(name[4].value.toLowerCase());
  if (expand === undefined || tokens.length === maxTokens || hasBadToken(tokens)) return;
  const text = normalisedText(tokens.slice(colon + 1));
  const target = importantMark.test(text) ? important : usual;
  for (const [property, value] of expand(text.replace(importantMark, ""))) target.set(property, value);
}

const hasBadToken = (tokens: readonly CSSToken[]) =>
  tokens.some(([type]) => type === TokenType.BadString || type === TokenType.BadURL);
