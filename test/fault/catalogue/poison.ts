import { askForMailOnce } from "./ask-once.ts";
import type { Fault } from "./fault.ts";

/** A job that kills whoever opens it: see preloads/die-of-poison.ts. */
export function poisonJob(): Fault {
  let answer: Promise<string>;
  let deaths = 0;
  return {
    name: "a job kills every worker that opens it",
    expected:
      "two workers die of it, then it is given up and its caller told; others lose a call only with both workers",
    mayEnd: ["internal"],
    lastsMs: 0,
    inject(stage) {
      answer = askForMailOnce(stage, { query: "poison-pill" });
    },
    async heal(stage) {
      await answer;
      const dead = stage.workers.filter(({ child }) => child.signalCode !== null);
      deaths = dead.length;
      stage.workers.splice(0, stage.workers.length, ...stage.workers.filter((worker) => !dead.includes(worker)));
      await Promise.all(dead.map(() => stage.startWorker()));
    },
    recoversWithinMs: 9_000,
    async judge() {
      const told = await answer;
      const isGivenUp = told.includes("Give your operator this reference");
      return isGivenUp && deaths === 2 ? [] : [`after ${deaths} deaths: ${told}`];
    },
  };
}
