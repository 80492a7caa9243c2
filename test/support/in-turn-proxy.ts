import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { listen } from "#test/fake-tenant/listen.ts";

export type InTurnProxy = Awaited<ReturnType<typeof startInTurnProxy>>;

/**
 * A load balancer without stickiness: each request goes to the next server, so that no two requests of a client meet
 * the same one. The Host header stays the client's.
 * @param targets origins of http servers, asked for at each request
 */
export async function startInTurnProxy(targets: () => readonly string[]) {
  let turn = 0;
  const pass = (incoming: IncomingMessage, response: ServerResponse) => {
    const origins = targets();
    const origin = origins[turn % origins.length] ?? "";
    turn += 1;
    const { method, headers, url: path = "/" } = incoming;
    const upstream = request(new URL(path, origin), { method: method ?? "GET", headers });
    upstream.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  };
  const { port, close } = await listen(createServer(pass));
  return { origin: `http://localhost:${port}`, close };
}
