import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { signIn } from "#test/demo/stage/sign-in.ts";

const page = (title: string, text: string) => `<!doctype html><title>${title}</title><p>${text}</p>`;
const pages = {
  signedIn: page("Signed in", "You are signed in. Go back to the terminal."),
  refused: page("Not signed in", "The sign-in failed. Go back to the terminal, which says why."),
};

/**
 * Signs the person in as a program on this computer does: by the browser, with an answer to a port of localhost
 * (RFC 8252 7.3). Resolves to their access token for the connector.
 * @param show is given the address to open
 */
export async function signInByBrowser(mcpUrl: string, show: (address: string) => void): Promise<string> {
  const answered = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    response.writeHead(pathname === "/callback" ? 200 : 404, { "content-type": "text/html", connection: "close" });
    const answer = searchParams.has("error") ? pages.refused : pages.signedIn;
    response.end(pathname === "/callback" ? answer : "");
    if (pathname === "/callback") answered.resolve(searchParams);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const redirectUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  try {
    const { client, accessToken } = await signIn({
      mcpUrl,
      redirectUrl,
      browser: (address) => {
        show(address.href);
        return answered.promise;
      },
    });
    await client.close();
    return accessToken;
  } finally {
    server.close();
  }
}
