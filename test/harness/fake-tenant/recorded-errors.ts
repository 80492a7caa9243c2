import { existsSync, readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../../../shared/graph/corpus/errors/", import.meta.url);

/** Why tests against reported errors can't run here; undefined when they can. */
export const missingErrors = existsSync(folder)
  ? undefined
  : "the reported errors of Graph (../shared/graph/corpus/errors) are not beside the repository";

interface RecordedError {
  status: number;
  headers: Record<string, string>;
  body: { error: { code: string; message: string; innerError?: { code?: string } } };
}

/** Names of all that were reported. */
export const recordedNames = () => readdirSync(folder).map((file) => file.replace(".json", ""));

export const recordedError = (name: string): RecordedError =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
