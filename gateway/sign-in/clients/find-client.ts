import { createHash } from "node:crypto";
import { withoutLoopbackPort } from "#gateway/sign-in/redirects/loopback-address.ts";
import { metadataOf } from "./client-id.ts";

/** A client of the front. All of them are public. */
export interface Client {
  id: string;
  /** What it calls itself; empty when that is not known. */
  name: string;
  /** Whether it registered this redirect address. Whether codes may be sent there at all is another question. */
  hasRegistered(redirectUri: string): boolean;
}

export type FindClient = (clientId: string | undefined) => Client | undefined;

/**
 * Finds a client by its id: one that this front gave it at its registration, or the sign-in app's own in Entra, which
 * people type into clients that don't register. The latter may use every redirect address that is allowed here.
 */
export function createFindClient(signInClientId: string): FindClient {
  return (clientId) => {
    if (clientId === undefined) return undefined;
    if (clientId === signInClientId) return { id: clientId, name: "", hasRegistered: () => true };
    const metadata = metadataOf(clientId);
    if (metadata === undefined) return undefined;
    const { name, redirects } = metadata;
    const hasRegistered = (redirectUri: string) => redirects.includes(withoutLoopbackPort(redirectUri));
    return { id: clientId, name, hasRegistered };
  };
}

/** What a sealed value is bound to in place of a text that may be long. */
export const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();
