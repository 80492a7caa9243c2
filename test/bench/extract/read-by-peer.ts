import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";
import type { JudgedDocument } from "./documents.ts";

const peerProgram = join(import.meta.dirname, "peer-texts", "main.ts");
const answer = z.union([z.object({ text: z.string() }), z.object({ problem: z.string() })]);

/**
 * The texts of documents as a library reads them, by their names. A document that it refuses or doesn't read within
 * its time has none; its process is ended then, and another reads what is left.
 */
export async function textsByPeer(
  name: string,
  documents: readonly JudgedDocument[],
  { program = peerProgram, longestMs = 20_000 } = {},
): Promise<ReadonlyMap<string, string>> {
  // Libraries print warnings.
  const stdio: StdioOptions = ["ignore", "ignore", "ignore", "ipc"];
  const start = () => fork(program, [name], { serialization: "advanced", stdio });
  const texts = new Map<string, string>();
  let child = start();
  for (const document of documents) {
    const text = await textBy(child, document, longestMs);
    if (text !== undefined) texts.set(document.name, text);
    if (text !== undefined && child.connected) continue;
    child.kill("SIGKILL");
    child = start();
  }
  child.kill("SIGKILL");
  return texts;
}

async function textBy(
  child: ChildProcess,
  { bytes, format }: JudgedDocument,
  longestMs: number,
): Promise<string | undefined> {
  const ended = new AbortController();
  const end = () => ended.abort();
  child.once("exit", end);
  try {
    child.send({ bytes, format });
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(longestMs)]);
    const [message] = await once(child, "message", { signal });
    const given = answer.parse(message);
    return "text" in given ? given.text : undefined;
  } catch {
    return undefined;
  } finally {
    child.off("exit", end);
  }
}
