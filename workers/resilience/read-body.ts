import type { Readable } from "node:stream";
import { ToolError } from "#common/errors.ts";

const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1_000_000))} MB`;

/**
 * Reads a body to its end, counting: a declared length is not believed.
 * Rejects with `too_large` as soon as it exceeds `maxBytes`, and ends the connection.
 */
export function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let total = 0;
    body.on("data", (chunk: Buffer) => {
      total += chunk.length;
      if (total > maxBytes) {
        body.destroy();
        reject(new ToolError("too_large", `This is larger than ${megabytes(maxBytes)}, the most that is read.`));
        return;
      }
      chunks.push(chunk);
    });
    body.once("end", () => resolve(Buffer.concat(chunks, total)));
    body.once("error", reject);
  });
}
