import type { TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why this test, or each test of this suite, is not run. */
    skipReason?: string;
  }
}

/**
 * Ends the running test as skipped. The test run names it and the reason at its end; a skip without a reason fails there.
 * The reason completes the sentence "skipped because ...".
 */
export function skipLoudly(context: TestContext, reason: string): never {
  return context.skip(reason);
}

/**
 * Options for `test(title, options, run)` and `describe(title, options, run)`: runs as usual while `reason` is undefined,
 * else is skipped aloud.
 *
 *     describe("documented examples", skipWhen(missingSharedData("graph")), () => { ... })
 */
export function skipWhen(reason: string | undefined): { skip?: true; meta?: { skipReason: string } } {
  return reason === undefined ? {} : { skip: true, meta: { skipReason: reason } };
}
