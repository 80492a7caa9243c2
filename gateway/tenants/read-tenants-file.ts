import { open } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";

/** The text of a file, or why it couldn't be read. */
export type Reading = { text: string } | { problem: string };

export const maxFileBytes = 256 * 1024;
/** Enough on a machine with many times the work it can do: a suspension must not wait for it to calm down. */
const maxParseMs = 20_000;
const maxHeapMb = 256;

/** Reads a file of at most 256 kB of UTF-8. Never reads more, and never rejects. */
export async function readTenantsFile(path: string): Promise<Reading> {
  try {
    await using file = await open(path, "r");
    if (!(await file.stat()).isFile()) return { problem: "is not a file" };
    const { bytesRead, buffer } = await file.read(Buffer.alloc(maxFileBytes + 1), 0, maxFileBytes + 1, 0);
    if (bytesRead > maxFileBytes) return { problem: `is larger than ${maxFileBytes / 1024} kB` };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, bytesRead)) };
  } catch (error) {
    if (error instanceof TypeError) return { problem: "is not UTF-8" };
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    return { problem: `can't be read${code}` };
  }
}

/**
 * Parses in a worker thread, so that neither a long nor a hostile file blocks the calls of this process. Beyond
 * `withinMs` or 256 MB of heap the file counts as invalid. Never rejects, whatever the file contains.
 */
export function parseInThread(
  text: string,
  toolNames: readonly string[],
  withinMs = maxParseMs,
): Promise<ParsedTenantsFile> {
  const thread = new Worker(new URL("./parse-thread.ts", import.meta.url), {
    workerData: { text, toolNames },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  const { promise, resolve } = Promise.withResolvers<ParsedTenantsFile>();
  const giveUp = (problem: string) => () => resolve({ problems: [problem], isUnfinished: true });
  const timer = setTimeout(giveUp(`takes longer than ${withinMs / 1_000} s to read`), withinMs);
  thread.once("message", resolve);
  thread.once("error", giveUp("takes too much memory to read, or is otherwise beyond the parser"));
  return promise.finally(() => {
    clearTimeout(timer);
    return thread.terminate();
  });
}
