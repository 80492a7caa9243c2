import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolOutput } from "#common/queue/tool-output.ts";

/**
 * Puts a worker's output into the answer that the MCP SDK writes. The SDK would check, copy and serialise it, text
 * within text: 16 ms of the event loop for 1 MB. So it gets a stand-in, whose bytes give way to the worker's own.
 */
export interface OutputSplice {
  /** Takes the output, and gives what the SDK is to be given in its place. */
  hold(output: ToolOutput): CallToolResult;
  /** Bytes that the SDK wrote, with the output where its stand-in was. It writes a message in one piece. */
  fill(written: Uint8Array): Buffer;
  /** Throws when the SDK has written all and an output found no place: nobody is to take the stand-in for an answer. */
  end(): void;
}

/** One for all callers, so nobody may change it. */
const standIn: CallToolResult = { content: [], structuredContent: {} };
for (const part of [standIn, standIn.content, standIn.structuredContent]) Object.freeze(part);
const contentKey = Buffer.from('"content":');
const structuredKey = Buffer.from(',"structuredContent":');
/** No client can have us write it: within a JSON string each of its quotes has a backslash before it. */
const standInBytes = Buffer.from('"content":[],"structuredContent":{}');

export function createOutputSplice(): OutputSplice {
  let held: ToolOutput | undefined;
  return {
    hold(output) {
      held = output;
      return standIn;
    },
    fill(written) {
      const bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
      const start = held === undefined ? -1 : bytes.indexOf(standInBytes);
      if (held === undefined || start < 0) return bytes;
      const { content, structuredContent } = held;
      const end = start + standInBytes.length;
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
      if (held !== undefined) throw new Error("an output found no place in what the MCP SDK wrote");
    },
  };
}
