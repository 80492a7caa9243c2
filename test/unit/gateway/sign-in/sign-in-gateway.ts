import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Caller } from "#common/call.ts";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import type { SealingKeys } from "#common/settings.ts";
import { buildGateway, type GatewayDependencies } from "#gateway/app.ts";
import type { TokenValidation } from "#gateway/auth/token-validator.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { createCallOpener } from "#gateway/open-call.ts";
import type { DocumentNetwork } from "#gateway/sign-in/clients/documents/document-network.ts";
import type { RedirectRule } from "#gateway/sign-in/redirects.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { unaudited } from "#test/support/unaudited.ts";
import { unlimitedRequests } from "#test/support/unlimited-requests.ts";

export const publicUrl = "https://mcp.contoso.example/mcp";
export const ownOrigin = "https://mcp.contoso.example";
export const authorityHost = "https://login.microsoftonline.com";
/** The app that people sign in with. */
export const signInApp = "5b3c0c5e-8d2a-4d0e-9a55-0d4f6f0a7d11";
export const serverApp = "6c4d1d6f-9e3b-4e1f-8b66-1e5a7a8b9c22";
export const tenantId = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
export const otherTenantId = "1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
export const ownScope = `${publicUrl}/access_as_user`;
export const redirectUri = "http://localhost:50123/callback";
export const startTime = Date.UTC(2026, 10, 26, 12);

/** One request that came to Entra's token endpoint. */
export interface EntraRequest {
  url: string;
  form: Record<string, string>;
  init: RequestInit;
}

const randomText = (bytes: number) => randomBytes(bytes).toString("base64url");

export const entraCode = `1.${randomText(30)}.AgABBAIAAAD-${randomText(560)}`;

export const entraTokens = {
  token_type: "Bearer",
  scope: ownScope,
  expires_in: 4499,
  ext_expires_in: 4499,
  access_token: "eyJ.access",
  refresh_token: "1.Ab.refresh-of-entra",
  id_token: "eyJ.id",
  client_info: "eyJ1aWQiOiJ4In0",
};

/** How Entra refuses a code or a refresh token, by the number of its AADSTS. */
export const refusedByEntra = (number: number, more: Record<string, string> = {}) =>
  Response.json({ error: "invalid_grant", error_codes: [number], ...more }, { status: 400 });

/** A valid token of this person, who signed in with the sign-in server's app. */
export const verdictOf = (more: Partial<Caller> = {}): Extract<TokenValidation, { ok: true }> => ({
  ok: true,
  caller: {
    tenantId,
    userId: "2a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    clientId: signInApp,
    scopes: ["access_as_user"],
    expiresAtSeconds: startTime / 1000 + 4499,
    understandsClaims: false,
    tokenId: "AbC_dEf-123",
    ...more,
  },
  notBeforeSeconds: startTime / 1000,
  isGuest: false,
  isAgent: false,
  isAdmin: false,
});

/** Takes every token: "ben" for another person's. */
export const twoPeople = async (token: string) =>
  verdictOf(token === "ben" ? { userId: "3a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d" } : {});

const openerOfCalls = createCallOpener({
  toolNames: [],
  callTimeoutMs: 25_000,
  refusalOf: () => undefined,
  newRequestId: randomUUID,
  redisNow: () => startTime,
});

export interface SignInGatewayOptions {
  isOn?: boolean;
  publicUrl?: string;
  appIdUri?: string;
  egressAddresses?: string[];
  helpUrl?: string;
  allowedTenants?: string[];
  keys?: SealingKeys;
  redirects?: RedirectRule[];
  /** The internet of clients' documents; without it none are fetched. */
  documents?: DocumentNetwork;
  /** Whether documents of hosts are read that nobody knows. Default true. */
  ofAnyHost?: boolean;
  now?: () => number;
  entra?: (request: EntraRequest) => Response | Promise<Response>;
  validate?: (token: string) => Promise<TokenValidation>;
  audit?: GatewayDependencies["audit"];
  personRequests?: GatewayDependencies["personRequests"];
  /** What answers calls of any tool. Without it, nobody calls one. */
  callTool?: GatewayDependencies["callTool"];
}

export type Fields = string | Record<string, string>;

export const formText = (fields: Fields) =>
  typeof fields === "string" ? fields : new URLSearchParams(fields).toString();

