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

/** The JSON of an output. Elements of its lists that are blocks as well have been written already. */
function outputText(output: Record<string, unknown>, written: ReadonlyMap<unknown, string>): string {
  const whole = written.get(output);
  if (whole !== undefined) return whole;
  const textOf = (element: unknown) => written.get(element) ?? JSON.stringify(element) ?? "null";
  const members = Object.entries(output).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? `[${value.map(textOf).join()}]` : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join()}}`;
}

/**
 * Joins both members for the wire, and tells the size of the second.
 * @param blocks the values of the text blocks
 * @param output the tool's output, validated by its `outputSchema`; what is a block and in one of its lists is written
 * once
 * @throws `too_large` for more than a gateway takes
 */
export function joinToolOutput(
  blocks: readonly unknown[],
  output: Record<string, unknown>,
): { bytes: Buffer; structuredBytes: number } {
  const written = new Map<unknown, string>();
  const textBlocks = blocks.map((block) => {
    const text = JSON.stringify(block);
    // To look up a long text takes as long as to write it.
    if (typeof block === "object") written.set(block, text);
    return `{"type":"text","text":${JSON.stringify(text)}}`;
  });
  const bytes = Buffer.from(`[${textBlocks.join()}]\n${outputText(output, written)}`);
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
