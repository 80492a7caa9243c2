export interface AadstsEntry {
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

const conditionalAccess = { error: "interaction_required", claims: true } as const;

/**
 * The refusals that the connector can meet, in their wire form: numbers and meanings by
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes, texts as users report them.
 */
export const aadstsCatalogue: Record<number, AadstsEntry> = {
  50011: {
    error: "invalid_request",
    message:
      "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
  },
  50013: { error: "invalid_grant", message: "Assertion failed signature validation." },
  50049: { error: "invalid_request", message: "Unknown or invalid instance." },
  50057: { error: "invalid_grant", message: "The user account is disabled." },
  50058: { error: "login_required", message: "A silent sign-in request was sent but no user is signed in." },
  50076: {
    ...conditionalAccess,
    suberror: "basic_action",
    message:
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must " +
      "use multi-factor authentication to access the resource.",
  },
  50078: {
    ...conditionalAccess,
    suberror: "basic_action",
    message:
      "Presented multi-factor authentication has expired due to policies configured by your administrator, you " +
      "must refresh your multi-factor authentication to access the resource.",
  },
  50079: {
    ...conditionalAccess,
    suberror: "basic_action",
    message:
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must " +
      "enroll in multi-factor authentication.",
  },
  50105: {
    error: "invalid_grant",
    errorAtSignIn: "interaction_required", // as nais/device met it
    message:
      "Your administrator has configured the application to block users unless they are specifically granted " +
      "('assigned') access to the application.",
  },
  50158: { ...conditionalAccess, suberror: "basic_action", message: "External security challenge was not satisfied." },
  50194: { error: "invalid_request", message: "The application is not configured as a multi-tenant application." },
  50173: {
    error: "invalid_grant",
    suberror: "bad_token",
    message:
      "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have " +
      "changed or reset their password.",
  },
  50196: {
    error: "invalid_grant",
    message:
      "The server terminated an operation because it encountered a client request loop. Please contact your app " +
      "vendor.",
  },
  53000: {
    ...conditionalAccess,
    suberror: "message_only",
    message: "Your device is required to be compliant to access this resource.",
  },
  53001: {
    ...conditionalAccess,
    suberror: "message_only",
    message: "Your device is required to be managed to access this resource.",
  },
  53002: {
    ...conditionalAccess,
    suberror: "message_only",
    message: "The application used is not an approved application for conditional access.",
  },
  53003: {
    ...conditionalAccess,
    suberror: "message_only",
    message: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  },
  54005: {
    error: "invalid_grant",
    message:
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing " +
      "refresh token.",
  },
  65001: {
    error: "invalid_grant",
    errorAtSignIn: "interaction_required", // prompt=none: .../entra/identity-platform/v2-oauth2-auth-code-flow
    suberror: "consent_required",
    message:
      "The user or administrator has not consented to use the application. Send an interactive authorization " +
      "request for this user and resource.",
  },
  65004: {
    error: "invalid_grant",
    errorAtSignIn: "access_denied", // MicrosoftDocs/azure-docs #114009
    suberror: "consent_required",
    message: "User declined to consent to access the app.",
  },
  70000: { error: "invalid_grant", message: "Provided grant is invalid or malformed." },
  70003: { error: "unsupported_grant_type", message: "The app requested an unsupported grant type." },
  70008: {
    error: "invalid_grant",
    message:
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive " +
      "authorization request for this user and resource.",
  },
  70011: {
    error: "invalid_scope",
    message:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
      "'scope' is not valid.",
  },
  70043: {
    error: "invalid_grant",
    suberror: "bad_token",
    message: "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
  },
  90002: {
    error: "invalid_request",
    message:
      "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  },
  90009: {
    error: "invalid_request",
    message:
      "The application is requesting a token for itself. This scenario is supported only if resource is specified " +
      "using the GUID based App Identifier.",
  },
  90014: { error: "invalid_request", message: "The required field is missing from the credential." },
  90033: {
    error: "temporarily_unavailable",
    status: 503,
    message: "A transient error has occurred. Please try again.",
  },
  90055: {
    error: "temporarily_unavailable",
    status: 429,
    message: "The tenant has exceeded the limit of requests. Please try again later.",
  },
  90094: {
    error: "invalid_grant",
    errorAtSignIn: "access_denied",
    suberror: "consent_required",
    message:
      "An administrator of the tenant has set a policy that prevents you from granting the application the " +
      "permissions it is requesting.",
  },
  500011: { error: "invalid_resource", message: "The resource principal was not found in the tenant." },
  500131: {
    error: "invalid_grant",
    message: "Assertion audience does not match the Client app presenting the assertion.",
  },
  500133: {
    error: "invalid_grant",
    message:
      "Assertion is not within its valid time range. Ensure that the access token is not expired before using it " +
      "for user assertion, or request a new token.",
  },
  501481: {
    error: "invalid_grant",
    message: "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  },
  650053: { error: "invalid_client", message: "The application asked for a scope that doesn't exist on the resource." },
  700016: { error: "unauthorized_client", message: "Application with the identifier was not found in the directory." },
  700005: {
    error: "invalid_grant",
    message: "Provided Authorization Code is intended to use against other tenant, thus rejected.",
  },
  700022: {
    error: "invalid_scope",
    message: "The provided value for the input parameter scope is not valid. It contains more than one resource.",
  },
  700025: {
    error: "invalid_client",
    status: 401,
    message: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700211: {
    error: "invalid_client",
    status: 401,
    message: "No matching federated identity record found for presented assertion issuer.",
  },
  700212: {
    error: "invalid_client",
    status: 401,
    message: "No matching federated identity record found for presented assertion audience.",
  },
  700213: {
    error: "invalid_client",
    status: 401,
    message: "No matching federated identity record found for presented assertion subject.",
  },
  700024: { error: "invalid_client", status: 401, message: "Client assertion is not within its valid time range." },
  700027: {
    error: "invalid_client",
    status: 401,
    message: "The certificate with identifier used to sign the client assertion is not registered on application.",
  },
  900023: {
    error: "invalid_request",
    message: "The specified tenant identifier is neither a valid DNS name, nor a valid external domain.",
  },
  900144: { error: "invalid_request", message: "The request body must contain the following parameter." },
  7000215: {
    error: "invalid_client",
    status: 401,
    message:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
      "the client secret ID.",
  },
  7000218: {
    error: "invalid_client",
    status: 401,
    message: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    error: "invalid_client",
    status: 401,
    message: "The provided client secret keys for the app are expired.",
  },
  900971: { error: "invalid_request", message: "No reply address provided." },
  9000411: { error: "invalid_request", message: "The request is not properly formatted. A parameter is duplicated." },
  9002313: { error: "invalid_request", message: "Invalid request. Request is malformed or invalid." },
  9002325: {
    error: "invalid_request",
    message: "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
  },
  9002326: {
    error: "invalid_request",
    message: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
  },
  9002327: {
    error: "invalid_request",
    message:
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
  9010010: {
    error: "invalid_target",
    message: "The resource parameter provided in the request doesn't match with the requested scopes.",
  },
};
