import type {} from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why this test, or each test of this suite, is not run. */
    skipReason?: string;
  }
}

/**
 * Options for `test(title, options, run)` and `describe(title, options, run)`: runs as usual while `reason` is
 * undefined, else is skipped aloud: the end of `npm test` names each such test and the reason, which completes "skipped
 * because ...", and a skip without a reason fails there. A running test skips itself by vitest's
 * `context.skip(reason)`.
 *
 *     describe("a PDF", skipWhen(findProgram("pdftotext") ? undefined : "there is no pdftotext"), () => { ... })
 */
export function skipWhen(reason: string | undefined): { skip?: true; meta?: { skipReason: string } } {
  return reason === undefined ? {} : { skip: true, meta: { skipReason: reason } };
}
