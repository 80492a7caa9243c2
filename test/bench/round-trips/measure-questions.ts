import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "undici";
import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { createToolCaller } from "../tool-call.ts";

/** How long Graph, Entra and the download host take for each answer. */
export const graphDelayMs = 200;
/** Between two questions: the rates of requests to one team and to all chats are whole again. */
const thinkMs = 1_000;

export interface Answered {
  question: Question;
  /** To Graph and, for the bytes of files, to the download host. */
  requests: number;
  waitMs: number;
  verdict: string;
}

interface Asking {
  tool: string;
  questions: readonly Question[];
  control: FakeControl;
  gateway: Pool;
  /** A token for each question: one and the same is held by the worker, a new one is not. */
  nextToken(): Promise<string>;
}

/** Every service of Microsoft's takes so long, or answers at once. */
export async function slowDown(control: FakeControl, latencyMs: number): Promise<void> {
  await control.clearRules();
  await control.setBehaviour({ graphLatencyMs: latencyMs });
  for (const door of ["entra", "download"] as const) {
    if (latencyMs > 0) await control.addRule({ door, match: {}, response: { latencyMs } });
  }
}

/** Asks one question after the other, as one person does, and counts what each costs. */
export async function measureQuestions({ tool, questions, control, gateway, nextToken }: Asking): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const question of questions) {
    const token = await nextToken();
    const call = createToolCaller({ tool, args: question });
    await control.resetStats();
    await delay(thinkMs);
    const startedMs = performance.now();
    const { verdict } = await call(gateway, token);
    const waitMs = performance.now() - startedMs;
    const { graphRequests, downloads } = await control.stats();
    answered.push({ question, requests: graphRequests + downloads, waitMs, verdict });
  }
  return answered;
}
