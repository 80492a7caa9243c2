import { ToolError, type ToolErrorCode } from "#common/errors.ts";

/** Whether an error is one of these of our closed list. */
export const hasCode = (error: unknown, ...codes: readonly ToolErrorCode[]): error is ToolError =>
  error instanceof ToolError && codes.includes(error.code);

/** Whether an error concerns the whole call, rather than the one request. */
export const endsCall = (error: unknown): boolean =>
  hasCode(error, "sign_in_required", "claims_challenge", "deadline_exceeded");

/** Whether Graph says that there is nothing, or nothing for this user. */
export const isRefused = (error: unknown): error is ToolError => hasCode(error, "not_found", "forbidden");

/** Whether Graph knows no such item, or takes its id for none, as when a reply is read as a root. */
export const isNotThere = (error: unknown): error is ToolError => hasCode(error, "not_found", "invalid_input");

/** Whether an error concerns one service or item alone, beside which others are answered. */
export const isOfOneService = (error: unknown): error is ToolError =>
  isRefused(error) || hasCode(error, "rate_limited", "unavailable", "too_large");

/** Whether a text of several can't be had, while the others can. */
export const isWithoutText = (error: unknown) => hasCode(error, "too_large", "unreadable", "unsupported_type");

/** What a settled request gave. Undefined if it failed. */
export const fulfilledValue = <T>(result: PromiseSettledResult<T> | undefined): T | undefined =>
  result?.status === "fulfilled" ? result.value : undefined;

/** The errors of those requests that failed. @throws the first that concerns the whole call */
export function failuresOf(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  throwIfEnding(results);
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

/** @throws the first error that concerns the whole call */
export function throwIfEnding(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) if (result.status === "rejected" && endsCall(result.reason)) throw result.reason;
}

/** The result of an optional request. Undefined if it fails, unless the error concerns the whole call. */
export async function undefinedIfFailed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (endsCall(error)) throw error;
    return undefined;
  }
}

/** What a resource has beside itself. Undefined where Graph says that there is nothing, or nothing for this user. */
export async function undefinedIfRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}
