import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./paths.mjs";

/**
 * Runs a program to its end with our stdin, stdout and stderr, and passes signals on. Resolves to its exit code
 * (128 + signal number when a signal ended it, as shells say it; 127 when it could not be started).
 *
 * @param {{ file: string, args: string[], env?: NodeJS.ProcessEnv, output?: (chunk: Buffer) => void }} command
 *   `output` takes all that the program writes to stdout and stderr; without it the program writes to ours
 * @returns {Promise<number>}
 */
export function runChild({ file, args, env = process.env, output }) {
  const stream = output === undefined ? "inherit" : "pipe";
  const child = spawn(file, args, { cwd: root, env, stdio: ["inherit", stream, stream] });
  if (output !== undefined) for (const from of [child.stdout, child.stderr]) from?.on("data", output);
  /** @type {Set<NodeJS.Signals>} */
  const passed = new Set();
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (passed.has(signal)) return; // npm, the shell and the watch for a lost parent may each bring the same one
    passed.add(signal);
    // Ctrl-C in a terminal reaches the child without us, and twice would mean "at once" to many programs.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve) => {
    /** @param {number} code */
    const end = (code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code);
    };
    child.on("error", (error) => {
      console.error(`${file} could not be started: ${error.message}`);
      end(127);
    });
    child.on("close", (code, signal) => end(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
}
