import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { bestPermission, type ToolContract } from "#common/tools/define-tool.ts";
import { postMessage, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import type { Stack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { type CallName, type OwnCall, ownCalls } from "./own-calls.ts";

type Result = Record<string, unknown> | undefined;

/** So many calls at once reach each worker soon. */
const callsAtOnce = 4;
/** On a machine with much else to do. */
const patienceMs = 60_000;

const offeredWith = (scopes: readonly string[]) => {
  const granted = withImpliedScopes(new Set(scopes));
  return catalog
    .filter((tool: ToolContract) => bestPermission(tool.permissions, granted) !== undefined)
    .map(({ name }) => name);
};

/** Somebody who signed in and has content of their own. The workers must log at debug. */
export async function personOf(stack: Stack, { tenantId, userId }: { tenantId: string; userId: string }) {
  const { control } = stack.fake;
  const [token, calls] = await Promise.all([control.mintToken({ userId }), ownCalls(control, userId)]);
  const at = { url: stack.gateways[0].mcpUrl, token };
  // All that the workers log of this person's calls names this trace.
  const traceId = randomBytes(16).toString("hex");
  const headers = { traceparent: `00-${traceId}-${"1".repeat(16)}-01` };

  async function ask(name: CallName): Promise<Result> {
    const { query = "", ...call }: OwnCall = calls[name];
    const url = `${at.url}${query}`;
    return (await readRpcAnswer(await postToolCall("modern", { ...at, ...call, url, headers }))).result;
  }

  /** Whether each worker has run a call of this tool to such an end. */
  function isDoneByAll(name: CallName, outcome: string): boolean {
    const parts = [traceId, `"tool":"${calls[name].tool}"`, `"outcome":"${outcome}"`];
    return stack.workers.every(({ log }) => log.some((line) => parts.every((part) => line.includes(part))));
  }

  async function untilAllWorkers(name: CallName, outcome: string, look: (result: Result, askedAtMs: number) => void) {
    const check = async () => {
      const askedAtMs = Date.now();
      const results = await Promise.all(Array.from({ length: callsAtOnce }, () => ask(name)));
      for (const result of results) look(result, askedAtMs);
      return isDoneByAll(name, outcome);
    };
    await until(`every worker to end ${name} by ${outcome}`, check, patienceMs);
  }

  return {
    ask,
    callNames: Object.keys(calls) as CallName[],
    grant: (scopes: readonly string[]) => control.setGrants(tenantId, scopes, userId),

    /** Waits until tools/list is what these permissions are good for. */
    async untilOffered(scopes: readonly string[]): Promise<void> {
      const wanted = offeredWith(scopes).join();
      const check = async () => {
        const { result } = await readRpcAnswer(await postMessage("modern", { id: 1, method: "tools/list" }, at));
        const offered = (result?.tools ?? []) as { name: string }[];
        return offered.map(({ name }) => name).join() === wanted;
      };
      await until(`tools/list to be ${wanted}`, check, patienceMs);
    },

    /** Asks until each worker has exchanged this person's sign-in, and so keeps a token if it may. */
    untilKnownToAllWorkers: () => untilAllWorkers("a mail", "ok", () => undefined),

    /** Asks until each worker has refused. A call that is made after `okUntilMs` must not be answered by any. */
    untilRefusedByAllWorkers: (name: CallName, okUntilMs: number) =>
      untilAllWorkers(name, "permission_missing", (result, askedAtMs) => {
        if (result?.isError !== true) expect(askedAtMs, `an answer to ${name}`).toBeLessThan(okUntilMs);
      }),
  };
}
