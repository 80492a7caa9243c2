import { z } from "zod";
import { describeError } from "#common/logger.ts";
import { within } from "#common/within.ts";

const findingSchema = z.object({
  state: z.enum(["ok", "problem", "unknown", "not checked"]),
  says: z.string(),
  fix: z.string().optional(),
});
/**
 * What a check found, for a person. It quotes no secret.
 * - `problem`: this is wrong, and `fix` says what to do about it.
 * - `unknown`: it was tried, and the answer proves nothing.
 * - `not checked`: it was not tried.
 */
export type Finding = z.output<typeof findingSchema>;

export const checkResult = z.object({ check: z.string(), ...findingSchema.shape });
export type CheckResult = z.output<typeof checkResult>;

export const ok = (says: string): Finding => ({ state: "ok", says });
export const problem = (says: string, fix: string): Finding => ({ state: "problem", says, fix });
export const unknown = (says: string, fix: string): Finding => ({ state: "unknown", says, fix });
export const notChecked = (says: string, fix?: string): Finding => ({ state: "not checked", says, fix });

/** One thing that can be right or wrong by itself. */
export interface Check<Context> {
  check: string;
  /** Checks without whose `ok` this one could only blame the wrong thing. */
  needs: readonly string[];
  find(context: Context): Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>;
  /** If it may take longer than 20 s. */
  limitMs?: number;
}

/** Time for all requests of one check, with some to spare. */
const defaultLimitMs = 20_000;

async function findWithin<Context>(
  { find, limitMs = defaultLimitMs }: Check<Context>,
  context: Context,
): Promise<readonly Finding[]> {
  try {
    return [await within(limitMs, Promise.resolve(find(context)))].flat();
  } catch (error) {
    // The message is left out, since it may quote a setting.
    const { errorName, errorCode = errorName } = describeError(error);
    return [unknown(`the check itself failed (${errorCode})`, "Try again. If it stays, tell the maintainers.")];
  }
}

/** What was not tried because of the check with this name. */
export const comesFirst = (check: string): Finding => notChecked(`"${check}" comes first`);

const afterThat = ({ check, state, says, fix }: CheckResult): Finding =>
  state === "not checked" ? notChecked(says, fix) : comesFirst(check);

/**
 * Runs the checks in their order, each within its limit; one may find several things. Never rejects. A check that
 * needs another one, which is not `ok`, is not tried.
 * @param onResult called with each result as soon as it is there
 */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const missing = results.find((one) => check.needs.includes(one.check) && one.state !== "ok");
    const findings = missing === undefined ? await findWithin(check, context) : [afterThat(missing)];
    for (const finding of findings) {
      const result = { check: check.check, ...finding };
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

/** What was checked under one heading: a process, or how the two fit together. */
export interface Section {
  title: string;
  results: readonly CheckResult[];
}

const checkWidth = 19;
const stateWidth = 13;

/** A line for the check, and one below it where there is something to do. */
function resultLines({ check, state, says, fix }: CheckResult): string[] {
  const lead = `  ${check.padEnd(checkWidth)}${state.padEnd(stateWidth)}`;
  return [`${lead}${says}`, ...(fix === undefined ? [] : [`${" ".repeat(lead.length)}→ ${fix}`])];
}

/**
 * Shows results one by one. What several of them say to do is shown once, below the first.
 * @param show is given line by line
 */
export function createResultPrinter(show: (line: string) => void): (result: CheckResult) => void {
  let shown: string | undefined;
  return ({ fix, ...result }) => {
    const isNew = fix !== undefined && fix !== shown;
    if (isNew) shown = fix;
    for (const line of resultLines(isNew ? { ...result, fix } : result)) show(line);
  };
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** One sentence on the whole, with the next step. */
export function summaryLine(sections: readonly Section[]): string {
  const results = sections.flatMap((section) => section.results);
  const count = (state: CheckResult["state"]) => results.filter((one) => one.state === state).length;
  const [problems, unknowns, untried] = [count("problem"), count("unknown"), count("not checked")];
  const rest = untried === 0 ? "" : ` ${untried} not checked.`;
  if (problems > 0) return `${counted(problems, "problem")}: fix the first one, and run this again.${rest}`;
  if (unknowns > 0) return `No problem found, but ${counted(unknowns, "answer")} proved nothing.${rest}`;
  return `All that was checked is ok.${rest}`;
}

/** 1 for a problem, 2 if there is none but something that was tried proved nothing, else 0. */
export function exitCodeOf(sections: readonly Section[]): 0 | 1 | 2 {
  const found = new Set(sections.flatMap(({ results }) => results.map(({ state }) => state)));
  if (found.has("problem")) return 1;
  return found.has("unknown") ? 2 : 0;
}
