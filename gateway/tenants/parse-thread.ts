import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { type ParsedTenantsFile, parseTenantsFile } from "./parse-tenants-file.ts";

const { text, toolNames } = z.object({ text: z.string(), toolNames: z.array(z.string()) }).parse(workerData);

/** Reports a file that is nested so deeply that parsing exhausts the stack. */
function parse(): ParsedTenantsFile {
  try {
    return parseTenantsFile(text, toolNames);
  } catch (error) {
    if (error instanceof RangeError) return { problems: ["is nested too deeply"] };
    throw error;
  }
}

parentPort?.postMessage(parse());
