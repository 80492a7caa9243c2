import { parentPort } from "node:worker_threads";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";
import { parseInThread } from "./read-tenants-file.ts";

/** What is to be parsed. Each is answered by its `ParsedTenantsFile`, in order. */
export interface FileToParse {
  text: string;
  toolNames: readonly string[];
}

parentPort?.on("message", async ({ text, toolNames }: FileToParse) => {
  const parsed: ParsedTenantsFile = await parseInThread(text, toolNames);
  parentPort?.postMessage(parsed);
});
