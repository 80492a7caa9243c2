import { z } from "zod";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import type { GraphPage } from "#workers/tools/tool-context.ts";

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

function describeIssues(error: z.ZodError): string {
  const describe = ({ path, code }: z.core.$ZodIssue) =>
    `${path.map((key) => (typeof key === "string" && /^[@\w.]{1,40}$/.test(key) ? key : "*")).join(".")}: ${code}`;
  return error.issues.slice(0, 3).map(describe).join("; ");
}

function parseAs<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UnexpectedAnswer("WRONG_SHAPE", describeIssues(parsed.error));
}

/** An answer's JSON, parsed by the schema. Throws `UnexpectedAnswer` otherwise. */
export function readJson<T>(answer: GraphAnswer, schema: z.ZodType<T>): T {
  return parseAs(parseJson(answer), schema);
}

const page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });

/** One page of a collection. Throws `UnexpectedAnswer` when the answer or an item has another shape. */
export function readPage<T>(answer: GraphAnswer, itemSchema: z.ZodType<T>): GraphPage<T> {
  const { value, "@odata.nextLink": nextLink } = readJson(answer, page);
  return { items: value.map((item) => parseAs(item, itemSchema)), nextLink };
}
