import { describeError } from "#common/logger.ts";
import { within } from "#common/within.ts";

export const states = ["ok", "problem", "unknown", "not checked"] as const;

/**
 * What a check found, for a person. It quotes no secret.
 * - `problem`: this is wrong, and `fix` says what to do about it.
 * - `unknown`: it was tried, and the answer proves nothing.
 * - `not checked`: it was not tried.
 */
export interface Finding {
  state: (typeof states)[number];
  says: string;
  fix?: string | undefined;
}

export interface CheckResult extends Finding {
  check: string;
}

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

/** Longer than all requests of one check. */
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
