import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Browser, createBrowser, type Page } from "./browser.ts";
import type { ClientProfile } from "./client-profiles.ts";
import { type Discovered, discover } from "./discover.ts";
import { goThrough } from "./person.ts";
import { pkce } from "./pkce.ts";

const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.number(),
  scope: z.string(),
  refresh_token: z.string(),
});

export type Tokens = z.output<typeof tokensSchema>;

export interface SignInOptions {
  /** All that the client knows. */
  mcpUrl: string;
  profile: ClientProfile;
  /** The address that the person signs in with. */
  account: string;
  /** Pages at which the person says no. */
  declines?: (page: Page) => boolean;
  /** The address that the browser's connections come from; the client's own come from 127.0.0.1. */
  browserAddress?: string;
}

export interface SignedIn {
  at: Discovered;
  clientId: string;
  tokens: Tokens;
  browser: Browser;
  /** Asks for new tokens with the refresh token of the last. */
  renew(): Promise<Tokens>;
}

/** The client was told no: by `error` at its redirect address, at the token endpoint or at the registration. */
export class SignInRefused extends Error {
  readonly error: string;
  constructor(where: string, { error, description }: { error: string; description: string }) {
    super(`${where}: ${error}: ${description}`);
    this.error = error;
  }
}

async function answerOf(where: string, response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) return body;
  throw new SignInRefused(where, { error: String(body.error), description: String(body.error_description) });
}

/** Registers as the client does; some do so twice and use the last id. */
async function register(at: Discovered, { registration, registrations = 1 }: ClientProfile): Promise<string> {
  let clientId = "";
  for (let count = 0; count < registrations; count += 1) {
    const response = await fetch(at.registrationEndpoint, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(registration),
    });
    clientId = String((await answerOf("registration", response)).client_id);
  }
  return clientId;
}

/** A client that has a document registers only where none is read. */
const clientIdAt = async (at: Discovered, profile: ClientProfile): Promise<string> =>
  at.readsDocuments && profile.document !== undefined ? profile.document.client_id : await register(at, profile);

function scopeOf({ scopes, resourceScopes }: Discovered, { scope }: ClientProfile): Record<string, string> {
  if (scope === "none") return {};
  return { scope: (scope === "resource" ? resourceScopes : scopes).join(" ") };
}

/** The address that the client opens a browser at. */
function signInAddress(
  at: Discovered,
  profile: ClientProfile,
  own: { clientId: string; challenge: string; state: string },
): URL {
  const address = new URL(at.authorizationEndpoint);
  address.search = new URLSearchParams({
    response_type: "code",
    client_id: own.clientId,
    code_challenge: own.challenge,
    code_challenge_method: "S256",
    redirect_uri: profile.redirectUri,
    state: own.state,
    resource: at.resource,
    ...scopeOf(at, profile),
    ...profile.parameters,
  }).toString();
  return address;
}

/** What came to the redirect address: the code, if it is the answer to the client's own question. */
function codeIn(back: URL, state: string, { at, profile }: { at: Discovered; profile: ClientProfile }): string {
  if (!back.href.startsWith(`${profile.redirectUri}?`)) throw new Error(`The answer came to ${back.href}.`);
  const one = (name: string): string => {
    const [value, ...more] = back.searchParams.getAll(name);
    if (more.length > 0) throw new Error(`The answer has more than one ${name}.`);
    return value ?? "";
  };
  if (one("state") !== state) throw new Error("The answer belongs to another sign-in: its state differs.");
  const isForeign = (at.sendsIssuer || back.searchParams.has("iss")) && one("iss") !== at.issuer;
  if (isForeign) throw new Error(`The answer comes from ${one("iss") || "nobody"}, not from ${at.issuer}.`);
  if (back.searchParams.has("error")) {
    throw new SignInRefused("redirect", { error: one("error"), description: one("error_description") });
  }
  return one("code");
}

async function askForTokens(
  at: Discovered,
  { profile, clientId }: { profile: ClientProfile; clientId: string },
  fields: Record<string, string>,
): Promise<Tokens> {
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:`).toString("base64")}`;
  const response = await fetch(at.tokenEndpoint, {
    method: "POST",
    headers: { accept: "application/json", ...(profile.sendsEmptyPassword === true && { authorization: basic }) },
    body: new URLSearchParams({ client_id: clientId, ...fields }),
  });
  return tokensSchema.parse(await answerOf("token", response));
}

/**
 * From an MCP address alone to tokens, as one client does it, by HTTP requests only; a person presses the buttons. The
 * browser is one that nobody has used before.
 * @throws `SignInRefused` where the client is told no, and what a strict client throws at an answer that is not its own
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { mcpUrl, profile, account, declines, browserAddress: localAddress } = options;
  const at = await discover(mcpUrl, profile);
  const clientId = await clientIdAt(at, profile);
  const { verifier, challenge } = pkce();
  const state = randomBytes(16).toString("base64url");
  const isHandedOver = (url: URL) => `${url.origin}${url.pathname}` === profile.redirectUri;
  const browser = createBrowser({ isHandedOver, ...(localAddress !== undefined && { localAddress }) });
  const first = await browser.open(signInAddress(at, profile, { clientId, challenge, state }), profile.openedFrom);
  const back = await goThrough(browser, first, { account, ...(declines && { declines }) });
  const code = codeIn(back, state, { at, profile });
  const who = { profile, clientId };
  const { redirectUri } = profile;
  let tokens = await askForTokens(at, who, {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource: at.resource,
  });
  return {
    at,
    clientId,
    browser,
    get tokens() {
      return tokens;
    },
    async renew() {
      const said = profile.renewsWithoutResource === true ? {} : { resource: at.resource };
      const fields = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, ...said };
      tokens = { ...tokens, ...(await askForTokens(at, who, fields)) };
      return tokens;
    },
  };
}
