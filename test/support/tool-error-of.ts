import { expect } from "vitest";
import { ToolError } from "#common/errors.ts";

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
