import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { describeError, type Logger } from "./logger.ts";
import { secretNames } from "./rights/settings-file.ts";

/** What Node, proxies and the doctor read from the environment. */
const standard = ["NODE_EXTRA_CA_CERTS", "NODE_COMPILE_CACHE", "AZURE_TENANT_ID", "https_proxy", "no_proxy"];
const secretOf = (name: string) => secretNames.find((secret) => name === secret || name === `${secret}_FILE`);

/**
 * A line for each name in a settings file that is none of its process, so that no process has the other's secrets. It
 * quotes no value, nor what only looks like a name, which may be part of one.
 * @param own names of the settings of the process
 */
export function settingsFileProblems(file: string, part: "gateway" | "workers", own: readonly string[]): string[] {
  const isKnown = (name: string) => standard.includes(name) || own.includes(secretOf(name) ?? name);
  const [needs, other] = part === "gateway" ? ["gateway never needs", "workers"] : ["workers never need", "gateway"];
  const describe = (name: string) => {
    if (secretOf(name)) return `${name} belongs in .env.${other}: the ${needs} it. Remove it from ${file}`;
    const shown = /^[A-Z][A-Z_]{0,49}$/.test(name) ? name : "a line";
    return `${shown} in ${file} is no setting of the ${part}: correct it, or move it if it belongs in .env.${other}`;
  };
  try {
    return Object.keys(parseEnv(readFileSync(file, "utf8"))).flatMap((name) => (isKnown(name) ? [] : describe(name)));
  } catch (error) {
    return [`--settings-file: ${file} can't be read (${describeError(error).errorCode})`];
  }
}

/** Logs once when anybody but the owner and readers in the group can use the file. */
export function warnIfOthersRead(file: string, logger: Logger): void {
  if ((statSync(file).mode & 0o037) !== 0) logger.warn({ file }, "other users can read the settings file: chmod 600");
}
