import { startService } from "#test/support/service-process.ts";

/**
 * A process of the demo that ended by itself, or could not start. Its message shows how it ended and its last words.
 */
export class Crash extends Error {
  constructor(name: string, ending: number | string, lastWords: readonly string[]) {
    const words = lastWords.length === 0 ? ["(it said nothing)"] : lastWords;
    super(`${name} ended by itself (${ending}). Its last words:\n${words.map((line) => `  ${line}`).join("\n")}`);
    this.name = "Crash";
  }
}

export const lastLines = 12;

export type WatchedProcess = ReturnType<typeof startWatched>;

interface WatchedOptions {
  /** For people: "gateway", "worker 1". */
  name: string;
  /** Path from the repository's root. */
  entry: string;
  environment: Readonly<Record<string, string>>;
}

export type StartProcess = (options: WatchedOptions) => WatchedProcess;

/** Starts a process of the demo. It ends with us, however we end. */
export function startWatched({ name, entry, environment }: WatchedOptions) {
  const service = startService(entry, environment);
  let isEnding = false;
  const crashed = new Promise<never>((_resolve, reject) => {
    service.ended.then(
      (ending) => {
        if (!isEnding) reject(new Crash(name, ending, [...service.output, ...service.log].slice(-lastLines)));
      },
      (error: unknown) => reject(error),
    );
  });
  crashed.catch(() => undefined); // whoever races against it hears of it; nobody has to
  return {
    ...service,
    name,
    pid: service.child.pid ?? 0,
    /** Rejects with a `Crash` when the process ends without having been asked to. */
    crashed,
    /** SIGTERM, and after `graceMs` SIGKILL. Resolves when it is gone. */
    async end(graceMs: number) {
      isEnding = true;
      service.kill("SIGTERM");
      const timer = setTimeout(() => service.kill("SIGKILL"), graceMs);
      await service.ended;
      clearTimeout(timer);
    },
  };
}
