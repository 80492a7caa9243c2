import { constants } from "node:os";

/** Somebody wants the demo to end. */
export class Interrupted extends Error {
  /** As shells count: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = "Interrupted";
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Listens for the signals that end a program. A second one ends the process at once; what it started follows it. */
export function createInterruption(process: NodeJS.Process) {
  let interrupted: Interrupted | undefined;
  const happens = new Promise<never>((_resolve, reject) => {
    const onSignal = (signal: NodeJS.Signals) => {
      if (interrupted !== undefined) process.exit(interrupted.exitCode);
      interrupted = new Interrupted(signal);
      reject(interrupted);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    process.stdout.once("error", () => onSignal("SIGPIPE"));
  });
  // It rejects at the first signal, or when nobody reads our output any more.
  happens.catch(() => undefined); // whoever races against it hears of it
  /** Throws the interruption that has happened. */
  const check = () => {
    if (interrupted !== undefined) throw interrupted;
  };
  return { happens, check, by: () => interrupted };
}
