import type { ToolContract } from "#common/tools/define-tool.ts";

/** Up to and with the first full stop. */
export const firstSentence = (text: string): string => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;

/** The argument that every call must have and that decides what it needs, such as the uri of what is read. */
export function decidingArgument(tool: ToolContract): string | undefined {
  if (tool.needsOf === undefined || tool.inputSchema.safeParse({}).success) return undefined;
  return Object.keys(tool.inputSchema.shape)[0];
}
