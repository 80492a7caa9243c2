import { ToolError } from "#common/errors.ts";

const endsTheCall: ReadonlySet<string> = new Set(["sign_in_required", "claims_challenge", "deadline_exceeded"]);

/** Whether an error concerns the whole call, rather than the one request. */
export function endsCall(error: unknown): boolean {
  return error instanceof ToolError && endsTheCall.has(error.code);
}

/** The result of an optional request. Undefined if it fails, unless the error concerns the whole call. */
export async function ifGranted<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (endsCall(error)) throw error;
    return undefined;
  }
}
