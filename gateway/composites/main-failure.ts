import type { ToolError, ToolErrorCode } from "#common/errors.ts";

/** First what a sign-in ends, then what passes by itself. */
const weightiest: readonly ToolErrorCode[] = [
  "claims_challenge",
  "sign_in_required",
  "rate_limited",
  "unavailable",
  "deadline_exceeded",
];

/** What a call is answered with when all of its parts failed. */
export function mainFailure(failures: readonly ToolError[]): ToolError | undefined {
  const byWeight = weightiest.flatMap((code) => failures.find((failure) => failure.code === code) ?? []);
  return byWeight[0] ?? failures[0];
}
