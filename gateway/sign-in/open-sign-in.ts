import { randomBytes } from "node:crypto";
import type { GatewaySettings } from "#gateway/config.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import type { SignInOptions } from "./front.ts";

/** Loaded only where it is needed: the HTTP client takes 30 MB. */
const openDocumentNetwork = async () => (await import("./clients/documents/document-network.ts")).documentNetwork;

/** What the sign-in needs, from the settings; undefined if clients sign in at Entra itself. */
export async function openSignIn(
  settings: GatewaySettings,
  fetch: EntraFetch,
  now: () => number,
): Promise<SignInOptions | undefined> {
  const { SIGN_IN_CLIENT_ID: clientId, SIGN_IN_KEYS: keys, SIGN_IN_REDIRECTS: redirects, SIGN_IN_CIMD } = settings;
  if (clientId === undefined || keys === undefined) return undefined;
  return {
    clientId,
    keys,
    redirects: redirects.flat(),
    documents: SIGN_IN_CIMD === "on" ? await openDocumentNetwork() : undefined,
    fetch,
    randomBytes,
    now,
  };
}
