import { longestClientId } from "#gateway/sign-in/clients/client-id.ts";

/** A name of two labels or more. The last one begins with a letter, so it is no IPv4 address in any writing. */
const form = /^https:\/\/(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$/;

/**
 * Where makers of clients that many people use publish their documents: Claude and Claude Code; ChatGPT and Codex; VS
 * Code; Zed; Goose; opencode; Copilot CLI. A client that has a document does not register where documents are read.
 */
export const knownHosts: ReadonlySet<string> = new Set([
  "claude.ai",
  "chatgpt.com",
  "vscode.dev",
  "insiders.vscode.dev",
  "zed.dev",
  "goose-docs.ai",
  "opencode.ai",
  "github.com",
]);

/**
 * The host of the document that a client_id names (draft-ietf-oauth-client-id-metadata-document 3), or undefined for
 * one that is never fetched: of another scheme, with an IP address, port, user, query or fragment, without a path,
 * or with dot segments. The text itself is judged: one that a URL parser would write otherwise is none.
 */
export function documentHost(clientId: string): string | undefined {
  if (clientId.length > longestClientId || !form.test(clientId)) return undefined;
  const url = URL.parse(clientId);
  return url?.href === clientId ? url.hostname : undefined;
}
