import { LRUCache } from "lru-cache";
import { createSingleFlight } from "#common/single-flight.ts";
import type { ClientMetadata } from "#gateway/sign-in/clients/client-id.ts";
import type { DocumentNetwork } from "./document-network.ts";
import { DocumentProblem, loadDocument } from "./load-document.ts";

/** Nobody has to sign in to name a document, so few are asked for at once, and none waits for its turn. */
const maxAtOnce = 4;
const maxDocuments = 500;

/**
 * What a client says of itself in the document at its client_id.
 * The promise rejects with `DocumentProblem`.
 */
export type FindDocument = (url: string) => Promise<ClientMetadata>;

/**
 * Fetches documents, at most 4 at once, and keeps the last 500 good ones as long as they say, from 5 minutes to a day.
 * Concurrent calls for one URL share a fetch. Failures are not cached.
 */
export function createFindDocument({ network, now }: { network: DocumentNetwork; now: () => number }): FindDocument {
  const kept = new LRUCache<string, { metadata: ClientMetadata; keptUntilMs: number }>({ max: maxDocuments });
  const loads = createSingleFlight<ClientMetadata>();
  let inFlight = 0;

  async function load(url: string): Promise<ClientMetadata> {
    if (inFlight >= maxAtOnce) throw new DocumentProblem("document_unreachable");
    inFlight += 1;
    try {
      const { metadata, lifeMs } = await loadDocument(network, url);
      kept.set(url, { metadata, keptUntilMs: now() + lifeMs });
      return metadata;
    } finally {
      inFlight -= 1;
    }
  }

  return async (url) => {
    const entry = kept.get(url);
    if (entry !== undefined && now() < entry.keptUntilMs) return entry.metadata;
    return await loads.run(url, () => load(url));
  };
}
