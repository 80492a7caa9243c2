import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { permissionFlags, v8Flags } from "#common/rights/restrict-process.ts";
import { gatewayRights } from "#gateway/gateway-rights.ts";
import { workersRights } from "#workers/workers-rights.ts";
import type { Environment } from "./service-settings.ts";

/** A real process of this product, and all that it printed. */
export type ServiceProcess = ReturnType<typeof startService>;

const endWithParent = new URL("../bootstrap/end-with-parent.mjs", import.meta.url).href;
/** Node keeps what it compiled of our sources and packages here: each further process starts in half the time. */
const compileCache = fileURLToPath(new URL("../../.cache/compiled", import.meta.url));

/** Hours of load print more than a test's memory should hold. */
const maxLines = 100_000;

function keep(lines: string[], line: string): void {
  if (lines.length >= maxLines) lines.splice(0, maxLines / 2);
  lines.push(line);
}

function parseLine(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * The flags that a process of the product gives itself, and a right for what tests have Node load before it. Nothing
 * for other processes.
 */
function flagsOf(entry: string, environment: Environment): string[] {
  const rights = { "gateway/main.ts": gatewayRights(environment), "workers/main.ts": workersRights }[entry];
  if (rights === undefined) return [];
  return [...v8Flags, ...permissionFlags({ ...rights, program: [...rights.program, "test"] }, environment)];
}

export interface ServiceOptions {
  /** A descriptor to print to, in place of `output`. */
  stdout?: number;
  /** More flags for Node. */
  nodeFlags?: readonly string[];
  /** What stands behind `entry` on the command line. */
  entryArguments?: readonly string[];
  /** Starts it as an operator does: it gives itself its flags. It doesn't end when the tests are killed. */
  isPlain?: boolean;
  /** Another checkout, which is to be started as an operator does. */
  root?: string | undefined;
}

/** Starts `entry` (a path from the repository's root) with exactly the given environment. */
export function startService(
  entry: string,
  environment: Environment,
  { stdout, nodeFlags = [], entryArguments = [], root, isPlain = root !== undefined }: ServiceOptions = {},
) {
  // A process group of its own: Ctrl-C in the terminal is for whoever started it, who then ends it in order. A second
  // signal, ours beside the terminal's, would make it exit at once.
  const env = { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: compileCache, ...environment };
  const flags = isPlain ? nodeFlags : [...flagsOf(entry, env), "--import", endWithParent, ...nodeFlags];
  const child = spawn(process.execPath, [...flags, entry, ...entryArguments], {
    detached: true,
    cwd: root ?? new URL("../..", import.meta.url),
    env,
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
  });
  const log: string[] = [];
  const output: string[] = [];
  const listeners = new Set<(line: string) => void>();
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", (line) => keep(output, line));
  if (child.stderr === null) throw new Error("the process has no standard error");
  createInterface({ input: child.stderr }).on("line", (line) => {
    keep(log, line);
    for (const listener of listeners) listener(line);
  });
  /** Resolves to the exit code, or the signal that ended it. */
  const ended = once(child, "close").then(([code, signal]): number | NodeJS.Signals => code ?? signal);

  /** Resolves to the first log line, past or future, for which `find` gives a value. Rejects when the process ends. */
  function waitForLog<T>(find: (line: Record<string, unknown>) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (line: string) => {
        const found = find(parseLine(line));
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      for (const line of [...log]) look(line);
      ended.then((code) => reject(new Error(`${entry} ended (${code}):\n${log.slice(-20).join("\n")}`)));
    });
  }

  return {
    child,
    /** Lines of stderr (the log) and of stdout (the audit), in order; of very many only the newest. */
    log,
    output,
    waitForLog,
    ended,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    /** SIGTERM, and waits for the end. */
    stop: async () => {
      child.kill("SIGTERM");
      return await ended;
    },
  };
}

/** The port that a process says it listens on; `component` is `mcp` or `ops`. */
export function listeningPort(service: ServiceProcess, component: string): Promise<number> {
  return service.waitForLog((line) =>
    line.msg === "listening" && line.component === component && typeof line.port === "number" ? line.port : undefined,
  );
}
