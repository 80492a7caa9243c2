import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { Comparison, FilterNode, Literal } from "./filter-parser.ts";
import type { OrderTerm } from "./query-options.ts";

type FieldType = "string" | "boolean" | "date" | "enum" | "collection";

export interface FilterField<T> {
  type: FieldType;
  read(item: T): string | boolean | number | null | readonly string[];
}

export interface FilterModel<T> {
  /** Refuses a property that does not exist or cannot be filtered by. */
  field(property: string): FilterField<T>;
  /** Functions that this resource's service implements. */
  functions: ReadonlySet<string>;
  /** Whether functions tell capitals from small letters. */
  isCaseSensitive?: boolean;
}

export type Predicate<T> = (item: T) => boolean;

const invalidNodes = () =>
  badRequest("The query filter contains one or more invalid nodes.", "ErrorInvalidUrlQueryFilter");

/** Compares by `$orderby`, in any letter case. Refuses what has no order. */
export function comparesBy<T>(orderBy: readonly OrderTerm[], model: FilterModel<T>): (a: T, b: T) => number {
  const terms = orderBy.map(({ property, descending }) => {
    const { type, read } = model.field(property);
    if (type === "collection")
      throw badRequest("The restriction or sort order is too complex for this operation.", "ErrorInvalidUrlQuery");
    return { keyOf: (item: T) => orderValue(read(item)), sign: descending ? -1 : 1 };
  });
  return (a, b) => {
    for (const { keyOf, sign } of terms) {
      const [left, right] = [keyOf(a), keyOf(b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  };
}

const orderValue = (value: ReturnType<FilterField<unknown>["read"]>) =>
  typeof value === "string" ? value.toLowerCase() : Number(value);

/** Turns a parsed filter into a test of one item; refuses unknown properties, wrong types and unsupported functions. */
export function compileFilter<T>(node: FilterNode, model: FilterModel<T>): Predicate<T> {
  if (node.kind === "and" || node.kind === "or") {
    const left = compileFilter(node.left, model);
    const right = compileFilter(node.right, model);
    return node.kind === "and" ? (item) => left(item) && right(item) : (item) => left(item) || right(item);
  }
  if (node.kind === "not") {
    const operand = compileFilter(node.operand, model);
    return (item) => !operand(item);
  }
  if (node.kind === "any" || node.kind === "all") return compileLambda(node, model);
  if (node.kind === "call") return compileCall(node, model);
  const field = model.field(node.property);
  if (field.type === "collection") throw invalidNodes();
  checkTypes(field.type, node.literal, node.operator);
  const expected = comparable(node.literal, field.type);
  return (item) => compare(comparableValue(field.read(item)), node.operator, expected);
}

function compileCall<T>(node: FilterNode & { kind: "call" }, model: FilterModel<T>): Predicate<T> {
  if (!["contains", "startswith", "endswith"].includes(node.name)) {
    throw badRequest(`An unknown function with name '${node.name}' was found.`);
  }
  const field = model.field(node.property);
  if (field.type !== "string" || node.literal.type !== "string")
    throw badRequest(
      `No function signature for the function with name '${node.name}' matches the specified arguments.`,
    );
  if (!model.functions.has(node.name) || (node.isLowered && !model.functions.has("tolower"))) throw invalidNodes();
  const isExact = model.isCaseSensitive === true;
  const wanted = isExact ? node.literal.value : node.literal.value.toLowerCase();
  const test = node.name === "contains" ? "includes" : "startsWith";
  return (item) => {
    const text = String(field.read(item) ?? "");
    return (isExact && !node.isLowered ? text : text.toLowerCase())[test](wanted);
  };
}

function compileLambda<T>(node: FilterNode & { kind: "any" | "all" }, model: FilterModel<T>): Predicate<T> {
  const field = model.field(node.property);
  if (field.type !== "collection") throw invalidNodes();
  const inner = compileFilter<string>(node.inner, {
    functions: new Set(["startswith"]),
    field: (path) => {
      if (path !== "") throw invalidNodes();
      return { type: "string", read: (value) => value };
    },
  });
  return (item) => {
    const values = field.read(item) as readonly string[];
    return node.kind === "any" ? values.some(inner) : values.every(inner);
  };
}

const edmNames = {
  string: "Edm.String",
  boolean: "Edm.Boolean",
  date: "Edm.DateTimeOffset",
  enum: "Edm.String",
  number: "Edm.Int32",
};
const operatorNames: Record<Comparison, string> = {
  eq: "Equal",
  ne: "NotEqual",
  gt: "GreaterThan",
  ge: "GreaterThanOrEqual",
  lt: "LessThan",
  le: "LessThanOrEqual",
};

function checkTypes(field: Exclude<FieldType, "collection">, literal: Literal, operator: Comparison): void {
  if (literal.type === "null") return;
  const fits = field === "enum" ? literal.type === "string" : field === literal.type;
  if (!fits) {
    throw badRequest(
      `A binary operator with incompatible types was detected. Found operand types '${edmNames[field]}' and ` +
        `'${edmNames[literal.type]}' for operator kind '${operatorNames[operator]}'.`,
    );
  }
  if ((field === "boolean" || field === "enum") && operator !== "eq" && operator !== "ne") throw invalidNodes();
}

function comparable(literal: Literal, field: FieldType): string | number | boolean | null {
  if (field === "date" && literal.type === "date" && Number.isNaN(literal.value))
    throw badRequest("The date literal is not valid.");
  return comparableValue(literal.value);
}

function comparableValue(value: ReturnType<FilterField<unknown>["read"]>): string | number | boolean | null {
  if (typeof value === "string") return value.toLowerCase();
  return typeof value === "object" ? null : value;
}

function compare(
  actual: string | number | boolean | null,
  operator: Comparison,
  expected: string | number | boolean | null,
): boolean {
  if (operator === "eq") return actual === expected;
  if (operator === "ne") return actual !== expected;
  if (actual === null || expected === null) return false;
  if (operator === "gt") return actual > expected;
  if (operator === "ge") return actual >= expected;
  return operator === "lt" ? actual < expected : actual <= expected;
}
