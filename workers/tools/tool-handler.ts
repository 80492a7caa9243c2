import type { z } from "zod";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import type { ToolContext } from "./tool-context.ts";

/** What a tool gives. A client reads what `toBlocks` makes of it. */
export interface ToolAnswer {
  [member: string]: unknown;
  incomplete?: Incomplete | undefined;
}

/** What a tool does. Its contract, in `common/tools/`, defines the input; its answer is an object of its own type. */
export interface ToolHandler<Contract extends ToolContract = ToolContract, Answer extends ToolAnswer = ToolAnswer> {
  /** Rejects with a `ToolError` for what the caller can act on. */
  run(input: z.output<Contract["inputSchema"]>, context: ToolContext): Promise<Answer>;
  /**
   * The answer as a model reads it, in blocks: of a search one value per hit, then one with what is needed to continue.
   * A text is a block as it is; any other value is written as a line of JSON.
   */
  toBlocks(answer: Answer): readonly unknown[];
}

/** Infers what a handler answers. */
export function defineHandler<Contract extends ToolContract, Answer extends ToolAnswer>(
  _contract: Contract,
  handler: ToolHandler<Contract, Answer>,
): ToolHandler<Contract, Answer> {
  return handler;
}
