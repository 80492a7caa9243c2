import { createHash } from "node:crypto";
import { withoutLoopbackPort } from "#gateway/sign-in/redirects.ts";
import type { PageProblem } from "#gateway/sign-in/sign-in-pages.ts";
import { type ClientMetadata, metadataOf } from "./client-id.ts";
import { documentHost, type FindDocument, knownHosts } from "./documents/find-document.ts";
import { DocumentProblem } from "./documents/load-document.ts";

/** A client of the sign-in server. All of them are public. */
export interface Client {
  id: string;
  /** What it calls itself; empty when that is not known. */
  name: string;
  /** The host whose document says all this of the client, if there is one. */
  host?: string;
  /** Whether it registered this redirect address. Whether codes may be sent there at all is another question. */
  hasRegistered(redirectUri: string): boolean;
}

const describedClient = (id: string, { name, redirects }: ClientMetadata): Client => ({
  id,
  name,
  hasRegistered: (redirectUri) => redirects.includes(withoutLoopbackPort(redirectUri)),
});

/**
 * The clients by their ids: one that this sign-in server gave at a registration; the sign-in app's own in Entra, which
 * people type into clients that don't register, and which may use every redirect address that is allowed here; and,
 * with `documents`, the URL of a document in which the client describes itself, at a known host or at any.
 */
export function createClients(
  signInClientId: string,
  documents: { find: FindDocument; ofAnyHost: boolean } | undefined,
) {
  const isRead = (host: string | undefined) =>
    host !== undefined && documents !== undefined && (documents.ofAnyHost || knownHosts.has(host));
  return {
    /**
     * Whether a client of this sign-in server may have the id, judged by the id alone: nobody is asked. What was sealed
     * for a client says the rest.
     */
    mayHave(clientId: string): boolean {
      return clientId === signInClientId || metadataOf(clientId) !== undefined || isRead(documentHost(clientId));
    },
    /** The client with this id, or why there is none. */
    async find(clientId = ""): Promise<Client | PageProblem> {
      if (clientId === signInClientId) return { id: clientId, name: "", hasRegistered: () => true };
      const metadata = metadataOf(clientId);
      if (metadata !== undefined) return describedClient(clientId, metadata);
      const host = documentHost(clientId);
      if (documents === undefined || host === undefined) return "unknown_client";
      if (!isRead(host)) return "document_unread";
      try {
        return { ...describedClient(clientId, await documents.find(clientId)), host };
      } catch (error) {
        if (error instanceof DocumentProblem) return error.problem;
        throw error;
      }
    },
  };
}

/** What a sealed value is bound to in place of a text that may be long. */
export const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();
