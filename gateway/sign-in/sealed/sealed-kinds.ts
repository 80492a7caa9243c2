import { type Caller, personKey } from "#common/call.ts";
import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import {
  createKind,
  fromBase64url,
  type Kind,
  packFields,
  type SealedFormat,
  type Sealing,
  unpackFields,
} from "./kind.ts";

/** Whose a refresh token is: enough to tell people and tenants apart, without naming them. */
export interface Owner {
  personHash: Buffer;
  tenantHash: Buffer;
}

/** The same for all sign-ins of a person in a tenant, at every gateway. */
export const ownerOf = (caller: Caller): Owner => ({
  personHash: hashOf(personKey(caller)),
  tenantHash: hashOf(caller.tenantId),
});

const asBytes = 1;
const asText = 0;

/**
 * A code or refresh token of Entra's as bytes. Both are base64url parts with dots between them, which would otherwise
 * be encoded twice and grow by a third: some clients have short columns for a code. Any other text stays as it is.
 */
export function compactToken(token: string): Buffer {
  const parts = token.split(".").map((part) => {
    const bytes = fromBase64url(part);
    return Buffer.concat([Buffer.of(bytes === undefined ? asText : asBytes), bytes ?? Buffer.from(part)]);
  });
  return packFields(parts);
}

/** The token again; undefined when the bytes are none. */
export function expandToken(bytes: Buffer): string | undefined {
  const parts = unpackFields(bytes);
  if (parts === undefined || parts.some(({ length }) => length === 0)) return undefined;
  const texts = parts.map((part) => part.subarray(1).toString(part[0] === asBytes ? "base64url" : "utf8"));
  return texts.join(".");
}

/** One sign-in of one client, as it was asked for: what an approval approves. */
export interface Transaction {
  /** The tenant whose address was asked; undefined at the address for all. */
  tenantId: string | undefined;
  clientHash: Buffer;
  redirectUri: string;
  /** The client's own. */
  state: string | undefined;
  /** The client's S256 challenge, base64url. */
  challenge: string;
  claims: string | undefined;
  prompt: string | undefined;
}

/** A transaction that is under way at Entra. */
export interface Flow extends Transaction {
  /** Our own PKCE verifier towards Entra. */
  verifier: string;
}

/** A code of ours: Entra's, and what must be shown to redeem it. */
export interface CodeContent {
  tenantId: string | undefined;
  clientHash: Buffer;
  redirectHash: Buffer;
  challenge: string;
  verifier: string;
  entraCode: string;
}

export interface RefreshContent {
  tenantId: string | undefined;
  clientHash: Buffer;
  entraToken: string;
  owner: Owner;
  /** Address that the code of the sign-in went to. */
  redirectUri: string;
}

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

const bytes = (text: string | undefined) => Buffer.from(text ?? "");
/** A parameter without a value counts as not sent, so an empty field is one that is not there. */
const text = (field: Buffer) => (field.length === 0 ? undefined : field.toString());
const base64 = (field: Buffer) => field.toString("base64url");

const transactionFields = (of: Transaction) => [
  bytes(of.tenantId),
  of.clientHash,
  bytes(of.redirectUri),
  bytes(of.state),
  Buffer.from(of.challenge, "base64url"),
  bytes(of.claims),
  bytes(of.prompt),
];

type Seven = [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

const transactionOf = ([tenantId, clientHash, redirectUri, state, challenge, claims, prompt]: Seven): Transaction => ({
  tenantId: text(tenantId),
  clientHash,
  redirectUri: redirectUri.toString(),
  state: text(state),
  challenge: base64(challenge),
  claims: text(claims),
  prompt: text(prompt),
});

const ticketFormat: SealedFormat<Transaction> = {
  name: "ticket",
  lifeSeconds: flowLifeSeconds,
  fields: transactionFields,
  content: (fields) => (fields.length === 7 ? transactionOf(fields as Seven) : undefined),
};

const flowFormat: SealedFormat<Flow> = {
  name: "flow",
  lifeSeconds: flowLifeSeconds,
  fields: (flow) => [...transactionFields(flow), Buffer.from(flow.verifier, "base64url")],
  content(fields) {
    const [verifier] = fields.slice(7);
    if (verifier === undefined || fields.length !== 8) return undefined;
    return { ...transactionOf(fields.slice(0, 7) as Seven), verifier: base64(verifier) };
  },
};

const codeFormat: SealedFormat<CodeContent> = {
  name: "code",
  lifeSeconds: codeLifeSeconds,
  fields: (code) => [
    bytes(code.tenantId),
    code.clientHash,
    code.redirectHash,
    Buffer.from(code.challenge, "base64url"),
    Buffer.from(code.verifier, "base64url"),
    compactToken(code.entraCode),
  ],
  content([tenantId, clientHash, redirectHash, challenge, verifier, entraCode]) {
    if (!tenantId || !clientHash || !redirectHash || !challenge || !verifier || !entraCode) return undefined;
    const expanded = expandToken(entraCode);
    if (expanded === undefined) return undefined;
    const keys = { challenge: base64(challenge), verifier: base64(verifier) };
    return { tenantId: text(tenantId), clientHash, redirectHash, ...keys, entraCode: expanded };
  },
};

const refreshFormat: SealedFormat<RefreshContent> = {
  name: "refresh",
  fields: ({ tenantId, clientHash, entraToken, owner, redirectUri }) => [
    bytes(tenantId),
    clientHash,
    compactToken(entraToken),
    owner.personHash,
    owner.tenantHash,
    bytes(redirectUri),
  ],
  content([tenantId, clientHash, entraToken, personHash, tenantHash, redirectUri]) {
    if (!tenantId || !clientHash || !entraToken || !personHash || !tenantHash || !redirectUri) return undefined;
    const expanded = expandToken(entraToken);
    if (expanded === undefined) return undefined;
    const owner = { personHash, tenantHash };
    return { tenantId: text(tenantId), clientHash, entraToken: expanded, owner, redirectUri: redirectUri.toString() };
  },
};

/**
 * The four values that leave the gateway and come back, each sealed by AES-256-GCM with a key of its own kind (HKDF)
 * and bound to this server. Any gateway with the same ring opens them, so none keeps anything.
 */
export function createSealedKinds(sealing: Sealing): SealedKinds {
  return {
    ticket: createKind(ticketFormat, sealing),
    flow: createKind(flowFormat, sealing),
    code: createKind(codeFormat, sealing),
    refresh: createKind(refreshFormat, sealing),
  };
}
