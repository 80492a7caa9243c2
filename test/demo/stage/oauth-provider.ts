import { randomUUID } from "node:crypto";
import type { OAuthClientProvider, OAuthDiscoveryState, StoredOAuthTokens } from "@modelcontextprotocol/client";

/** An MCP client's memory for the sign-in of one person, as the SDK's OAuth code wants it. */
export interface SignInMemory {
  provider: OAuthClientProvider;
  /** Where the SDK sent the browser. Throws when it did not. */
  signInPage(): URL;
  /** Whether an answer at the redirect address is to our own question. */
  isMine(answer: URLSearchParams): boolean;
  tokens(): StoredOAuthTokens | undefined;
}

/** Any port of localhost will do: Entra ignores the port of a registered loopback address. */
const nobodysAddress = "http://localhost:8976/callback";

/**
 * A public client with an id that was registered in Entra beforehand; Entra registers nobody on the fly. Without an id
 * the client registers itself, for which people must sign in at the connector (`SIGN_IN_CLIENT_ID`).
 */
export function createSignInMemory(clientId?: string, redirectUrl = nobodysAddress): SignInMemory {
  const state = randomUUID();
  let client = clientId === undefined ? undefined : { client_id: clientId };
  let tokens: StoredOAuthTokens | undefined;
  let discovery: OAuthDiscoveryState | undefined;
  let signInPage: URL | undefined;
  let verifier = "";
  return {
    provider: {
      redirectUrl,
      clientMetadata: {
        redirect_uris: [redirectUrl],
        client_name: "demo client",
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "none",
      },
      state: () => state,
      clientInformation: () => client,
      // An id that is given is nothing to save: it stays the one that the organisation registered.
      ...(clientId === undefined && {
        saveClientInformation(registered) {
          client = registered;
        },
      }),
      tokens: () => tokens,
      saveTokens(given) {
        tokens = given;
      },
      redirectToAuthorization(url) {
        signInPage = url;
      },
      saveCodeVerifier(given) {
        verifier = given;
      },
      codeVerifier: () => verifier,
      saveDiscoveryState(found) {
        discovery = found;
      },
      discoveryState: () => discovery,
    },
    signInPage() {
      if (signInPage === undefined) throw new Error("The client was not sent to a sign-in page.");
      return signInPage;
    },
    isMine: (answer) => answer.get("state") === state,
    tokens: () => tokens,
  };
}
