import type { Caller } from "#common/caller.ts";
import type { RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import { type PolicyRefusal, policyRefusal, policyWords } from "#gateway/auth/policy-refusal.ts";
import type { Front } from "#gateway/sign-in/front.ts";
import { OauthFault, type TokenRefusalReason } from "#gateway/sign-in/oauth-fault.ts";

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
export async function callerOf(
  front: Pick<Front, "validator" | "clientId" | "identity">,
  accessToken: string,
  tenantId: string | undefined,
): Promise<Caller> {
  const verdict = await front.validator.validate(accessToken);
  if (!verdict.ok) {
    const { reason, caller } = verdict.refusal;
    throw reason === "keys_unavailable" ? keysMissing() : wrongToken(reason, caller);
  }
  const { caller } = verdict;
  if (caller.clientId !== front.clientId) throw wrongToken("other_app", caller);
  if (tenantId !== undefined && caller.tenantId !== tenantId) throw wrongToken("other_tenant_address", caller);
  const unwanted = policyRefusal(verdict, front.identity.policies);
  if (unwanted !== undefined) throw unwantedPerson(unwanted);
  return caller;
}
