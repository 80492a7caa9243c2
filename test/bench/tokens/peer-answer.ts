import { Pool } from "undici";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { countedTokens } from "#test/support/count-tokens.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { selectForHits } from "#workers/tools/mail/graph-mail.ts";
import { askPeer, message, startPeer } from "../peer/start-peer.ts";

export interface PeerTokens {
  /** What the peer's tool gives by itself. */
  raw: number;
  /** With the fields of our short hit selected by the model. */
  selected: number;
}

/** Tokens of a message in the peer's answer to "my newest messages", of ten of them. */
export async function peerTokens(fake: FakeTenant, alias: string): Promise<PeerTokens> {
  const { id: userId, tenantId } = await personNamed(fake, alias);
  const token = await fake.control.mintToken({ userId, shape: "graph" });
  const { service, origin } = await startPeer(fake, "token passed through", tenantId);
  const pool = new Pool(origin);
  const perMessage = async (more: object) => {
    const args = { top: 10, orderby: "receivedDateTime desc", ...more };
    const answer = await askPeer(pool, token, message("tools/call", { name: "list-mail-messages", arguments: args }));
    return Math.round(countedTokens(textIn(answer)) / 10);
  };
  try {
    return {
      raw: await perMessage({}),
      selected: await perMessage({ select: selectForHits({ preview: true, isFull: false }) }),
    };
  } finally {
    await pool.destroy();
    await service.stop();
  }
}

/** The text of the first block of a result, which comes as an event of a stream or as JSON. */
function textIn(answer: string): string {
  const json = /^data: (.+)$/m.exec(answer)?.[1] ?? answer;
  const { result } = JSON.parse(json) as { result?: { content?: { text?: string }[]; isError?: boolean } };
  const text = result?.content?.[0]?.text;
  if (text === undefined || result?.isError) throw new Error(`the peer did not answer: ${answer.slice(0, 300)}`);
  return text;
}
