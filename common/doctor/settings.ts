import { type Check, type CheckResult, comesFirst, ok, problem } from "./check.ts";

export const settingsComplete: CheckResult = { check: "settings", ...ok("complete") };

/** A result for each wrong setting, and for every check that can't be tried without them. */
export function wrongSettings<Context>(
  problems: readonly string[],
  checks: readonly Check<Context>[],
): readonly CheckResult[] {
  const fix = "docs/settings.md describes each setting; npm run secrets makes the keys.";
  return [
    ...problems.map((says) => ({ check: "settings", ...problem(says, fix) })),
    ...checks.map(({ check }) => ({ check, ...comesFirst("settings") })),
  ];
}
