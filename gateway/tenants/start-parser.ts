import { Worker } from "node:worker_threads";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";
import type { FileToParse } from "./parser-thread.ts";

export interface TenantsFileParser {
  /** Parses one file at a time, within the limits of `parseInThread`. Never rejects. */
  parse(text: string, toolNames: readonly string[]): Promise<ParsedTenantsFile>;
  stop(): Promise<unknown>;
}

const ended: ParsedTenantsFile = { problems: ["can't be parsed any more: restart this process"] };

/**
 * Starts a thread that starts the threads in which files are parsed. After that, this one doesn't need the right to
 * start threads, by which code could get around Node's permission model.
 */
export function startParser(): TenantsFileParser {
  const thread = new Worker(new URL("./parser-thread.ts", import.meta.url));
  const { promise: end, resolve: onEnd } = Promise.withResolvers<ParsedTenantsFile>();
  thread.on("error", () => onEnd(ended));
  thread.on("exit", () => onEnd(ended));
  thread.unref();
  return {
    async parse(text, toolNames) {
      const { promise, resolve } = Promise.withResolvers<ParsedTenantsFile>();
      thread.once("message", resolve);
      thread.ref();
      thread.postMessage({ text, toolNames } satisfies FileToParse);
      return await Promise.race([promise, end]).finally(() => thread.unref());
    },
    stop: () => thread.terminate(),
  };
}
