import { z } from "zod";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import type { GraphPage } from "#workers/tools/tool-context.ts";
import { limitValues } from "./limit-values.ts";
import { parseTolerantly } from "./parse-tolerantly.ts";

/** An answer that differs from what Graph documents. It has no content: its message names only fields and rules. */
export class UnexpectedAnswer extends Error {
  readonly code: "NOT_JSON" | "WRONG_SHAPE";
  constructor(code: "NOT_JSON" | "WRONG_SHAPE", problem: string) {
    super(problem);
    this.name = "UnexpectedAnswer";
    this.code = code;
  }
}

function parseJson(answer: GraphAnswer): unknown {
  const type = answer.headers["content-type"];
  if (answer.status !== 200 || typeof type !== "string" || !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new UnexpectedAnswer("NOT_JSON", "the answer is not JSON");
  }
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    throw new UnexpectedAnswer("NOT_JSON", "the answer is not well-formed JSON");
  }
}

/** Tells how many elements of lists were left out of an answer, and the fields and rules for it, without content. */
export type OnLeftOut = (elements: number, problem: string) => void;

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const describe = ({ path, code }: z.core.$ZodIssue) =>
    `${path.map((key) => (typeof key === "string" && /^[@\w.]{1,40}$/.test(key) ? key : "*")).join(".")}: ${code}`;
  return issues.slice(0, 3).map(describe).join("; ");
}

function parseAs<T>(value: unknown, schema: z.ZodType<T>, onLeftOut: OnLeftOut): T {
  try {
    return parseTolerantly(value, schema, (elements, issues) => onLeftOut(elements, describeIssues(issues)));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new UnexpectedAnswer("WRONG_SHAPE", describeIssues(error.issues));
  }
}

/**
 * An answer's JSON, parsed by the schema, without the elements of lists that don't fit. Throws `UnexpectedAnswer` where
 * that is not possible, and `too_large` as `limitValues` does.
 */
export function readJson<T>(answer: GraphAnswer, schema: z.ZodType<T>, onLeftOut: OnLeftOut): T {
  const value = parseJson(answer);
  limitValues(value, answer.body.byteLength);
  return parseAs(value, schema, onLeftOut);
}

const pageOf = <T>(itemSchema: z.ZodType<T>) =>
  z.object({ value: z.array(itemSchema), "@odata.nextLink": z.string().nullish() });

/** Building a schema, and compiling it at its first use, takes three times as long as reading a page by it. */
const pageSchemas = new WeakMap<z.ZodType, unknown>();

function pageSchema<T>(itemSchema: z.ZodType<T>): ReturnType<typeof pageOf<T>> {
  const known = pageSchemas.get(itemSchema);
  // What is kept under a schema was built of it.
  if (known !== undefined) return known as ReturnType<typeof pageOf<T>>;
  const schema = pageOf(itemSchema);
  pageSchemas.set(itemSchema, schema);
  return schema;
}

/** One page of a collection, without the items that don't fit. Throws `UnexpectedAnswer` for what is no page. */
export function readPage<T>(answer: GraphAnswer, itemSchema: z.ZodType<T>, onLeftOut: OnLeftOut): GraphPage<T> {
  const { value: items, "@odata.nextLink": nextLink } = readJson(answer, pageSchema(itemSchema), onLeftOut);
  return { items, nextLink: nextLink ?? undefined };
}
