import type { DocumentNetwork, DocumentResponse } from "#gateway/sign-in/clients/documents/document-network.ts";

export const publicAddress = "93.184.216.34";

/** What a client's host answers, in place of a flawless document. */
export interface Played {
  addresses?: readonly string[];
  status?: number;
  headers?: Record<string, string | string[] | undefined>;
  /** The document, or the text that is sent for it. */
  body?: Record<string, unknown> | string;
}

export const documentUrl = "https://client.contoso.example/oauth/client.json";

/** A flawless document of the client at this URL, with these changes; undefined takes away. */
export const documentOf = (url: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  client_id: url,
  client_name: "Codex",
  redirect_uris: ["http://localhost/callback"],
  token_endpoint_auth_method: "none",
  ...changes,
});

/** An internet in which every name exists and has a flawless document, but for what `play` says. */
export function playedNetwork(play: (url: string) => Played | Promise<Played> = () => ({})) {
  const resolved: string[] = [];
  const asked: { url: string; addresses: readonly string[] }[] = [];
  let open = 0;
  const network: DocumentNetwork = {
    async resolve(host) {
      resolved.push(host);
      return (await play(`https://${host}/`)).addresses ?? [publicAddress];
    },
    async get(url, { addresses }): Promise<DocumentResponse> {
      asked.push({ url, addresses });
      const { status = 200, headers = {}, body = documentOf(url) } = await play(url);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      open += 1;
      return {
        status,
        headers: { "content-type": "application/json", ...headers },
        body: (async function* () {
          yield Buffer.from(text);
        })(),
        close: () => {
          open -= 1;
        },
      };
    },
  };
  return {
    network,
    /** Names that were looked up, and requests, in order. */
    resolved,
    asked,
    /** Answers that nobody has closed. */
    open: () => open,
  };
}
