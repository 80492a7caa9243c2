import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";

export type Literal =
  | { type: "string"; value: string }
  | { type: "boolean"; value: boolean }
  | { type: "number"; value: number }
  | { type: "date"; value: number; hasTime: boolean }
  | { type: "null"; value: null };

export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

export type FilterNode =
  | { kind: "and"; left: FilterNode; right: FilterNode }
  | { kind: "or"; left: FilterNode; right: FilterNode }
  | { kind: "not"; operand: FilterNode }
  | { kind: "compare"; property: string; operator: Comparison; literal: Literal }
  /** `isLowered`: the property stands in `tolower()`. */
  | { kind: "call"; name: string; property: string; isLowered: boolean; literal: Literal }
  /** `collection/any(x:x eq 'value')`; the inner path is relative to the variable, "" for the variable itself. */
  | { kind: "any"; property: string; inner: FilterNode }
  | { kind: "all"; property: string; inner: FilterNode };

const comparisons: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
const maxNodes = 100;

/** Parses `$filter`. Refuses broken syntax as Graph does; whether the properties exist is checked later. */
export function parseFilter(text: string): FilterNode {
  const tokens = filterTokens(text);
  let position = 0;
  let nodes = 0;
  const invalid = (token: FilterToken) =>
    badRequest(
      token.kind === "end"
        ? `Expression expected at position ${token.at} in '${text}'.`
        : `Syntax error at position ${token.at} in '${text}'.`,
    );
  const peek = (): FilterToken => tokens[position] ?? { kind: "end", text: "", at: text.length };
  const next = (): FilterToken => {
    const token = peek();
    position += 1;
    return token;
  };
  const isName = (name: string) => peek().kind === "name" && peek().text === name;
  const expect = (kind: FilterToken["kind"]): FilterToken => {
    const token = next();
    if (token.kind !== kind) throw invalid(token);
    return token;
  };

  function either(): FilterNode {
    let left = both();
    while (isName("or")) {
      next();
      left = { kind: "or", left, right: both() };
    }
    return left;
  }
  function both(): FilterNode {
    let left = unary();
    while (isName("and")) {
      next();
      left = { kind: "and", left, right: unary() };
    }
    return left;
  }
  function unary(): FilterNode {
    nodes += 1;
    if (nodes > maxNodes) throw badRequest(`The node count limit of '${maxNodes}' has been exceeded.`);
    if (isName("not")) {
      next();
      return { kind: "not", operand: unary() };
    }
    if (peek().kind === "(") {
      next();
      const inner = either();
      expect(")");
      return inner;
    }
    return predicate();
  }
  function predicate(): FilterNode {
    const first = expect("name");
    if (peek().kind === "(") return callOrLambda(first);
    const operator = expect("name");
    if (!comparisons.has(operator.text)) throw invalid(operator);
    return { kind: "compare", property: first.text, operator: operator.text as Comparison, literal: literal() };
  }
  function callOrLambda(first: FilterToken): FilterNode {
    expect("(");
    const lambda = /^(.+)\/(any|all)$/.exec(first.text);
    if (lambda?.[1] !== undefined) {
      const variable = expect("name").text;
      expect(":");
      const inner = relativeTo(either(), variable, invalid(first));
      expect(")");
      return { kind: lambda[2] as "any" | "all", property: lambda[1], inner };
    }
    const isLowered = isName("tolower");
    if (isLowered) {
      next();
      expect("(");
    }
    const property = expect("name").text;
    if (isLowered) expect(")");
    expect(",");
    const argument = literal();
    expect(")");
    return { kind: "call", name: first.text, property, isLowered, literal: argument };
  }
  function literal(): Literal {
    const token = next();
    if (token.kind === "string") return { type: "string", value: token.text.slice(1, -1).replaceAll("''", "'") };
    if (token.kind === "number") return { type: "number", value: Number(token.text) };
    if (token.kind === "date")
      return { type: "date", value: Date.parse(token.text), hasTime: token.text.includes("T") };
    if (token.text === "true" || token.text === "false") return { type: "boolean", value: token.text === "true" };
    if (token.text === "null") return { type: "null", value: null };
    throw invalid(token);
  }

  const tree = either();
  if (peek().kind !== "end") throw invalid(peek());
  return tree;
}

/** Rewrites `x/path` and `x` in a lambda's body to paths relative to its variable. */
function relativeTo(node: FilterNode, variable: string, otherwise: Error): FilterNode {
  if (node.kind === "and" || node.kind === "or") {
    return {
      ...node,
      left: relativeTo(node.left, variable, otherwise),
      right: relativeTo(node.right, variable, otherwise),
    };
  }
  if (node.kind === "not") return { ...node, operand: relativeTo(node.operand, variable, otherwise) };
  if (node.property !== variable && !node.property.startsWith(`${variable}/`)) throw otherwise;
  return { ...node, property: node.property.slice(variable.length + 1) };
}

/** The properties of a filter in the order they are written, each once. */
export function filterProperties(node: FilterNode): string[] {
  const list = (part: FilterNode): string[] => {
    if (part.kind === "and" || part.kind === "or") return [...list(part.left), ...list(part.right)];
    return part.kind === "not" ? list(part.operand) : [part.property];
  };
  return [...new Set(list(node))];
}

interface FilterToken {
  kind: "name" | "string" | "number" | "date" | "(" | ")" | "," | ":" | "end";
  text: string;
  at: number;
}

const patterns: readonly [FilterToken["kind"], RegExp][] = [
  ["date", /\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?(?![\w-])/y],
  ["number", /-?\d+(\.\d+)?(?![\w-])/y],
  ["string", /'(?:[^']|'')*'/y],
  ["name", /[A-Za-z_@][\w.]*(?:\/[A-Za-z_][\w.]*)*/y],
];

/** Splits an OData expression; refuses what is no OData, with the message that Graph's parser gives. */
function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === " ") {
      at += 1;
      continue;
    }
    if (character === "(" || character === ")" || character === "," || character === ":") {
      tokens.push({ kind: character, text: character, at });
      at += 1;
      continue;
    }
    const token = patternToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function patternToken(text: string, at: number): FilterToken {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  if (text.charAt(at) === "'")
    throw badRequest(`There is an unterminated string literal at position ${at} in '${text}'.`);
  throw syntaxError(text.charAt(at), at, text);
}

export const syntaxError = (character: string, at: number, text: string) =>
  badRequest(`Syntax error: character '${character}' is not valid at position ${at} in '${text}'.`);
