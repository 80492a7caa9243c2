import { LRUCache } from "lru-cache";
import { createSingleFlight } from "#common/single-flight.ts";
import { type ClientMetadata, longestClientId } from "#gateway/sign-in/clients/client-id.ts";
import type { DocumentNetwork } from "./document-network.ts";
import { DocumentProblem, loadDocument } from "./load-document.ts";

/** A name of two labels or more. The last one begins with a letter, so it is no IPv4 address in any writing. */
const form = /^https:\/\/(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$/;

/**
 * Hosts of the makers of clients that many people use, with their documents: Claude and Claude Code; ChatGPT and Codex;
 * VS Code; Zed; Goose; opencode; Copilot CLI. A client that has a document does not register where documents are read.
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

/** Nobody has to sign in to name a document, so few are asked for at once, and none waits for its turn. */
const maxOfHost = 4;
/** Whoever owns a domain has as many hosts as they like: together they leave the known ones alone. */
const maxOfOthers = 16;
const maxDocuments = 500;
/** How long a document that can't be fetched again is good beyond its own life, and until the next attempt. */
const graceMs = 24 * 3_600_000;
const retryMs = 60_000;

/**
 * What a client says of itself in the document at its client_id.
 * The promise rejects with `DocumentProblem`.
 */
export type FindDocument = (url: string) => Promise<ClientMetadata>;

interface KeptDocument {
  metadata: ClientMetadata;
  freshUntilMs: number;
  goodUntilMs: number;
}

/**
 * Fetches documents, at most 4 of a host at once, and keeps the last 500 good ones of known hosts, and of all others,
 * as long as they say, from 5 minutes to a day. One that can't be fetched again then is good for another day.
 * Concurrent calls for one URL share a fetch. Failures are not cached.
 */
export function createFindDocument({ network, now }: { network: DocumentNetwork; now: () => number }): FindDocument {
  const known = new LRUCache<string, KeptDocument>({ max: maxDocuments });
  const others = new LRUCache<string, KeptDocument>({ max: maxDocuments });
  const loads = createSingleFlight<ClientMetadata>();
  const hostsUnderWay = new Map<string, string>();

  function isFull(host: string): boolean {
    const hosts = [...hostsUnderWay.values()];
    if (hosts.filter((each) => each === host).length >= maxOfHost) return true;
    return !knownHosts.has(host) && hosts.filter((each) => !knownHosts.has(each)).length >= maxOfOthers;
  }

  async function load(url: string, kept: LRUCache<string, KeptDocument>): Promise<ClientMetadata> {
    const host = new URL(url).hostname;
    if (isFull(host)) throw new DocumentProblem("document_unreachable");
    hostsUnderWay.set(url, host);
    try {
      const { metadata, lifeMs } = await loadDocument(network, url);
      const freshUntilMs = now() + lifeMs;
      kept.set(url, { metadata, freshUntilMs, goodUntilMs: freshUntilMs + graceMs });
      return metadata;
    } finally {
      hostsUnderWay.delete(url);
    }
  }

  return async (url) => {
    const kept = knownHosts.has(new URL(url).hostname) ? known : others;
    const entry = kept.get(url);
    if (entry !== undefined && now() < entry.freshUntilMs) return entry.metadata;
    try {
      return await loads.run(url, () => load(url, kept));
    } catch (error) {
      const isUnreachable = error instanceof DocumentProblem && error.problem === "document_unreachable";
      if (!isUnreachable) kept.delete(url);
      if (!isUnreachable || entry === undefined || now() >= entry.goodUntilMs) throw error;
      entry.freshUntilMs = now() + retryMs;
      return entry.metadata;
    }
  };
}
