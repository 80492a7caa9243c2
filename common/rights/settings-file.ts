import { readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";

/** The file that a command line names by `--settings-file=FILE`. */
export function settingsFileOf(argv: readonly string[]): string | undefined {
  const options = { "settings-file": { type: "string" } } as const;
  return parseArgs({ args: argv.slice(2), options, strict: false }).values["settings-file"]?.toString();
}

/** Adds a file's settings to an environment, which wins. A file that can't be read adds nothing. */
export function addSettings(environment: NodeJS.ProcessEnv, file: string): void {
  try {
    for (const [name, value] of Object.entries(parseEnv(readFileSync(file, "utf8")))) environment[name] ??= value;
  } catch {}
}
