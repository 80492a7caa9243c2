import { connect, createServer } from "node:net";
import { listen } from "#test/fake-tenant/listen.ts";
import { tieSockets } from "./tied-sockets.ts";

export type TcpProxy = Awaited<ReturnType<typeof startTcpProxy>>;

/** A TCP proxy that can stop traffic at a chosen byte, without either side noticing. */
export async function startTcpProxy(target: { host: string; port: number }) {
  let hold: { text: string; begins: PromiseWithResolvers<void> } | undefined;
  const releases = new Set<() => void>();

  const server = createServer((client) => {
    const upstream = connect(target);
    const held: Buffer[] = [];
    let isHeld = false;
    tieSockets(client, upstream);
    releases.add(() => {
      isHeld = false;
      for (const bytes of held.splice(0)) upstream.write(bytes);
    });
    /** What was sent last, in which the text may begin. */
    let before = Buffer.alloc(0);

    /** How many of these bytes stand before the text; undefined without it. */
    function placeOf(text: string, bytes: Buffer): number | undefined {
      const sent = Buffer.concat([before, bytes]);
      const place = sent.indexOf(text);
      const precedingBytes = before.length;
      before = sent.subarray(-text.length + 1);
      return place === -1 ? undefined : Math.max(0, place - precedingBytes);
    }

    client.on("data", (bytes: Buffer) => {
      const passing = isHeld ? 0 : hold && placeOf(hold.text, bytes);
      if (passing === undefined) return void upstream.write(bytes);
      upstream.write(bytes.subarray(0, passing));
      held.push(bytes.subarray(passing));
      isHeld = true;
      hold?.begins.resolve();
    });
    upstream.on("data", (bytes: Buffer) => client.write(bytes));
  });

  return {
    ...(await listen(server)),
    /** Holds a connection from where its client sends this text, in one piece or several. Resolves when one is held. */
    holdAt(text: string) {
      hold = { text, begins: Promise.withResolvers() };
      return hold.begins.promise;
    },
    /** Lets everything pass that was held, and what follows. */
    release() {
      hold = undefined;
      for (const release of releases) release();
    },
  };
}
