import { randomUUID } from "node:crypto";
import { type DoorAnswer, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

interface AadstsOptions {
  message?: string | undefined;
  suberror?: string | undefined;
  /** The claims challenge as raw JSON text. */
  claims?: string | undefined;
  correlationId?: string | undefined;
}

/** Thrown inside Entra's handlers: the request is refused with this number. */
export class AadstsRefusal extends Error {
  readonly number: number;
  readonly options: AadstsOptions;
  constructor(number: number, options: AadstsOptions = {}) {
    super(`AADSTS${number}`);
    this.number = number;
    this.options = options;
  }
}

const defaultClaims = JSON.stringify({
  access_token: { capolids: { essential: true, values: [guidFrom("conditional access policy")] } },
});

interface AadstsBody {
  error: string;
  error_description: string;
  error_codes: number[];
  timestamp: string;
  trace_id: string;
  correlation_id: string;
  error_uri: string;
  suberror?: string;
  claims?: string;
}

/** The body of a refusal. In the description, numbers for support stand on lines of their own. */
function aadstsBody(world: World, number: number, options: AadstsOptions): AadstsBody {
  const entry = aadstsCatalogue[number] ?? { error: "invalid_grant", message: "Unknown error." };
  const timestamp = new Date(world.now())
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
  const traceId = randomUUID();
  const correlationId = options.correlationId ?? randomUUID();
  const suberror = options.suberror ?? entry.suberror;
  const claims = options.claims ?? (entry.claims === true ? defaultClaims : undefined);
  return {
    error: entry.error,
    error_description: [
      `AADSTS${number}: ${options.message ?? entry.message}`,
      `Trace ID: ${traceId}`,
      `Correlation ID: ${correlationId}`,
      `Timestamp: ${timestamp}`,
    ].join("\r\n"),
    error_codes: [number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${world.endpoints.authorityHost}/error?code=${number}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** A refusal as the browser is told, on a page or on its way back to the client. */
export function aadstsAtSignIn(world: World, { number, options }: AadstsRefusal): AadstsBody {
  const body = aadstsBody(world, number, options);
  return { ...body, error: aadstsCatalogue[number]?.errorAtSignIn ?? body.error };
}

/** A refusal by the token endpoint. */
export function aadstsAnswer(world: World, number: number, options: AadstsOptions): DoorAnswer {
  return jsonAnswer(aadstsCatalogue[number]?.status ?? 400, aadstsBody(world, number, options));
}

interface AadstsEntry {
  /** `error` at the token endpoint. */
  error: string;
  message: string;
  /** `error` when the browser is sent back with it, where that differs. */
  errorAtSignIn?: string;
  /** 400 unless said. */
  status?: number;
  suberror?: string;
  /** Conditional Access refusals carry a claims challenge. */
  claims?: true;
}

/** Messages by their number, below the `error` at the token endpoint. */
const messages: Record<string, Record<number, string>> = {
  invalid_request: {
    50011: "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
    50049: "Unknown or invalid instance.",
    50194: "The application is not configured as a multi-tenant application.",
    90002:
      "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
    90009:
      "The application is requesting a token for itself. This scenario is supported only if resource is specified " +
      "using the GUID based App Identifier.",
    90014: "The required field is missing from the credential.",
    900023: "The specified tenant identifier is neither a valid DNS name, nor a valid external domain.",
    900144: "The request body must contain the following parameter.",
    900971: "No reply address provided.",
    9000411: "The request is not properly formatted. A parameter is duplicated.",
    9002313: "Invalid request. Request is malformed or invalid.",
    9002325: "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
    9002326: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
    9002327:
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
  invalid_grant: {
    50013: "Assertion failed signature validation.",
    50057: "The user account is disabled.",
    50105:
      "Your administrator has configured the application to block users unless they are specifically granted " +
      "('assigned') access to the application.",
    50173:
      "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have " +
      "changed or reset their password.",
    50196:
      "The server terminated an operation because it encountered a client request loop. Please contact your app " +
      "vendor.",
    54005:
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing " +
      "refresh token.",
    65001:
      "The user or administrator has not consented to use the application. Send an interactive authorization " +
      "request for this user and resource.",
    65004: "User declined to consent to access the app.",
    70000: "Provided grant is invalid or malformed.",
    70008:
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive " +
      "authorization request for this user and resource.",
    70043: "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
    90094:
      "An administrator of the tenant has set a policy that prevents you from granting the application the " +
      "permissions it is requesting.",
    500131: "Assertion audience does not match the Client app presenting the assertion.",
    500133:
      "Assertion is not within its valid time range. Ensure that the access token is not expired before using it " +
      "for user assertion, or request a new token.",
    501481: "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    700005: "Provided Authorization Code is intended to use against other tenant, thus rejected.",
  },
  login_required: { 50058: "A silent sign-in request was sent but no user is signed in." },
  interaction_required: {
    50076:
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must " +
      "use multi-factor authentication to access the resource.",
    50078:
      "Presented multi-factor authentication has expired due to policies configured by your administrator, you " +
      "must refresh your multi-factor authentication to access the resource.",
    50079:
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must " +
      "enroll in multi-factor authentication.",
    50158: "External security challenge was not satisfied.",
    53000: "Your device is required to be compliant to access this resource.",
    53001: "Your device is required to be managed to access this resource.",
    53002: "The application used is not an approved application for conditional access.",
    53003: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  },
  unsupported_grant_type: { 70003: "The app requested an unsupported grant type." },
  invalid_scope: {
    70011:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
      "'scope' is not valid.",
    700022: "The provided value for the input parameter scope is not valid. It contains more than one resource.",
  },
  temporarily_unavailable: {
    90033: "A transient error has occurred. Please try again.",
    90055: "The tenant has exceeded the limit of requests. Please try again later.",
  },
  invalid_resource: { 500011: "The resource principal was not found in the tenant." },
  invalid_client: {
    650053: "The application asked for a scope that doesn't exist on the resource.",
    700025: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    700211: "No matching federated identity record found for presented assertion issuer.",
    700212: "No matching federated identity record found for presented assertion audience.",
    700213: "No matching federated identity record found for presented assertion subject.",
    700024: "Client assertion is not within its valid time range.",
    700027: "The certificate with identifier used to sign the client assertion is not registered on application.",
    7000215:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
      "the client secret ID.",
    7000218: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    7000222: "The provided client secret keys for the app are expired.",
  },
  unauthorized_client: { 700016: "Application with the identifier was not found in the directory." },
  invalid_target: {
    9010010: "The resource parameter provided in the request doesn't match with the requested scopes.",
  },
};

/** What else most refusals with this `error` have. */
const usual: Record<string, Partial<AadstsEntry>> = {
  interaction_required: { claims: true },
  invalid_client: { status: 401 },
};

/** What single ones have. */
const details: Record<number, Partial<AadstsEntry>> = {
  50076: { suberror: "basic_action" },
  50078: { suberror: "basic_action" },
  50079: { suberror: "basic_action" },
  50105: { errorAtSignIn: "interaction_required" }, // as nais/device met it
  50158: { suberror: "basic_action" },
  50173: { suberror: "bad_token" },
  53000: { suberror: "message_only" },
  53001: { suberror: "message_only" },
  53002: { suberror: "message_only" },
  53003: { suberror: "message_only" },
  // prompt=none: .../entra/identity-platform/v2-oauth2-auth-code-flow
  65001: { errorAtSignIn: "interaction_required", suberror: "consent_required" },
  65004: { errorAtSignIn: "access_denied", suberror: "consent_required" }, // MicrosoftDocs/azure-docs #114009
  70043: { suberror: "bad_token" },
  650053: { status: 400 },
  90033: { status: 503 },
  90055: { status: 429 },
  90094: { errorAtSignIn: "access_denied", suberror: "consent_required" },
};

/**
 * The refusals that the connector can meet, in their wire form: numbers and meanings by
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes, texts as users report them.
 */
const aadstsCatalogue: Readonly<Record<number, AadstsEntry>> = Object.fromEntries(
  Object.entries(messages).flatMap(([error, ofError]) =>
    Object.entries(ofError).map(([number, message]) => {
      const entry: AadstsEntry = { error, message, ...usual[error], ...details[Number(number)] };
      return [number, entry];
    }),
  ),
);
