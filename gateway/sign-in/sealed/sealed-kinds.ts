import { type Caller, personKey } from "#common/call.ts";
import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import {
  base64url,
  bytes,
  type ContentOf,
  createKind,
  entraToken,
  type Kind,
  optionalText,
  type Sealing,
  text,
} from "./kind.ts";

/** Whose a refresh token is: enough to tell people and tenants apart, without naming them. */
export type Owner = Pick<RefreshContent, "personHash" | "tenantHash">;

/** The same for all sign-ins of a person in a tenant, at every gateway. */
export const ownerOf = (caller: Caller): Owner => ({
  personHash: hashOf(personKey(caller)),
  tenantHash: hashOf(caller.tenantId),
});

const transaction = {
  /** The tenant whose address was asked; undefined at the address for all. */
  tenantId: optionalText,
  clientHash: bytes,
  redirectUri: text,
  /** The client's own. */
  state: optionalText,
  /** The client's S256 challenge, base64url. */
  challenge: base64url,
  claims: optionalText,
  prompt: optionalText,
};

/** One sign-in of one client, as it was asked for: what an approval approves. */
export type Transaction = ContentOf<typeof transaction>;

const flow = {
  ...transaction,
  /** Our own PKCE verifier towards Entra. */
  verifier: base64url,
};

/** A transaction that is under way at Entra. */
export type Flow = ContentOf<typeof flow>;

const code = {
  tenantId: optionalText,
  clientHash: bytes,
  redirectHash: bytes,
  challenge: base64url,
  verifier: base64url,
  entraCode: entraToken,
};

/** A code of ours: Entra's, and what must be shown to redeem it. */
export type CodeContent = ContentOf<typeof code>;

const refresh = {
  tenantId: optionalText,
  clientHash: bytes,
  entraToken,
  personHash: bytes,
  tenantHash: bytes,
  /** Address that the code of the sign-in went to. */
  redirectUri: text,
};

export type RefreshContent = ContentOf<typeof refresh>;

export interface SealedKinds {
  /** Hidden field of the consent page; bound to the ask cookie. */
  ticket: Kind<Transaction, [askCookie: string]>;
  /** Value of a flow cookie; bound to the `state` that Entra was sent. */
  flow: Kind<Flow, [state: string]>;
  code: Kind<CodeContent, []>;
  refresh: Kind<RefreshContent, []>;
}

/** How long a person may take at the page, and at Entra. */
export const flowLifeSeconds = 600;
/** RFC 6749 4.1.2 recommends at most 10 minutes; clients redeem at once. */
const codeLifeSeconds = 120;

/**
 * The four values that leave the gateway and come back, each sealed by AES-256-GCM with a key of its own kind (HKDF)
 * and bound to this server. Any gateway with the same ring opens them, so none keeps anything.
 */
export function createSealedKinds(sealing: Sealing): SealedKinds {
  return {
    ticket: createKind({ name: "ticket", lifeSeconds: flowLifeSeconds, members: transaction }, sealing),
    flow: createKind({ name: "flow", lifeSeconds: flowLifeSeconds, members: flow }, sealing),
    code: createKind({ name: "code", lifeSeconds: codeLifeSeconds, members: code }, sealing),
    refresh: createKind({ name: "refresh", members: refresh }, sealing),
  };
}
