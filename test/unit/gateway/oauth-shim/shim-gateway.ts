import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { buildGateway } from "#gateway/app.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { OauthFault } from "#gateway/oauth-shim/oauth-fault.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { unaudited } from "#test/support/unaudited.ts";

export const publicUrl = "https://mcp.contoso.example/mcp";
export const authorityHost = "https://login.microsoftonline.com";
export const clientId = "5b3c0c5e-8d2a-4d0e-9a55-0d4f6f0a7d11";
export const tenantId = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
export const otherTenantId = "1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
export const ownScope = `${publicUrl}/access_as_user`;
export const redirectUri = "http://localhost:50123/callback";

/** What the pure parts of the shim are given at the address for all. */
export const shimAddress = {
  identity: {
    publicUrl,
    appIdUri: publicUrl,
    authorityHost,
    requiredScope: "access_as_user",
    policies: tenantPolicies(),
  },
  clientId,
};

/** One request that came to Entra's token endpoint. */
export interface EntraRequest {
  url: string;
  form: Record<string, string>;
  init: RequestInit;
}

export const entraTokens = {
  token_type: "Bearer",
  scope: ownScope,
  expires_in: 4499,
  ext_expires_in: 4499,
  access_token: "eyJ.access",
  refresh_token: "0.refresh",
  id_token: "eyJ.id",
  client_info: "eyJ1aWQiOiJ4In0",
};

/**
 * The real gateway with the shim on, unless said; Entra's token endpoint is a function of the test's. Nothing listens:
 * requests are injected.
 */
export function shimGateway(
  options: { isOn?: boolean; allowedTenants?: string[]; entra?: (request: EntraRequest) => Response } = {},
) {
  const { isOn = true, allowedTenants = [], entra = () => Response.json(entraTokens) } = options;
  const asked: EntraRequest[] = [];
  const { metrics } = createMetrics(gatewayMetrics);
  const log: string[] = [];
  const neverOpened = () => {
    throw new Error("no tool is called here");
  };
  const unused = async () => neverOpened();
  const { app } = buildGateway({
    identity: { ...shimAddress.identity, policies: tenantPolicies({ allowedTenants }) },
    allowedOrigins: ["https://app.contoso.example"],
    validator: { validate: unused },
    catalog: [],
    callOpener: { ofTool: neverOpened, ofGrantedScopes: neverOpened },
    callTool: unused,
    callRegistry: { register: () => () => undefined, cancel: unused },
    askGrantedScopes: unused,
    sentChallenges: { isFirst: unused },
    audit: unaudited,
    metrics,
    logger: createLogger({ process: "shim-test", level: "info" }, { write: (line) => log.push(line) }),
    ...(isOn && {
      oauthShim: {
        clientId,
        async fetch(input, init = {}) {
          const request = { url: String(input), form: Object.fromEntries(init.body as URLSearchParams), init };
          asked.push(request);
          return entra(request);
        },
      },
    }),
  });

  const headers = { host: "mcp.contoso.example" };
  const post = (url: string, payload: string, type: string, more: Record<string, string> = {}) =>
    app.inject({ method: "POST", url, payload, headers: { ...headers, "content-type": type, ...more } });
  const text = (fields: Fields) => (typeof fields === "string" ? fields : new URLSearchParams(fields).toString());

  return {
    app,
    /** What Entra was asked, in order. */
    asked,
    log,
    /** How many requests ended how, as `endpoint outcome`. */
    async counted(): Promise<Record<string, number>> {
      const { values } = await metrics.oauthShimRequests.get();
      return Object.fromEntries(values.map(({ labels, value }) => [`${labels.endpoint} ${labels.outcome}`, value]));
    },
    authorize: (query: Fields, address = "/mcp") =>
      app.inject({ method: "GET", url: `${address}/oauth/authorize?${text(query)}`, headers }),
    token: (form: Fields, more: Record<string, string> = {}, address = "/mcp") =>
      post(`${address}/oauth/token`, text(form), more["content-type"] ?? "application/x-www-form-urlencoded", more),
    register: (body: unknown, more: Record<string, string> = {}) =>
      post("/mcp/oauth/register", typeof body === "string" ? body : JSON.stringify(body), "application/json", more),
    get: (url: string, more: Record<string, string> = {}) =>
      app.inject({ method: "GET", url, headers: { ...headers, ...more } }),
  };
}

type Fields = string | Record<string, string>;

export const verifier = randomBytes(32).toString("base64url");
export const challenge = createHash("sha256").update(verifier).digest("base64url");

/** A flawless question at the authorization endpoint; changes replace, and undefined takes away. */
export function question(changes: Record<string, string | undefined> = {}): Record<string, string> {
  return changed(
    {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: "access_as_user offline_access",
      resource: publicUrl,
      state: "st-1",
      code_challenge: challenge,
      code_challenge_method: "S256",
    },
    changes,
  );
}

/** A flawless form for the token endpoint. */
export function codeForm(changes: Record<string, string | undefined> = {}): Record<string, string> {
  return changed(
    {
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: redirectUri,
      code: "0.AX8A-code",
      code_verifier: verifier,
      resource: publicUrl,
    },
    changes,
  );
}

/** A flawless form that renews. */
export const refreshForm = (changes: Record<string, string | undefined> = {}): Record<string, string> =>
  changed({ grant_type: "refresh_token", client_id: clientId, refresh_token: `0.${randomUUID()}` }, changes);

function changed(
  flawless: Record<string, string>,
  changes: Record<string, string | undefined>,
): Record<string, string> {
  const all = Object.entries({ ...flawless, ...changes });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What is in the address that an answer redirects to. */
export function redirectOf(answer: { headers: Record<string, unknown> }) {
  const url = new URL(String(answer.headers.location));
  return { url, parameters: Object.fromEntries(url.searchParams) };
}

/** The result, or the refusal that was thrown in its place. Any other error is a bug and stays thrown. */
export function answerOrFault<Result>(make: () => Result): Result | OauthFault {
  try {
    return make();
  } catch (error) {
    if (error instanceof OauthFault) return error;
    throw error;
  }
}
