import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolOutput } from "#common/queue/tool-output.ts";

/**
 * Puts a worker's output into the answer that the MCP SDK writes. The SDK would validate, copy and serialise it, which
 * takes 16 ms of the event loop for 1 MB. So it gets a placeholder, whose bytes are replaced by the worker's.
 */
export interface OutputSplice {
  /** Keeps the output, and returns the placeholder for the SDK. */
  keep(output: ToolOutput): CallToolResult;
  /**
   * The bytes that the SDK wrote, with the output in place of its placeholder. The SDK writes a message in one piece.
   */
  fill(written: Uint8Array): Buffer;
  /** Throws if the SDK has written everything and the placeholder was not replaced: it must never be the answer. */
  end(): void;
}

/** Shared by all callers, and therefore frozen. */
const placeholder: CallToolResult = { content: [], structuredContent: {} };
for (const part of [placeholder, placeholder.content, placeholder.structuredContent]) Object.freeze(part);
const contentKey = Buffer.from('"content":');
const structuredKey = Buffer.from(',"structuredContent":');
/** No client can inject these bytes: inside a JSON string, each quote is escaped by a backslash. */
const placeholderBytes = Buffer.from('"content":[],"structuredContent":{}');

export function createOutputSplice(): OutputSplice {
  let held: ToolOutput | undefined;
  return {
    keep(output) {
      held = output;
      return placeholder;
    },
    fill(written) {
      const bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
      const start = held === undefined ? -1 : bytes.indexOf(placeholderBytes);
      if (held === undefined || start < 0) return bytes;
      const { content, structuredContent } = held;
      const end = start + placeholderBytes.length;
      held = undefined;
      return Buffer.concat([
        bytes.subarray(0, start),
        contentKey,
        ...content,
        structuredKey,
        ...structuredContent,
        bytes.subarray(end),
      ]);
    },
    end() {
      if (held !== undefined) throw new Error("the MCP SDK wrote an answer without the placeholder");
    },
  };
}
