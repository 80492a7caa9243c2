import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";

export type KqlOperator = ":" | "=" | "<" | ">" | "<=" | ">=" | "<>";

export type KqlNode =
  | { kind: "and"; parts: KqlNode[] }
  | { kind: "or"; parts: KqlNode[] }
  | { kind: "not"; operand: KqlNode }
  | { kind: "text"; text: string; phrase: boolean; prefix: boolean }
  | { kind: "property"; property: string; operator: KqlOperator; text: string; phrase: boolean; prefix: boolean };

interface Token {
  kind: "(" | ")" | "and" | "or" | "not" | "word" | "phrase" | "property" | "end";
  text: string;
  operator?: KqlOperator;
  at: number;
}

const malformed = (text: string, at: number) =>
  badRequest(`Syntax error: character '${text.charAt(at)}' is not valid at position ${at} in '${text}'.`);

const propertyPattern = /([A-Za-z]+)(<=|>=|<>|:|=|<|>)/y;
const wordPattern = /[^\s()"]+/y;

function tokens(text: string): Token[] {
  const list: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character) || (character === "+" && /\S/.test(text.charAt(at + 1)))) {
      // A plus only says that a term is wanted, which it is anyway.
      at += 1;
    } else if (character === "(" || character === ")") {
      list.push({ kind: character, text: character, at });
      at += 1;
    } else if (character === '"') {
      const end = text.indexOf('"', at + 1);
      if (end < 0) throw malformed(text, at);
      list.push({ kind: "phrase", text: text.slice(at + 1, end), at });
      at = text.charAt(end + 1) === "*" ? end + 2 : end + 1;
    } else {
      const token = wordToken(text, at);
      list.push(token);
      at += token.text.length + (token.operator?.length ?? 0);
    }
  }
  list.push({ kind: "end", text: "", at: text.length });
  return list;
}

function wordToken(text: string, at: number): Token {
  propertyPattern.lastIndex = at;
  const [, name, operator] = propertyPattern.exec(text) ?? [];
  if (name !== undefined && operator !== undefined)
    return { kind: "property", text: name, operator: operator as KqlOperator, at };
  wordPattern.lastIndex = at;
  const word = wordPattern.exec(text)?.[0] ?? text.charAt(at);
  if (word === "AND" || word === "OR" || word === "NOT")
    return { kind: word.toLowerCase() as "and" | "or" | "not", text: word, at };
  if (word.startsWith("-") && word.length > 1) return { kind: "not", text: "-", at };
  return { kind: "word", text: word, at };
}

/**
 * Parses the KQL of a mail search. Operators count in capitals only; terms side by side are joined by AND,
 * and several restrictions of one property by OR. Unbalanced quotes or parentheses and dangling operators are refused.
 */
export function parseKql(text: string): KqlNode {
  const list = tokens(text);
  let position = 0;
  const peek = (): Token => list[position] ?? { kind: "end", text: "", at: text.length };
  const take = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };

  function either(): KqlNode {
    const parts = [both()];
    while (peek().kind === "or") {
      take();
      parts.push(both());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "or", parts };
  }
  function both(): KqlNode {
    const parts = [unary()];
    const explicit: boolean[] = [true];
    for (;;) {
      const { kind } = peek();
      if (kind === "end" || kind === ")" || kind === "or") return joined(parts, explicit);
      explicit.push(kind === "and");
      if (kind === "and") take();
      parts.push(unary());
    }
  }
  function unary(): KqlNode {
    if (peek().kind !== "not") return primary();
    take();
    return { kind: "not", operand: unary() };
  }
  function primary(): KqlNode {
    const token = take();
    if (token.kind === "(") {
      const inner = either();
      if (take().kind !== ")") throw malformed(text, token.at);
      return inner;
    }
    if (token.kind === "property") return restriction(token);
    if (token.kind === "word" || token.kind === "phrase") return { kind: "text", ...value(token) };
    throw malformed(text, token.kind === "end" ? Math.max(0, text.length - 1) : token.at);
  }
  function restriction(token: Token): KqlNode {
    const operator = token.operator ?? ":";
    if (peek().kind === "(") {
      const inner = primary();
      return distribute(inner, token.text, operator);
    }
    const valueToken = take();
    if (valueToken.kind === "property") {
      // The colon of a time or address inside the value.
      const rest = peek().kind === "word" ? take().text : "";
      return {
        kind: "property",
        property: token.text,
        operator,
        ...value({ ...valueToken, text: `${valueToken.text}${valueToken.operator}${rest}` }),
      };
    }
    if (valueToken.kind !== "word" && valueToken.kind !== "phrase")
      throw malformed(text, Math.min(valueToken.at, text.length - 1));
    return { kind: "property", property: token.text, operator, ...value(valueToken) };
  }

  const tree = either();
  if (peek().kind !== "end") throw malformed(text, peek().at);
  return tree;
}

function value(token: Token): { text: string; phrase: boolean; prefix: boolean } {
  const phrase = token.kind === "phrase";
  const prefix = token.text.endsWith("*");
  return { text: prefix ? token.text.slice(0, -1) : token.text, phrase, prefix };
}

/** `subject:(a OR b)` restricts each word inside. */
function distribute(node: KqlNode, property: string, operator: KqlOperator): KqlNode {
  if (node.kind === "and" || node.kind === "or")
    return { ...node, parts: node.parts.map((part) => distribute(part, property, operator)) };
  if (node.kind === "not") return { ...node, operand: distribute(node.operand, property, operator) };
  return node.kind === "text" ? { ...node, kind: "property", property, operator } : node;
}

/** Neighbours without an operator: the same property with the same equality means "one of these". */
function joined(parts: KqlNode[], explicit: readonly boolean[]): KqlNode {
  const groups: KqlNode[] = [];
  for (const [index, part] of parts.entries()) {
    const previous = groups.at(-1);
    const sameProperty =
      explicit[index] === false &&
      part.kind === "property" &&
      (part.operator === ":" || part.operator === "=") &&
      previous !== undefined &&
      propertyOf(previous) === part.property.toLowerCase();
    if (sameProperty && previous !== undefined) groups[groups.length - 1] = { kind: "or", parts: [previous, part] };
    else groups.push(part);
  }
  return groups.length === 1 && groups[0] !== undefined ? groups[0] : { kind: "and", parts: groups };
}

function propertyOf(node: KqlNode): string | undefined {
  if (node.kind === "property" && (node.operator === ":" || node.operator === "=")) return node.property.toLowerCase();
  return node.kind === "or" && node.parts[1] !== undefined ? propertyOf(node.parts[1]) : undefined;
}
