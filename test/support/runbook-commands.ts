import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "../../docs");

/** A line to paste, of a fenced block of a page. */
export interface RunbookCommand {
  /** The alert, or the title of another page. */
  page: string;
  line: string;
  /** The way to deploy that it is for, as its comment says; undefined for all. */
  only: string | undefined;
}

function commandsOf(path: string): RunbookCommand[] {
  const text = readFileSync(join(docs, path), "utf8");
  const [page = ""] = /(?<=^# ).*/.exec(text) ?? [];
  const blocks = [...text.matchAll(/^ *```sh\n([^`]*)^ *```$/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.trim().split("\n"))
    .map((line) => {
      const [, command = "", only] = /^ *(.*?)(?: +# (Compose|Kubernetes|plain))?$/.exec(line) ?? [];
      return { page, line: command, only };
    });
}

/** The commands of all runbooks, and of the page before them, in their order. */
export const runbookCommands: readonly RunbookCommand[] = [
  "runbooks.md",
  ...readdirSync(join(docs, "runbooks")).map((name) => `runbooks/${name}`),
].flatMap(commandsOf);
