import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { hitsPerCall, productCall, warmUpMs } from "../mail-search.ts";
import { peer } from "../peer/install-peer.ts";
import { type RunningPeer, startRunningPeer } from "../peer/peer-calls.ts";
import { type PeerMode, peerFlags } from "../peer/start-peer.ts";
import { type ChargedLoad, chargeLoad, totalCost } from "../process-cost.ts";
import { type Claim, reportResult, rounded } from "../result-file.ts";

/** Busy, as where the product's own cost is measured. */
const concurrency = 64;
const graphDelayMs = 50;
/** Five times would leave hardly more than our libraries take alone, which the mode floor measures. */
const least = 3;
const modes: readonly PeerMode[] = ["on behalf of", "token passed through"];

interface Round {
  ours: ChargedLoad;
  peers: { mode: PeerMode; load: ChargedLoad }[];
}

/** Calls per CPU second of the product and of the most used peer, alternately, on the same fake Graph. */
export async function comparePeer({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  await using stack = await startBenchStack(stackOptions);
  await using running = new AsyncDisposableStack();
  const peers: RunningPeer[] = [];
  const measured: Round[] = [];
  for (const mode of modes) peers.push(running.use(await startRunningPeer(stack, mode, concurrency)));
  console.log(`${peer.name} ${peer.version} with ${peerFlags.join(" ")}: ${peers[0]?.tools} tools`);
  const call = productCall(stack);
  for (const one of [call, ...peers.map((each) => each.call)]) {
    await closedLoop({ concurrency, forMs: warmUpMs, call: one });
  }
  await stack.setGraphDelay(graphDelayMs);
  await readLoopLag(stack.stack);
  const { gateway, worker, redis } = stack.pids;
  for (let round = 0; round < rounds; round += 1) {
    const ours = await chargeLoad({ gateway, worker, redis }, { concurrency, forMs, call });
    console.log(`CPU ms a call: product ${rounded(totalCost(ours))} ${JSON.stringify(ours.cpuMsPerCall)}`);
    const theirs: Round["peers"] = [];
    for (const one of peers) {
      const load = await chargeLoad({ server: one.pid }, { concurrency, forMs, call: one.call });
      theirs.push({ mode: one.mode, load });
      console.log(`CPU ms a call: peer, ${one.mode}, ${rounded(totalCost(load))}`);
    }
    measured.push({ ours, peers: theirs });
  }
  const lagMs = await readLoopLag(stack.stack);
  const ratio = (mode: PeerMode, without?: string) =>
    rounded(
      medianOf(
        measured.flatMap((round) =>
          round.peers
            .filter((one) => one.mode === mode)
            .map(({ load }) => totalCost(load) / totalCost(round.ours, without)),
        ),
      ),
    );
  const what =
    `calls a CPU second against ${peer.name} ${peer.version} (${peers[0]?.tools} tools), a mail search of ` +
    `${hitsPerCall} hits, ${concurrency} at once`;
  const claims: Claim[] = [
    { says: `${what}: both on behalf of the caller`, measured: ratio("on behalf of"), unit: "×", least },
    { says: "the same, without Redis' share of ours", measured: ratio("on behalf of", "redis"), unit: "×" },
    {
      says: "against the peer when it passes the caller's Graph token through and exchanges nothing",
      measured: ratio("token passed through"),
      unit: "×",
    },
    failedClaim(
      measured.flatMap(({ ours, peers: all }) => [ours, ...all.map(({ load }) => load)]),
      "failed calls, of ours and of the peer",
    ),
    lagClaim(lagMs),
  ];
  const about = { ...peer, flags: peerFlags, tools: peers[0]?.tools };
  reportResult("peer", {
    command: "npm run bench -- peer",
    machine,
    claims,
    graphDelayMs,
    peer: about,
    rounds: measured,
  });
}
