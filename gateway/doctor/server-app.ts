import { jsonObject } from "#common/doctor/ask.ts";
import { type Finding, ok, problem } from "#common/doctor/check.ts";
import { requiredScope } from "#gateway/auth/required-scope.ts";
import type { GatewaySettings } from "#gateway/config.ts";

type Settings = Pick<GatewaySettings, "APP_ID_URI" | "AZURE_CLIENT_ID">;

const right = "docs/entra.md says what the registration needs.";

/**
 * Refusals of a sign-in that are about the Server app:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const serverAppRefusals: ReadonlyMap<number, (settings: Settings) => Finding> = new Map([
  [
    500011,
    ({ APP_ID_URI: uri }: Settings) =>
      problem(
        `Entra finds no app with the Application ID URI ${uri} in this tenant (AADSTS500011)`,
        `Compare it with the Server app in Entra (Expose an API); if it is there, have an admin consent. ${right}`,
      ),
  ],
  [
    650053,
    () =>
      problem(
        `the Server app has no scope ${requiredScope} (AADSTS650053)`,
        `Add it to the Server app in Entra, under Expose an API. ${right}`,
      ),
  ],
]);

const version = `Set requestedAccessTokenVersion of the Server app to 2, or correct AZURE_CLIENT_ID. ${right}`;

/** Tokens that Entra issued and the gateway refuses for what the Server app is, by its reason. */
const refusedTokens: ReadonlyMap<string, (settings: Settings) => Finding> = new Map([
  ["version", () => problem("Entra issues tokens that are not of version 2", version)],
  [
    "audience",
    ({ AZURE_CLIENT_ID: id }: Settings) =>
      problem(
        `Entra issues tokens for another audience than ${id}: they are of version 1, or APP_ID_URI is another app's`,
        version,
      ),
  ],
]);

/** What the front's words for a token that it doesn't hand out say of the Server app; undefined if nothing. */
export function refusedTokenFinding(description: string): ((settings: Settings) => Finding) | undefined {
  const [, reason] =
    /^Microsoft Entra issued a token that this server does not accept \((\w+)\)/.exec(description) ?? [];
  return refusedTokens.get(reason ?? "");
}

/** Those that a token shows; `xms_cc` is only in the token of a client that declares capabilities. */
const visibleClaims = ["idtyp", "acct"] as const;

/** The claims of a token that the gateway accepts. */
export const claimsOf = (token: string): Record<string, unknown> =>
  jsonObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** What a token that the gateway accepts says of the Server app. */
export function acceptedTokenFinding(token: string): Finding {
  const claims = claimsOf(token);
  const missing = visibleClaims.filter((name) => claims[name] === undefined);
  return missing.length === 0
    ? ok(`its tokens have ${visibleClaims.join(" and ")}`)
    : problem(`its tokens lack the optional claims ${missing.join(", ")}`, `Add them to the Server app. ${right}`);
}
