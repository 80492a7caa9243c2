import { randomBytes } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { TokenValidator } from "#gateway/auth/token-validator.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import { type PageSite, pageUrl } from "#gateway/pages/page-site.ts";
import { isAssistantAllowed } from "#gateway/tenants/tenant-policy.ts";
import type { DocumentNetwork } from "./clients/documents/document-network.ts";
import { createFindDocument } from "./clients/documents/find-document.ts";
import { createClients } from "./clients/find-client.ts";
import { createCookies } from "./cookies.ts";
import type { FailurePlace } from "./entra/entra-answer.ts";
import { createTokenRelay } from "./entra/token-relay.ts";
import type { SignInRecorder } from "./record-sign-in.ts";
import { createProfileOf, type Profile, type RedirectRule } from "./redirects.ts";
import { createSealedKinds } from "./sealed/sealed-kinds.ts";
import { callbackUrl, tenantOf } from "./sign-in-paths.ts";
import { documentsRead } from "./sign-in-settings.ts";

/** What the operator and the process give the sign-in server. */
export interface SignInOptions {
  /** `SIGN_IN_CLIENT_ID`: the public client app in Entra with which everybody signs in. */
  clientId: string;
  /** `SIGN_IN_KEYS`. */
  keys: SealingKeys;
  /** `SIGN_IN_REDIRECTS`, beside the built-in ones. */
  redirects: readonly RedirectRule[];
  /** `SIGN_IN_CIMD`: by what the documents of clients are fetched, and whether of any host. Without it none are. */
  documents?: { network: DocumentNetwork; ofAnyHost: boolean } | undefined;
  fetch: EntraFetch;
  /** Random bytes for keys and cookies. */
  randomBytes: (length: number) => Buffer;
  /** Unix milliseconds. */
  now: () => number;
}

/** What the sign-in server is given of the gateway around it. */
interface Given extends SignInRecorder {
  /** Identity of this server at the address for all. */
  identity: ResourceIdentity;
  /** What the pages say of this installation. */
  site: PageSite;
  validator: TokenValidator;
}

/** What the steps of a sign-in share. It is the same in every process; only documents of clients are kept in it. */
export type SignInServer = ReturnType<typeof createSignInServer>;

const secretBytes = 32;

export function createSignInServer(
  { clientId, keys, redirects, documents, fetch, randomBytes, now }: SignInOptions,
  given: Given,
) {
  const { publicUrl } = given.identity;
  const find = documents && createFindDocument({ network: documents.network, now });
  return {
    ...given,
    clientId,
    /** The redirect address that Entra knows. */
    callback: callbackUrl(publicUrl),
    clients: createClients(clientId, documents && find && { find, ofAnyHost: documents.ofAnyHost }),
    /** Whether a client_id may be the URL of a document. */
    readsDocuments: documents !== undefined,
    profileOf: createProfileOf(redirects),
    /**
     * Whether nobody may sign in with this assistant: of the tenant, or while that is not known, of any. Asked at each
     * step, because the rules change with the tenants file.
     */
    isKeptOut: (profile: Profile, tenantId: string | undefined): boolean =>
      !isAssistantAllowed(given.identity.policies, tenantId, profile),
    sealed: createSealedKinds({ keys, publicUrl, now }),
    cookies: createCookies(publicUrl),
    relay: createTokenRelay(fetch),
    /** A new random value of 32 bytes, base64url. */
    newSecret: () => randomBytes(secretBytes).toString("base64url"),
  };
}

/** What the words for Entra's refusals name, at an address. */
export function failurePlace({ callback }: SignInServer, identity: ResourceIdentity): FailurePlace {
  const tenant = tenantOf(identity);
  const adminUrl = pageUrl(identity.publicUrl, "admin");
  return { callback, adminUrl: tenant === undefined ? adminUrl : `${adminUrl}?tenant=${tenant}` };
}

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
