import { ToolError } from "#common/errors.ts";
import { splitFirstLine } from "./first-line.ts";
import { beingUpdated } from "./other-version.ts";
import { maxOutputBytes, maxReplyBytes } from "./protocol.ts";

/**
 * What a tool answers: two members of an MCP `CallToolResult`, each as its JSON text. A worker writes them, and no
 * gateway reads them: it only passes them on.
 */
export interface ToolOutput {
  /** For callers of the hosted connector: one text block per hit, each JSON, then what is needed to go on. */
  content: readonly Buffer[];
  structuredContent: readonly Buffer[];
}

/**
 * Both members as they travel, and the size of the second.
 * @param blocks the values of the text blocks, one for each
 * @param output as the tool's `outputSchema` gave it
 * @throws `too_large` for what no gateway would take
 */
export function joinToolOutput(
  blocks: readonly unknown[],
  output: Record<string, unknown>,
): { bytes: Buffer; structuredBytes: number } {
  const content = JSON.stringify(blocks.map((block) => ({ type: "text", text: JSON.stringify(block) })));
  const bytes = Buffer.from(`${content}\n${JSON.stringify(output)}`);
  const structuredBytes = bytes.length - bytes.indexOf("\n") - 1;
  if (structuredBytes <= maxOutputBytes && bytes.length <= maxReplyBytes) return { bytes, structuredBytes };
  throw new ToolError("too_large", "The answer is too large to be sent. Ask for fewer results or a smaller part.");
}

/**
 * What `joinToolOutput` joined, in the chunks in which it came; nothing is copied. Throws `unavailable` for what only a
 * worker of another version can have joined.
 */
export function splitToolOutput(chunks: readonly Buffer[]): ToolOutput {
  for (const [at, chunk] of chunks.entries()) {
    const parts = splitFirstLine(chunk);
    if (parts === undefined) continue;
    return {
      content: [...chunks.slice(0, at), parts.line],
      structuredContent: [parts.rest, ...chunks.slice(at + 1)],
    };
  }
  throw beingUpdated();
}
