import { Pool } from "undici";
import type { BenchStack } from "../bench-stack.ts";
import { hitsPerCall } from "../mail-search.ts";
import { askPeer, listTools, type PeerMode, peerMailSearch, startPeer } from "./start-peer.ts";

export type RunningPeer = Awaited<ReturnType<typeof startRunningPeer>>;

/** The text holds JSON within JSON. */
const countMessages = (text: string) => text.match(/bodyPreview\\*":/g)?.length ?? 0;

/** Starts the peer and checks that it answers as much as the product: whoever answers less would win unjustly. */
export async function startRunningPeer(stack: BenchStack, mode: PeerMode, connections: number) {
  const { users, directory } = stack;
  const { service, origin } = await startPeer(stack.stack.fake, mode, directory[0]?.id ?? "");
  const pool = new Pool(origin, { connections });
  const tokenOf = (index: number) => {
    const user = users[index % users.length];
    return (mode === "on behalf of" ? user?.connectorToken : user?.graphToken) ?? "";
  };
  const stop = async () => {
    await pool.destroy();
    await service.stop();
  };
  const answer = await askPeer(pool, tokenOf(0), peerMailSearch);
  if (countMessages(answer) !== hitsPerCall) {
    await stop();
    throw new Error(`the peer (${mode}) did not answer ${hitsPerCall} messages: ${answer.slice(0, 300)}`);
  }
  return {
    mode,
    pid: service.child.pid ?? 0,
    /** As its tools/list says. */
    tools: (await askPeer(pool, tokenOf(0), listTools)).split('"inputSchema"').length - 1,
    async call(index: number) {
      const text = await askPeer(pool, tokenOf(index), peerMailSearch);
      return text.includes("bodyPreview") && !text.includes('"isError":true') ? "ok" : "not served";
    },
    [Symbol.asyncDispose]: stop,
  };
}
