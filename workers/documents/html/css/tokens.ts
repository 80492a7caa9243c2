import { type CSSToken, mirrorVariantType, TokenType, tokenizer } from "@csstools/css-tokenizer";

/** Returns the next token; undefined at the end. */
export type TokenReader = () => CSSToken | undefined;

/** Splits CSS into tokens (CSS Syntax 3, section 4), without comments. Never throws: any text can be tokenized. */
export function readTokens(css: string): TokenReader {
  const { nextToken } = tokenizer({ css });
  return () => {
    let token = nextToken();
    while (token[0] === TokenType.Comment) token = nextToken();
    return token[0] === TokenType.EOF ? undefined : token;
  };
}

/**
 * Counts open blocks token by token: returns their number after each token. A closing token that does not fit the
 * innermost block is ignored. Not recursive: hostile style sheets nest a million levels deep.
 */
export function createNesting(): (token: CSSToken) => number {
  const closers: TokenType[] = [];
  return (token) => {
    const closer = closerOf(token);
    if (closer !== undefined) closers.push(closer);
    else if (token[0] === closers.at(-1)) closers.pop();
    return closers.length;
  };
}

/** Reads up to the end of the block that starts with this token, the last one read. */
export function skipBlock(nextToken: TokenReader, opener: CSSToken): void {
  const nestingAfter = createNesting();
  for (let token: CSSToken | undefined = opener; token !== undefined; token = nextToken()) {
    if (nestingAfter(token) === 0) return;
  }
}

function closerOf([type]: CSSToken): TokenType | undefined {
  if (type === TokenType.Function) return TokenType.CloseParen;
  const isOpener = type === TokenType.OpenParen || type === TokenType.OpenSquare || type === TokenType.OpenCurly;
  return isOpener ? (mirrorVariantType(type) ?? undefined) : undefined;
}

/**
 * Tokens as text in lower case, with single spaces and resolved escapes. The contents of strings and URLs are left out:
 * no property that hides text depends on them.
 */
export function normalisedText(tokens: readonly CSSToken[]): string {
  return tokens.map(tokenText).join("").replace(/ {2,}/g, " ").trim().toLowerCase();
}

function tokenText(token: CSSToken): string {
  switch (token[0]) {
    case TokenType.Whitespace:
      return " ";
    case TokenType.Ident:
      return token[4].value;
    case TokenType.Function:
      return `${token[4].value}(`;
    case TokenType.Dimension:
      return token[1].includes("\\") ? `${token[4].value}${token[4].unit}` : token[1];
    case TokenType.String:
      return '""';
    case TokenType.URL:
      return "url()";
    default:
      return token[1];
  }
}
