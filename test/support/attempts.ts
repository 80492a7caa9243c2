import type { ServiceProcess } from "./service-process.ts";
import type { Environment } from "./service-settings.ts";

/** What code in a process tries: a name, and an expression. `fs` and `builtin(name)` are Node's modules. */
export type Attempts = Readonly<Record<string, string>>;

/** How each ended: the code of its error, or `done`. */
export type Outcomes = Readonly<Record<string, string>>;

/**
 * Settings that have a process make attempts when it gets SIGUSR2, from the inside and with its own rights, and log how
 * they ended.
 */
export function withAttempts(attempts: Attempts): Environment {
  const tries = Object.entries(attempts).map(([name, work]) => `${JSON.stringify(name)}: () => (${work})`);
  const program = `import { isMainThread } from "node:worker_threads";
    const builtin = process.getBuiltinModule;
    const fs = builtin("fs");
    const tries = { ${tries.join(",\n")} };
    async function outcome(work) {
      try {
        await work();
        return "done";
      } catch (error) {
        return error.code ?? error.name;
      }
    }
    async function makeAttempts() {
      const outcomes = {};
      for (const [name, work] of Object.entries(tries)) outcomes[name] = await outcome(work);
      process.stderr.write(JSON.stringify({ msg: "attempts", outcomes }) + "\\n");
    }
    if (isMainThread) process.on("SIGUSR2", makeAttempts);`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
}

/** Has a process that was started with `withAttempts` make them. */
export async function outcomesIn(service: ServiceProcess): Promise<Outcomes> {
  service.kill("SIGUSR2");
  return await service.waitForLog(({ msg, outcomes }) => (msg === "attempts" ? (outcomes as Outcomes) : undefined));
}
