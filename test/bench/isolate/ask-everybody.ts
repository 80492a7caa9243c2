import type { Dispatcher } from "undici";
import type { DirectoryTenant } from "#test/fake-tenant/control/control-types.ts";
import { type CallAnswer, createToolCaller } from "../tool-call.ts";
import { foreignContent, type Owner } from "./foreign-content.ts";

export interface Asker extends Owner {
  token: string;
}

export interface IsolationResult {
  calls: number;
  /** Answers with content, each of which was looked through. */
  answered: number;
  failures: Record<string, number>;
  /** Calls whose connection was lost, each time that it was. */
  askedAgain: number;
  /** Answers with something of somebody else. */
  foreignAnswers: number;
  /** Answers without the asker's own canary. */
  withoutOwn: number;
  seconds: number;
}

const askForMail = createToolCaller({ tool: "outlook_email_search", args: { limit: 25 } });
/** Finds the same mail by a call with several jobs, whose answers the gateway joins. */
const search = createToolCaller({ tool: "search", args: { query: "salary" }, query: "?tools=search" });
const callsPerSearch = 25;

/** Everybody of many tenants, so that neighbours in the list are of different tenants. */
export function askersOf(tenants: readonly DirectoryTenant[], tokenOf: (at: number, index: number) => string): Asker[] {
  const most = Math.max(...tenants.map(({ users }) => users.length));
  return Array.from({ length: most }, (_unused, index) =>
    tenants.flatMap(({ domain, users }, at) => {
      const user = users[index];
      if (user === undefined) return [];
      const { canaries, mail, userPrincipalName } = user;
      const addresses = [`people@${domain}`, userPrincipalName, mail ?? userPrincipalName];
      return [{ token: tokenOf(at, index), canary: canaries[0] ?? "no canary", canaries, addresses }];
    }),
  ).flat();
}

/**
 * Has everybody ask for their mail, over and over, `concurrency` calls at a time and over all gateways in turn, now and
 * then by `search`, and looks through every answer. Failures are counted; only an answer with content can be wrong.
 * @param onAnswer sees how many answers there were so far
 */
export async function askEverybody(options: {
  gateways: readonly Dispatcher[];
  askers: readonly Asker[];
  calls: number;
  concurrency: number;
  onAnswer: (count: number) => void;
}): Promise<IsolationResult> {
  const { gateways, askers, calls, concurrency, onAnswer } = options;
  const failures: Record<string, number> = {};
  const result = { calls, answered: 0, failures, askedAgain: 0, foreignAnswers: 0, withoutOwn: 0 };
  const startedAt = performance.now();
  let next = 0;
  let done = 0;

  function gatewayAt(index: number): Dispatcher {
    const gateway = gateways[index % gateways.length];
    if (gateway === undefined) throw new Error("there is no gateway");
    return gateway;
  }

  /** Whoever loses the connection asks again, and a load balancer has them ask another gateway. */
  async function askUntilAnswered(index: number, token: string): Promise<CallAnswer> {
    const ask = index % callsPerSearch === 0 ? search : askForMail;
    let answer = await ask(gatewayAt(index), token);
    for (let tries = 1; tries < gateways.length && answer.verdict === "connection_lost"; tries += 1) {
      result.askedAgain += 1;
      answer = await ask(gatewayAt(index + tries), token);
    }
    return answer;
  }

  async function askOnce(index: number): Promise<void> {
    const asker = askers[index % askers.length];
    if (asker === undefined) throw new Error("there is nobody to ask");
    const { verdict, text } = await askUntilAnswered(index, asker.token);
    if (foreignContent(text, asker).length > 0) result.foreignAnswers += 1;
    if (verdict !== "ok") {
      failures[verdict] = (failures[verdict] ?? 0) + 1;
      return;
    }
    result.answered += 1;
    if (!text.includes(asker.canary)) result.withoutOwn += 1;
  }

  async function caller(): Promise<void> {
    while (next < calls) {
      const index = next;
      next += 1;
      await askOnce(index);
      done += 1;
      onAnswer(done);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { ...result, seconds: Math.round((performance.now() - startedAt) / 100) / 10 };
}
