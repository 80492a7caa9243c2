import type { ToolContract } from "#common/tools/define-tool.ts";

/** The input of a call, with all fields asked for where the tool takes that. */
export function inFull({ inputSchema }: ToolContract, input: object): object {
  return "detail" in inputSchema.shape ? { detail: "full", ...input } : input;
}
