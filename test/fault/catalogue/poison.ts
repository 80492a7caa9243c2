import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import type { Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";

async function swallowPoison({ gateways, askers }: FaultStage): Promise<string> {
  const call = { tool: "outlook_email_search", args: { query: "poison-pill" }, token: askers[0]?.token ?? "" };
  return JSON.stringify(await readRpcAnswer(await postToolCall("modern", { ...call, url: gateways[0]?.mcpUrl ?? "" })));
}

/** A job that kills whoever opens it: see preloads/die-of-poison.ts. */
export function poisonJob(): Fault {
  let answer: Promise<string>;
  return {
    name: "a job kills every worker that opens it",
    expected:
      "two workers die of it, then it is given up and its caller told; others lose a call only with both workers",
    mayEnd: ["unavailable"],
    lastsMs: 0,
    inject(stage) {
      answer = swallowPoison(stage);
    },
    async heal(stage) {
      await answer;
      const dead = stage.workers.filter(({ child }) => child.signalCode !== null);
      stage.workers.splice(0, stage.workers.length, ...stage.workers.filter((worker) => !dead.includes(worker)));
      await Promise.all(dead.map(() => stage.startWorker()));
    },
    recoversWithinMs: 9_000,
    async judge(stage) {
      const deaths = stage.everyProcess.filter(({ child }) => child.signalCode === "SIGKILL").length;
      const told = await answer;
      return told.includes("The workers that ran this call stopped") ? [] : [`after ${deaths} deaths: ${told}`];
    },
  };
}
