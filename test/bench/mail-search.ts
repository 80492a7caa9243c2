import { selectForHits } from "#workers/tools/mail/graph-mail.ts";
import type { BenchStack } from "./bench-stack.ts";
import { type Call, closedLoop, type LoadResult } from "./load.ts";
import { chargeLoad } from "./process-cost.ts";
import { residentMb } from "./process-cpu.ts";
import { createToolCaller } from "./tool-call.ts";

export const hitsPerCall = 25;

export interface Measurement extends LoadResult {
  /** CPU milliseconds per call of each process. */
  cpuMsPerCall: { gateway: number; worker: number; redis: number; fake: number };
  /** Resident memory after the round. */
  residentMb: { gateway: number; worker: number; redis: number };
}

/** The question as the product asks Graph, which refuses a `+` for a space. */
export const graphPath =
  `/v1.0/me/messages?$top=${hitsPerCall}&$orderby=receivedDateTime%20desc` +
  `&$select=${selectForHits({ preview: true, isFull: false })}`;

/** The question to any gateway. */
export const mailSearch = createToolCaller({ tool: "outlook_email_search", args: { limit: hitsPerCall } });

/** The first sentence of a refusal: one code has several reasons. What comes after it may differ from call to call. */
export const refusalReason = (answer: string) => /"text":"(\w+: [^."\\]*)/.exec(answer)?.[1];

/** The same question straight to the fake Graph: what no connector can be faster than. */
export function floorCall({ users, graphPool }: Pick<BenchStack, "users" | "graphPool">): Call {
  return async (index) => {
    const user = users[index % users.length];
    const { statusCode, body } = await graphPool.request({
      method: "GET",
      path: graphPath,
      headers: { authorization: `Bearer ${user?.graphToken}` },
    });
    await body.text();
    return statusCode === 200 ? "ok" : `http_${statusCode}`;
  };
}

/** The question through the product, as a client of MCP 2026-07-28 asks it. */
export function productCall({ users, gatewayPool }: Pick<BenchStack, "users" | "gatewayPool">): Call {
  return async (index) => {
    const { verdict, text } = await mailSearch(gatewayPool, users[index % users.length]?.connectorToken ?? "");
    return verdict === "ok" ? verdict : (refusalReason(text) ?? verdict);
  };
}

/** So long after its first call under load, V8 is done with compiling: the first seconds cost three times as much. */
export const warmUpMs = 25_000;

/** Brings gateway and worker where they stay: by time, or by so many calls, after which all tokens are exchanged. */
export async function warmUp(
  stack: Pick<BenchStack, "users" | "gatewayPool">,
  long: { forMs: number } | { calls: number } = { forMs: warmUpMs },
): Promise<void> {
  await closedLoop({ concurrency: 16, ...long, call: productCall(stack) });
}

/** Runs one closed loop and charges the CPU time of every process to its calls. */
export async function measure(
  stack: BenchStack,
  call: Call,
  load: { concurrency: number; forMs: number },
): Promise<Measurement> {
  const result = await chargeLoad(stack.pids, { ...load, call });
  const { gateway, worker, redis } = stack.pids;
  const memoryOf = (pid: number) => Math.round(residentMb(pid));
  return {
    ...result,
    cpuMsPerCall: result.cpuMsPerCall as Measurement["cpuMsPerCall"],
    residentMb: { gateway: memoryOf(gateway), worker: memoryOf(worker), redis: memoryOf(redis) },
  };
}
