import type { StackOptions } from "#test/support/stack.ts";

/** The options of each mode of `npm run bench`. */
export interface ModeOptions {
  /** How often each measurement is repeated; the median counts. */
  rounds: number;
  /** How long one measurement takes. */
  forMs: number;
  /** Only these tools, where a mode measures each; default all. */
  tools: readonly string[] | undefined;
  /** More flags for gateways and workers. */
  stackOptions: Pick<StackOptions, "nodeFlags">;
}

export type Mode = (options: ModeOptions) => Promise<void>;