/** The real gateway with the sign-in on, unless said. Entra's token endpoint is a function of the test's. */
export function signInGateway(options: SignInGatewayOptions = {}) {
  const { isOn = true, allowedTenants = [], entra = () => Response.json(entraTokens) } = options;
  const asked: EntraRequest[] = [];
  const { metrics } = createMetrics(gatewayMetrics);
  const log: string[] = [];
  const neverOpened = () => {
    throw new Error("no tool is called here");
  };
  const unused = async () => neverOpened();
  const policies = tenantPolicies({ allowedTenants });
  const { app } = buildGateway({
    identity: {
      publicUrl: options.publicUrl ?? publicUrl,
      appIdUri: options.appIdUri ?? options.publicUrl ?? publicUrl,
      authorityHost,
      policies,
    },
    allowedOrigins: ["https://app.contoso.example"],
    validator: { validate: options.validate ?? (async () => verdictOf()) },
    personRequests: options.personRequests ?? unlimitedRequests,
    catalog: [],
    callOpener: options.callTool === undefined ? { ofTool: neverOpened } : openerOfCalls,
    callTool: options.callTool ?? unused,
    callRegistry: { register: () => () => undefined, cancel: unused },
    askGrantedScopes: unused,
    sentChallenges: { isFirst: unused },
    pages: {
      serverAppId: serverApp,
      graphBaseUrl: "https://graph.microsoft.com",
      egressAddresses: options.egressAddresses ?? [],
      helpUrl: options.helpUrl,
    },
    audit: options.audit ?? unaudited,
    metrics,
    logger: createLogger({ process: "front-test", level: "info" }, { write: (line) => log.push(line) }),
    ...(isOn && {
      signIn: {
        clientId: signInApp,
        keys: options.keys ?? [newSealingKey()],
        redirects: options.redirects ?? [],
        documents: options.documents && { network: options.documents, ofAnyHost: options.ofAnyHost ?? true },
        randomBytes,
        now: options.now ?? (() => startTime),
        async fetch(url, init) {
          const request = { url, form: Object.fromEntries(init.body as URLSearchParams), init };
          asked.push(request);
          return await entra(request);
        },
      },
    }),
  });

  const headers = { host: new URL(options.publicUrl ?? publicUrl).host };
  const formType = { "content-type": "application/x-www-form-urlencoded" };
  const post = (url: string, payload: string, more: Record<string, string> = {}) =>
    app.inject({ method: "POST", url, payload, headers: { ...headers, ...more } });
  const register = (body: unknown, more: Record<string, string> = {}, path = "/mcp/oauth/register") =>
    post(path, typeof body === "string" ? body : JSON.stringify(body), {
      "content-type": "application/json",
      ...more,
    });

  return {
    app,
    metrics,
    /** What Entra was asked, in order. */
    asked,
    log,
    /** How often what happened, as `event reason`. */
    async counted(): Promise<Record<string, number>> {
      const { values } = await metrics.signIns.get();
      const named = values.map(({ labels, value }) => [`${labels.event} ${labels.reason}`.trim(), value] as const);
      return Object.fromEntries(named);
    },
    get: (url: string, more: Record<string, string> = {}) =>
      app.inject({ method: "GET", url, headers: { ...headers, ...more } }),
    post,
    authorize: (query: Fields, more: Record<string, string> = {}, path = "/mcp/oauth/authorize") =>
      app.inject({ method: "GET", url: `${path}?${formText(query)}`, headers: { ...headers, ...more } }),
    token: (form: Fields, more: Record<string, string> = {}, path = "/mcp/oauth/token") =>
      post(path, formText(form), { ...formType, ...more }),
    register,
    /** The id of a client that registers these redirect addresses. */
    clientIdFor: async (...redirects: string[]) =>
      String((await register({ redirect_uris: redirects })).json().client_id),
    sendForm: (path: string, form: Fields, more: Record<string, string> = {}) =>
      post(path, formText(form), { ...formType, ...more }),
  };
}

export type SignInGateway = ReturnType<typeof signInGateway>;

/** The lines by which an answer sets and removes cookies. */
export const cookiesOf = ({ headers }: Answer): string[] => [headers["set-cookie"] ?? []].flat().map(String);

export interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
}

export const verifier = randomBytes(32).toString("base64url");
export const challenge = createHash("sha256").update(verifier).digest("base64url");

export type Changes = Record<string, string | undefined>;

/** Flawless fields with these changes: they replace, and undefined takes away. */
function changed(flawless: Record<string, string>, changes: Changes): Record<string, string> {
  const all = Object.entries({ ...flawless, ...changes });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A flawless question at the authorization endpoint. */
export const question = (changes: Changes = {}): Record<string, string> =>
  changed(
    {
      response_type: "code",
      client_id: signInApp,
      redirect_uri: redirectUri,
      scope: "access_as_user offline_access",
      resource: publicUrl,
      state: "st-1",
      code_challenge: challenge,
      code_challenge_method: "S256",
    },
    changes,
  );

/** A flawless form for the token endpoint, but for the code. */
export const codeForm = (code: string, changes: Changes = {}): Record<string, string> =>
  changed(
    {
      grant_type: "authorization_code",
      client_id: signInApp,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      resource: publicUrl,
    },
    changes,
  );

/** A flawless form that renews. */
export const refreshForm = (refreshToken: string, changes: Changes = {}): Record<string, string> =>
  changed({ grant_type: "refresh_token", client_id: signInApp, refresh_token: refreshToken }, changes);

/** What is in the address that an answer redirects to, or leads on to by Refresh. */
export function targetOf({ headers }: Answer) {
  const refresh = /^\d+; url=(.*)$/.exec(String(headers.refresh ?? ""))?.[1];
  const url = new URL(refresh ?? String(headers.location));
  return { url, parameters: Object.fromEntries(url.searchParams) };
}
