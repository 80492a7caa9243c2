import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface AwaitedBrowser {
  /** Where the browser comes back to: a port of this machine (RFC 8252 7.3). */
  redirectUri: string;
  /** The query of the first answer with this state. */
  answer: Promise<URLSearchParams>;
  close(): void;
}

const page = "<!doctype html><title>Signed in</title><p>Go back to the terminal. You can close this page.</p>";

/** Listens for one browser. @param state of the question: an answer to another one is not taken */
export async function awaitBrowser(state: string): Promise<AwaitedBrowser> {
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const isOurs = pathname === "/callback" && searchParams.get("state") === state;
    response.writeHead(isOurs ? 200 : 404, { "content-type": "text/html", connection: "close" });
    response.end(isOurs ? page : "");
    if (isOurs) resolve(searchParams);
  });
  await new Promise<void>((listening, reject) => server.once("error", reject).listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { redirectUri: `http://127.0.0.1:${port}/callback`, answer: promise, close: () => void server.close() };
}
