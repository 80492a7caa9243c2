import type { z } from "zod";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { ToolContext } from "./tool-context.ts";

/** What a tool does. Its contract, in `common/tools/`, defines input and output. */
export interface ToolHandler<Contract extends ToolContract = ToolContract> {
  /** Rejects with a `ToolError` for what the caller can act on. */
  run(input: z.output<Contract["inputSchema"]>, context: ToolContext): Promise<z.input<Contract["outputSchema"]>>;
  /** The output as callers of the hosted connector expect it: one JSON value per hit, then paging. */
  toBlocks(output: z.output<Contract["outputSchema"]>): readonly unknown[];
}
