import { connect, createServer } from "node:net";
import { type Listening, listen } from "#test/fake-tenant/listen.ts";
import { tieSockets } from "./tied-sockets.ts";

/**
 * Stands between processes and a server, and rewrites what the server answers, as latin1. Each piece is rewritten by
 * itself: an answer that comes in two would pass as it is.
 */
export async function startRewritingProxy(
  target: { host: string; port: number },
  rewritten: (answer: string) => string,
): Promise<Listening> {
  const server = createServer((client) => {
    const upstream = connect(target);
    tieSockets(client, upstream);
    client.pipe(upstream);
    upstream.on("data", (bytes: Buffer) => client.write(rewritten(bytes.toString("latin1")), "latin1"));
  });
  return await listen(server);
}
