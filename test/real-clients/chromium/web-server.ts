import { createServer } from "node:http";
import { listen } from "#test/fake-tenant/listen.ts";

export interface WebPage {
  headers: Readonly<Record<string, string>>;
  body: string;
}

export type WebServer = Awaited<ReturnType<typeof startWebServer>>;

/** A site at 127.0.0.1, which is another one than localhost: a client's listener, somebody else's page. */
export async function startWebServer(pageAt: (url: URL) => WebPage | undefined) {
  /** What was asked for, in order. */
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    asked.push(url);
    const page = pageAt(url);
    response.writeHead(page === undefined ? 404 : 200, page?.headers).end(page?.body);
  });
  const { port, close } = await listen(server);
  return { origin: `http://127.0.0.1:${port}`, asked, close };
}
