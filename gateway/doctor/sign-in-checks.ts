import { jsonObject } from "#common/doctor/ask.ts";
import { type Finding, notChecked, ok, problem, unknown } from "#common/doctor/check.ts";
import { requiredScope } from "#gateway/auth/resource-identity.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import {
  consentDeclined,
  consentMissing,
  type EntraFailure,
  failures,
  failureWords,
  wrongPlatform,
  wrongRedirect,
} from "#gateway/sign-in/entra/entra-answer.ts";
import { callbackUrl } from "#gateway/sign-in/sign-in-paths.ts";
import { type GatewayContext, identityOf } from "./settings-checks.ts";
import { type SignInEnd, signInOnce } from "./sign-in-once.ts";

type Settings = Pick<GatewaySettings, "APP_ID_URI" | "AZURE_CLIENT_ID">;

const right = "docs/entra.md says what the registration needs.";

/**
 * Refusals of a sign-in that are about the Server app:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const serverAppRefusals: ReadonlyMap<number, (settings: Settings) => Finding> = new Map([
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

/** Claims that a token shows; `xms_cc` is only in the token of a client that declares capabilities. */
const visibleClaims = ["idtyp", "acct"] as const;

/** The claims of a token that the gateway accepts. */
export const claimsOf = (token: string): Record<string, unknown> =>
  jsonObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** What a token that the gateway accepts says of the Server app. */
function acceptedTokenFinding(token: string): Finding {
  const claims = claimsOf(token);
  const missing = visibleClaims.filter((name) => claims[name] === undefined);
  return missing.length === 0
    ? ok(`its tokens have ${visibleClaims.join(" and ")}`)
    : problem(`its tokens lack the optional claims ${missing.join(", ")}`, `Add them to the Server app. ${right}`);
}

/** The parts of a sign-in that its refusal may be about. */
type Part = "redirects" | "server app" | "consent" | "person";

const parts: ReadonlyMap<EntraFailure, Part> = new Map([
  [wrongRedirect, "redirects"],
  [wrongPlatform, "redirects"],
  [consentMissing, "consent"],
  [consentDeclined, "consent"],
]);

const only = notChecked("only a sign-in shows it", "Add --sign-in, with a browser on any machine.");
const lookUp = (aadsts: number) => `docs/troubleshooting.md#aadsts${aadsts}`;

/** The sign-in server's words for a token that it doesn't hand out. */
const tokenRefusal = /^Microsoft Entra issued a token that this server does not accept \((\w+)\)/;

/** How a sign-in ended without a token, as far as it ended. */
type Refused = Exclude<SignInEnd, { token: string } | { silent: true }>;

/** What the refusal of a token that Entra issued says of the Server app; undefined if nothing. */
const refusedToken = (end: Refused) =>
  "description" in end ? refusedTokens.get(tokenRefusal.exec(end.description)?.[1] ?? "") : undefined;

/** Which part a refusal is about, and what it says. Entra's numbers have words of ours. */
function judge(end: Refused, context: GatewayContext): { guilty: Part; finding: Finding } {
  const aadsts = "shown" in end ? end.shown : end.aadsts;
  const ofServerApp = refusedToken(end) ?? (aadsts === undefined ? undefined : serverAppRefusals.get(aadsts));
  if (ofServerApp !== undefined) return { guilty: "server app", finding: ofServerApp(context.settings) };
  const failure = aadsts === undefined ? undefined : failures.get(aadsts);
  if (aadsts !== undefined && failure !== undefined) {
    const { publicUrl } = identityOf(context);
    const place = { callback: callbackUrl(publicUrl), adminUrl: `${new URL(publicUrl).origin}/admin` };
    const says = `${failureWords(failure, "en", place)} (AADSTS${aadsts})`;
    return {
      guilty: parts.get(failure) ?? "person",
      finding: problem(says, `${lookUp(aadsts)} says who fixes it.`),
    };
  }
  const finding =
    "shown" in end
      ? unknown(`Microsoft's page shows AADSTS${end.shown}`, `Look at ${lookUp(end.shown)}, or at Microsoft's page.`)
      : unknown(`the sign-in ended with ${end.error}: ${end.description}`, "Look it up in docs/troubleshooting.md.");
  return { guilty: "person", finding };
}

const proven = { redirects: "Entra takes them", consent: "given", person: "signed in" } as const;

/** What a sign-in that ended shows of one part. */
function findingOf(part: Part, end: SignInEnd, context: GatewayContext): Finding {
  if ("token" in end) return part === "server app" ? acceptedTokenFinding(end.token) : ok(proven[part]);
  if ("silent" in end) {
    const fix = "If Microsoft's page shows a number, run this again and type it: docs/troubleshooting.md.";
    return part === "redirects"
      ? unknown("nobody came back from the browser in time", fix)
      : notChecked("nobody came back");
  }
  const { guilty, finding } = judge(end, context);
  if (part === guilty) return finding;
  // The gateway refuses a token, so that Entra has issued one.
  if (refusedToken(end) !== undefined && (part === "redirects" || part === "consent")) return ok(proven[part]);
  // A number of Entra's that reached the sign-in server came by way of the redirect address, or after it.
  const cameBack = "aadsts" in end && end.aadsts !== undefined;
  return part === "redirects" && cameBack ? ok(proven.redirects) : notChecked(`"${guilty}" comes first`);
}

/** The first part signs the person in; all tell what that showed. */
export const signInFinding =
  (part: Part) =>
  async (context: GatewayContext): Promise<Finding> => {
    const { settings, ask, person } = context;
    if (settings.SIGN_IN_CLIENT_ID === undefined) return notChecked("SIGN_IN_CLIENT_ID isn't set");
    if (person === undefined) return only;
    context.signInEnd ??= await signInOnce({ ask, identity: identityOf(context), person, withinMs: person.withinMs });
    return findingOf(part, context.signInEnd, context);
  };
