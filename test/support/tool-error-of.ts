import { expect } from "vitest";
import { ToolError, type ToolErrorCode } from "#common/errors.ts";

/** The error that work is refused with; the test fails when it is done, or fails in any other way. */
export function toolErrorOf(work: Promise<unknown>): Promise<ToolError> {
  return work.then(
    (output) => expect.fail(`not refused: ${JSON.stringify(output)}`),
    (error: unknown) => {
      if (error instanceof ToolError) return error;
      throw new Error("refused, but not by a ToolError", { cause: error });
    },
  );
}

/** Fits the error of a call that is refused with this code, in words that have this text or are of this pattern. */
export function refusedAs(code: ToolErrorCode, words: string | RegExp): unknown {
  const message = typeof words === "string" ? expect.stringContaining(words) : expect.stringMatching(words);
  return expect.objectContaining({ code, message });
}

/** Fits the error of a call for which these permissions, and no others, are missing. */
export function lacking(...missingScopes: readonly string[]): unknown {
  return expect.objectContaining({
    code: "permission_missing",
    details: expect.objectContaining({ missingScopes }),
  });
}
