import { type CSSToken, mirrorVariantType, TokenType, tokenizer } from "@csstools/css-tokenizer";

/** Gives the next token with each call, then undefined. */
export type TokenReader = () => CSSToken | undefined;

/** Reads the tokens of CSS without comments (CSS Syntax 3, section 4). Any text has tokens, so this never throws. */
export function readTokens(css: string): TokenReader {
  const { nextToken } = tokenizer({ css });
  return () => {
    let token = nextToken();
    while (token[0] === TokenType.Comment) token = nextToken();
    return token[0] === TokenType.EOF ? undefined : token;
  };
}

/**
 * Follows nested blocks token by token. Returns how many are open after each token; one that closes another kind of
 * block than the innermost closes nothing. Without recursion, since hostile style sheets nest a million deep.
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

/** Reads on to the end of the block that this token, the last one read, has opened. */
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
 * Tokens as text in lower case, with single spaces and resolved escapes. The contents of strings and addresses are left
 * out: no property that hides text depends on them.
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
