import { ToolError } from "#common/errors.ts";
import type { WholeList } from "#workers/tools/paging/whole-list.ts";

const endsTheCall: ReadonlySet<string> = new Set(["sign_in_required", "claims_challenge", "deadline_exceeded"]);

/** Whether an error concerns the whole call, rather than one chat or message. */
export function endsCall(error: unknown): boolean {
  return error instanceof ToolError && endsTheCall.has(error.code);
}

const missingThere: ReadonlySet<string> = new Set(["not_found", "invalid_input", "unsupported_type"]);

/**
 * A list that not every cloud has: empty where Graph doesn't know it, undefined if the request fails otherwise. Rejects
 * with errors that concern the whole call.
 */
export async function unlessMissing<Item>(list: () => Promise<WholeList<Item>>): Promise<WholeList<Item> | undefined> {
  return await ifGranted(async () => {
    try {
      return await list();
    } catch (error) {
      if (!(error instanceof ToolError) || !missingThere.has(error.code)) throw error;
      return { items: [], isWhole: true };
    }
  });
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
