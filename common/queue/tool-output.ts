import { ToolError, versionMismatch } from "#common/errors.ts";
import { splitFirstLine } from "./first-line.ts";
import { maxOutputBytes, maxReplyBytes } from "./protocol.ts";

/**
 * The output of a tool: two members of an MCP `CallToolResult`, each as its JSON text. A worker writes them, and
 * gateways pass them on unread.
 */
export interface ToolOutput {
  /** One text block of JSON per hit, then one with what is needed to continue: the form of the hosted connector. */
  content: readonly Buffer[];
  structuredContent: readonly Buffer[];
}

/**
 * Joins both members for the wire, and tells the size of the second.
 * @param blocks the values of the text blocks
 * @param output the tool's output, validated by its `outputSchema`
 * @throws `too_large` for more than a gateway takes
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
 * Splits what `joinToolOutput` joined, in chunks as received; nothing is copied. Throws `unavailable` for the output
 * of a worker of another version.
 */
export function splitToolOutput(chunks: readonly Buffer[]): ToolOutput {
  for (const [index, chunk] of chunks.entries()) {
    const parts = splitFirstLine(chunk);
    if (parts === undefined) continue;
    return {
      content: [...chunks.slice(0, index), parts.line],
      structuredContent: [parts.rest, ...chunks.slice(index + 1)],
    };
  }
  throw versionMismatch();
}
