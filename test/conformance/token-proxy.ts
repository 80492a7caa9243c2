import { createServer, request } from "node:http";
import { pipeline } from "node:stream";
import { listen } from "#test/fake-tenant/listen.ts";

export interface ProxyTarget {
  /** A http URL; its path is the proxy's too. */
  url: string;
  token: string;
}

/** An address on this machine that asks on with a bearer token, for programs that can't be given one. */
export type TokenProxy = Awaited<ReturnType<typeof startTokenProxy>>;

/**
 * Passes each request on with the token, and its answer back as it comes. Nothing else is changed, `Host` and `Origin`
 * least of all: what the server thinks of those is part of what is looked at.
 * @param target asked for at each request, so that the proxy can be there before the server is
 */
export async function startTokenProxy(target: () => ProxyTarget) {
  const server = createServer((incoming, answer) => {
    const { url, token } = target();
    const { hostname, port } = new URL(url);
    const passed = request({
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, authorization: `Bearer ${token}` },
    });
    passed.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      pipeline(response, answer, () => undefined);
    });
    pipeline(incoming, passed, (error) => {
      if (error) answer.destroy();
    });
    answer.on("close", () => passed.destroy());
  });
  const { port, close } = await listen(server);
  return { origin: `http://127.0.0.1:${port}`, close };
}
