import { randomBytes } from "node:crypto";
import type { GatewaySettings } from "#gateway/config.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import type { SignInOptions } from "./front.ts";
import { documentsRead } from "./sign-in-settings.ts";

/** Loaded only where it is needed: the HTTP client takes 30 MB. */
const openDocumentNetwork = async (proxy: GatewaySettings) =>
  (await import("./clients/documents/document-network.ts")).networkBeside(proxy);

/** What an operator is told who made the keys of the sign-in, and left it off; undefined if all is as it should be. */
export function unusedSignInKeys(settings: GatewaySettings): string | undefined {
  const { SIGN_IN_CLIENT_ID: clientId, SIGN_IN_KEYS: keys } = settings;
  if (keys === undefined || clientId !== undefined) return undefined;
  return (
    "SIGN_IN_KEYS is set and SIGN_IN_CLIENT_ID is not: nobody can sign in by the URL alone. Set SIGN_IN_CLIENT_ID to " +
    "the Client app's ID, which register.sh has printed; or remove SIGN_IN_KEYS if clients are to sign in at Entra"
  );
}

/** What the sign-in needs, from the settings; undefined if clients sign in at Entra itself. */
export async function openSignIn(
  settings: GatewaySettings,
  fetch: EntraFetch,
  now: () => number,
): Promise<SignInOptions | undefined> {
  const { SIGN_IN_CLIENT_ID: clientId, SIGN_IN_KEYS: keys, SIGN_IN_REDIRECTS: redirects } = settings;
  const read = documentsRead(settings);
  if (clientId === undefined || keys === undefined) return undefined;
  return {
    clientId,
    keys,
    redirects: redirects.flat(),
    documents: read === "off" ? undefined : { network: await openDocumentNetwork(settings), ofAnyHost: read === "any" },
    fetch,
    randomBytes,
    now,
  };
}
