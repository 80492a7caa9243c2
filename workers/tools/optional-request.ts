import { ToolError } from "#common/errors.ts";

const endsTheCall: ReadonlySet<string> = new Set(["sign_in_required", "claims_challenge", "deadline_exceeded"]);

/** Whether an error concerns the whole call, rather than the one request. */
export function endsCall(error: unknown): boolean {
  return error instanceof ToolError && endsTheCall.has(error.code);
}

/** Whether Graph says that there is nothing, or nothing for this user. */
export function isRefused(error: unknown): error is ToolError {
  return error instanceof ToolError && (error.code === "not_found" || error.code === "forbidden");
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
