import { randomBytes } from "node:crypto";
import type { RedirectPlatform } from "./apps.ts";

export interface CodeGrant extends RefreshGrant {
  /** The tenant, common or organizations in the path of the authorization endpoint. */
  authority: string;
  redirectUri: string;
  platform: RedirectPlatform;
  codeChallenge: string | null;
  nonce: string | null;
  expiresAtSeconds: number;
  used: boolean;
}

export interface RefreshGrant {
  clientId: string;
  /** Of the redirect address behind it; undefined for the Server app, which has none. */
  platform: RedirectPlatform | undefined;
  tenantId: string;
  userId: string;
  scope: string;
  /** The raw `claims` parameter of the interactive sign-in behind it. */
  claims: string | null;
  signedInAtSeconds: number;
}

/** About as long as Entra's are. */
const shortestHandle = 840;

/**
 * Letters of base64url, but no base64: Entra says nothing of what its codes and tokens are made of, so lengths and last
 * letters occur that no encoder writes.
 */
const randomLetters = (length: number): string => randomBytes(length).toString("base64url").slice(0, length);

/** Authorization codes and refresh tokens that were handed out. */
export function createSignIns() {
  const codes = new Map<string, CodeGrant>();
  const refreshes = new Map<string, RefreshGrant>();
  let count = 0;
  const keep = <T>(store: Map<string, T>, prefix: string, grant: T) => {
    count += 1;
    const handle = prefix + randomLetters(shortestHandle + (count % 8));
    store.set(handle, grant);
    const oldest = store.keys().next();
    if (store.size > 20_000 && oldest.done !== true) store.delete(oldest.value);
    return handle;
  };
  return {
    addCode: (grant: CodeGrant) => keep(codes, "1.", grant),
    code: (code: string) => codes.get(code),
    addRefresh: (grant: RefreshGrant) => keep(refreshes, "1.AR", grant),
    refresh: (token: string) => refreshes.get(token),
  };
}
