import type { z } from "zod";
import type { ToolContract } from "#common/tools/define-tool.ts";

/** The arguments that say how much an answer may have. */
const counts: ReadonlySet<PropertyKey> = new Set(["limit", "maxCandidates"]);

type Face<Input extends z.ZodObject> = Pick<ToolContract<Input>, "inputSchema" | "otherNames">;

/** Arguments as a tool takes them, or why it doesn't. */
export interface ReadInput<Input extends z.ZodObject> {
  parsed: z.ZodSafeParseResult<z.output<Input>>;
  /** Which counts were above the most and are the most now, for the answer to say. */
  note?: string;
}

/**
 * Reads the arguments of a call. A parameter may have its name in another tool; a count above the most is the most: a
 * model that asks for too much gets what there is instead of a refusal.
 */
export function readInput<Input extends z.ZodObject>(
  { inputSchema, otherNames = {} }: Face<Input>,
  given: unknown,
): ReadInput<Input> {
  const input = renamed(given, otherNames);
  const parsed = inputSchema.safeParse(input);
  const isCut = new Map<string, number | bigint>();
  for (const issue of parsed.error?.issues ?? []) {
    const [name] = issue.path;
    if (issue.code === "too_big" && counts.has(name ?? "")) isCut.set(String(name), issue.maximum);
  }
  if (isCut.size === 0) return { parsed };
  const note = [...isCut].map(([name, most]) => `${name}: ${most} is the most, and was taken.`).join(" ");
  return { parsed: inputSchema.safeParse({ ...(input as object), ...Object.fromEntries(isCut) }), note };
}

function renamed(given: unknown, otherNames: Readonly<Record<string, string>>): unknown {
  if (typeof given !== "object" || given === null) return given;
  const isTwice = ([name]: [string, unknown]) => Object.hasOwn(given, otherNames[name] ?? "");
  const known = Object.entries(given).map((entry): [string, unknown] => {
    const [name, value] = entry;
    return isTwice(entry) ? entry : [otherNames[name] ?? name, value];
  });
  return Object.fromEntries(known);
}
