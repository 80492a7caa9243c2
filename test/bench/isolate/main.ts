import { parseArgs } from "node:util";
import { Pool } from "undici";
import { startBenchStack } from "../bench-stack.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { reportResult } from "../result-file.ts";
import { askEverybody, askersOf } from "./ask-everybody.ts";
import { createKiller } from "./kill-in-turn.ts";

/** T15: nobody ever gets what is another's, though processes die all the time. */
const { values } = parseArgs({ options: { calls: { type: "string", default: "10000" } } });
const calls = Number(values.calls);
const size = { tenants: 64, usersPerTenant: 50 };
/** Calls at once. */
const concurrency = 96;
/** A process is killed each so many answers. */
const killEach = 1_500;
/** So many must have been answered, or nothing was proved: deaths cost calls, but few. */
const leastAnsweredShare = 0.98;

const machine = describeMachine();
console.log(`${size.tenants} tenants × ${size.usersPerTenant} people; ${calls} calls over 2 gateways and 3 workers`);
await using bench = await startBenchStack({
  ...size,
  messagesPerUser: 0,
  hasGraphTokens: false,
  gateways: 2,
  workers: 3,
});
const { stack, tenants, directory } = bench;
const gateways = stack.gateways.map(({ mcpUrl }) => new Pool(new URL(mcpUrl).origin, { connections: 64 }));
const killer = createKiller(stack);
await readLoopLag(stack);
let strikes = Promise.resolve();
const result = await askEverybody({
  gateways,
  askers: askersOf(directory, (at, index) => tenants[at]?.[index]?.connectorToken ?? ""),
  calls,
  concurrency,
  onAnswer(count) {
    if (count % killEach !== 0) return;
    strikes = strikes.then(() => killer.strike());
    // Thrown below, when all calls have ended. Nobody is killed after it.
    strikes.catch(() => {});
    console.log(`${count} answered`);
  },
});
await strikes;
const { killed } = killer;
// Without its bar: no process gets older than some seconds, V8 still compiles what it runs, and all of them share the
// cores with the next that starts.
const { most: _bar, ...lag } = lagClaim(Math.max(...(await killer.lagsMs())));
console.log(
  `${killed.workers} workers and ${killed.gateways} gateways killed; ${result.askedAgain} calls asked again; ` +
    "failures by code:",
  result.failures,
);
reportResult("isolation", {
  command: `npm run isolate -- --calls ${calls}`,
  machine,
  claims: [
    {
      says: "answers that held something of somebody else",
      measured: result.foreignAnswers,
      unit: "answers",
      most: 0,
    },
    { says: "answers without the asker's own content", measured: result.withoutOwn, unit: "answers", most: 0 },
    {
      says: "answers with content, of all calls, while processes were killed",
      measured: result.answered,
      unit: "answers",
      least: Math.ceil(calls * leastAnsweredShare),
    },
    { says: "processes killed meanwhile", measured: killed.workers + killed.gateways, unit: "processes", least: 1 },
    lag,
  ],
  ...size,
  killed,
  ...result,
});
await Promise.all(gateways.map((pool) => pool.destroy()));
