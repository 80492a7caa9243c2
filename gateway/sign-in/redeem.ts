import type { Caller } from "#common/call.ts";
import type { RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import { type PolicyRefusal, policyRefusal, policyWords } from "#gateway/auth/policy-refusal.ts";
import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import { identityAt, type ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { checkResource, checkScope, scopeForEntra } from "./checks/resource-and-scope.ts";
import { badGrant, checkCode, checkIssued, publicClientId, type Redemption } from "./checks/token-checks.ts";
import { hashOf } from "./clients/find-client.ts";
import { type EntraTokens, readEntraAnswer } from "./entra/entra-answer.ts";
import type { Asker } from "./entra/token-relay.ts";
import { OauthFault, type TokenRefusalReason } from "./oauth-fault.ts";
import { readParameters, required } from "./parameters.ts";
import { type Profile, type SignInTarget, targetOf } from "./redirects.ts";
import { type Owner, ownerOf } from "./sealed/sealed-kinds.ts";
import { entraEndpoint, tenantOf } from "./sign-in-paths.ts";
import { failurePlace, type SignInServer } from "./sign-in-server.ts";

const keysMissing = () =>
  new OauthFault("temporarily_unavailable", "Microsoft's signing keys can't be fetched just now: try again.", {
    retryAfterSeconds: 5,
    isEntras: true,
  });

const wrongToken = (reason: TokenRefusalReason, caller: RefusedCaller | undefined) =>
  new OauthFault(
    "server_error",
    `Microsoft Entra issued a token that this server does not accept (${reason}): tell its operator to compare the ` +
      "two apps in Entra with the settings.",
    { tokenRefusal: { event: "token_refused", reason, caller } },
  );

const unwantedPerson = (refusal: PolicyRefusal) => {
  const { reason, caller } = refusal;
  const tokenRefusal = { event: "refused", reason, caller } as const;
  return new OauthFault("access_denied", policyWords(refusal), { tokenRefusal });
};

/**
 * Whose the token is. No token is handed out that a call with it would be refused for, be it by the validator or by
 * the policy of the person's tenant.
 * The promise rejects with `OauthFault`.
 */
async function callerOf(
  signIn: Pick<SignInServer, "validator" | "clientId" | "identity" | "isKeptOut">,
  accessToken: string,
  { tenantId, profile }: Pick<Grant, "tenantId" | "profile">,
): Promise<Caller> {
  const validation = await signIn.validator.validate(accessToken);
  if (!validation.ok) {
    const { reason, caller } = validation.refusal;
    throw reason === "keys_unavailable" ? keysMissing() : wrongToken(reason, caller);
  }
  const { caller } = validation;
  if (caller.clientId !== signIn.clientId) throw wrongToken("other_app", caller);
  if (tenantId !== undefined && caller.tenantId !== tenantId) throw wrongToken("other_tenant_address", caller);
  const unwanted = policyRefusal(validation, signIn.identity.policies);
  if (unwanted !== undefined) throw unwantedPerson(unwanted);
  if (signIn.isKeptOut(profile, caller.tenantId))
    throw unwantedPerson({ reason: "assistant_not_allowed", subjectId: caller.tenantId, caller });
  return caller;
}

/** Longest body of a token request; sealed codes and refresh tokens have 1–3 kB. */
export const maxTokenFormBytes = 16 * 1024;

interface TokenRequest {
  form: string;
  authorization: string | undefined;
  /** Identity of this server at the address that was asked; undefined at the root, where the code or token says it. */
  identity: ResourceIdentity | undefined;
}

/** RFC 6749 5.1. */
interface IssuedTokens {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** What a code or refresh token is good for at Entra. */
interface Grant {
  tenantId: string | undefined;
  asker: Asker;
  /** What is sent to Entra beside the client and the scope. */
  fields: Record<string, string>;
  /** Address that the code of the sign-in went to, and whose that is. */
  redirectUri: string;
  profile: Profile;
  /** Entra's refresh token, if it sends no new one. */
  entraToken?: string;
  /** Receiver of the sign-in; undefined for a renewal. */
  target?: SignInTarget;
}

const askerOf = ({ personHash, tenantHash }: Owner): Asker => ({
  holder: personHash.toString("base64"),
  tenant: tenantHash.toString("base64"),
});

function codeGrant(signIn: SignInServer, redemption: Redemption): Grant {
  const { parameters } = redemption;
  const content = signIn.sealed.code.open(required(parameters, "code"));
  const redirectUri = parameters.get("redirect_uri") ?? "";
  const profile = signIn.profileOf(redirectUri);
  if (content === undefined || profile === undefined) throw badGrant();
  checkIssued(content, redemption);
  checkCode(content, redemption);
  const { tenantId, entraCode: code, verifier } = content;
  return {
    tenantId,
    // Whose a code is, Entra's answer says.
    asker: { holder: code, tenant: undefined },
    redirectUri,
    profile,
    fields: { grant_type: "authorization_code", code, redirect_uri: signIn.callback, code_verifier: verifier },
    target: targetOf(redirectUri, profile),
  };
}

function refreshGrant(signIn: SignInServer, redemption: Redemption): Grant {
  const content = signIn.sealed.refresh.open(required(redemption.parameters, "refresh_token"));
  const profile = content && signIn.profileOf(content.redirectUri);
  // An address that is no longer allowed ends what was given to it.
  if (profile === undefined || content === undefined) throw badGrant();
  checkIssued(content, redemption);
  const { tenantId, entraToken, redirectUri } = content;
  return {
    tenantId,
    asker: askerOf(content),
    redirectUri,
    profile,
    fields: { grant_type: "refresh_token", refresh_token: entraToken },
    entraToken,
  };
}

const grants = new Map([
  ["authorization_code", codeGrant],
  ["refresh_token", refreshGrant],
]);

/** The grant of a request, after everything that can be known without Entra agrees. */
function checkedGrant(
  signIn: SignInServer,
  { form, authorization, identity }: TokenRequest,
): { grant: Grant; clientId: string } {
  const parameters = readParameters(form, maxTokenFormBytes);
  const clientId = publicClientId(parameters, authorization) ?? "";
  if (!signIn.clients.mayHave(clientId)) {
    throw new OauthFault("invalid_client", "This server does not know the client_id: register again.");
  }
  const read = grants.get(parameters.get("grant_type") ?? "");
  if (read === undefined) {
    throw new OauthFault("unsupported_grant_type", "The grant_type must be authorization_code or refresh_token.");
  }
  const asked = identity && { tenantId: tenantOf(identity) };
  const grant = read(signIn, { parameters, clientId, asked });
  if (signIn.isKeptOut(grant.profile, grant.tenantId)) throw badGrant();
  const at = identityAt(signIn.identity, grant.tenantId);
  const resource = parameters.get("resource");
  // RFC 8707 2.2: what a code or refresh token was given for stays, so it need not be said again.
  if (resource !== undefined) checkResource(resource, at);
  checkScope(parameters.get("scope"), at);
  return { grant, clientId };
}

/** Asks Entra for tokens. Its faults say to whom the sign-in would have gone. */
async function askEntra(
  signIn: SignInServer,
  { tenantId, asker, fields, target, profile }: Grant,
): Promise<{ tokens: EntraTokens; caller: Caller }> {
  const identity = identityAt(signIn.identity, tenantId);
  const form = new URLSearchParams({ client_id: signIn.clientId, ...fields, scope: scopeForEntra(identity) });
  try {
    const answer = await signIn.relay(entraEndpoint(identity, "token"), form, asker);
    const tokens = readEntraAnswer(answer, failurePlace(signIn, identity));
    return { tokens, caller: await callerOf(signIn, tokens.access_token, { tenantId, profile }) };
  } catch (error) {
    if (!(error instanceof OauthFault)) throw error;
    throw new OauthFault(error.code, error.message, { ...error.details, target });
  }
}

/**
 * Redeems a code or refresh token: first everything that binds it is checked, then Entra is asked, then its token is
 * validated as a call's would be. Entra redeems a code once.
 * The promise rejects with `OauthFault`.
 */
export async function redeem(signIn: SignInServer, request: TokenRequest): Promise<IssuedTokens> {
  const { grant, clientId } = checkedGrant(signIn, request);
  const { tenantId, target, redirectUri } = grant;
  const { tokens, caller } = await askEntra(signIn, grant);
  await signIn.recordToken(target ? { event: "signed_in", target, caller } : { event: "refreshed", caller });
  const entraToken = tokens.refresh_token ?? grant.entraToken;
  return {
    access_token: tokens.access_token,
    token_type: "Bearer",
    expires_in: tokens.expires_in,
    scope: tokens.scope ?? qualifiedScope(identityAt(signIn.identity, tenantId)),
    ...(entraToken !== undefined && {
      refresh_token: signIn.sealed.refresh.seal({
        tenantId,
        clientHash: hashOf(clientId),
        entraToken,
        ...ownerOf(caller),
        redirectUri,
      }),
    }),
  };
}
