import { readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";

/** Settings that hold a secret; each may also be given as `NAME_FILE`, the path of a file with the value. */
export const secretNames = [
  "SEALING_KEYS",
  "SIGN_IN_KEYS",
  "AZURE_CLIENT_SECRET",
  "AUDIT_KEY",
  "REDIS_URL",
  "REDIS_PASSWORD",
  "REDIS_SENTINEL_PASSWORD",
  "HTTPS_PROXY",
  "OTEL_EXPORTER_OTLP_HEADERS",
] as const;

/** Settings of both processes that name a file to read. */
export const commonFileSettings: readonly string[] = [
  ...secretNames.map((name) => `${name}_FILE`),
  "REDIS_CA_PATH",
  "REDIS_CLIENT_CERTIFICATE_PATH",
];

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
