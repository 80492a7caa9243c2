import { type Finding, notChecked, ok, problem, unknown } from "#common/doctor/check.ts";
import {
  consentMissing,
  declined,
  type EntraFailure,
  failures,
  wrongPlatform,
  wrongRedirect,
} from "#gateway/sign-in/entra/failures.ts";
import { callbackUrl } from "#gateway/sign-in/sign-in-address.ts";
import { type GatewayContext, identityOf } from "./gateway-context.ts";
import { acceptedTokenFinding, refusedTokenFinding, serverAppRefusals } from "./server-app.ts";
import { type SignInEnd, signInOnce } from "./sign-in-once.ts";

/** The parts of a sign-in that its refusal may be about. */
type Part = "redirects" | "server app" | "consent" | "person";

const parts: ReadonlyMap<EntraFailure, Part> = new Map([
  [wrongRedirect, "redirects"],
  [wrongPlatform, "redirects"],
  [consentMissing, "consent"],
  [declined, "consent"],
]);

/** Which part a refusal is about; the person, where it is about none of the others. */
function partOf(end: Exclude<SignInEnd, { token: string }>): Part {
  const number = aadstsOf(end) ?? 0;
  if (serverAppRefusals.has(number) || refusedTokenOf(end) !== undefined) return "server app";
  const failure = failures.get(number);
  return (failure && parts.get(failure)) ?? "person";
}

function aadstsOf(end: Exclude<SignInEnd, { token: string }>): number | undefined {
  if ("silent" in end) return undefined;
  return "shown" in end ? end.shown : end.aadsts;
}

const refusedTokenOf = (end: SignInEnd) => ("description" in end ? refusedTokenFinding(end.description) : undefined);

const only = notChecked("only a sign-in shows it", "Add --sign-in, with a browser on any machine.");
const lookUp = (aadsts: number) => `docs/troubleshooting.md#aadsts${aadsts}`;

/** What a refusal says. Entra's numbers have words of ours. */
function refused(end: Exclude<SignInEnd, { token: string }>, context: GatewayContext): Finding {
  if ("silent" in end) {
    const fix = "If Microsoft's page shows a number, run this again and type it: docs/troubleshooting.md.";
    return unknown("nobody came back from the browser in time", fix);
  }
  const aadsts = aadstsOf(end);
  const ofServerApp = refusedTokenOf(end) ?? serverAppRefusals.get(aadsts ?? 0);
  if (ofServerApp !== undefined) return ofServerApp(context.settings);
  const failure = failures.get(aadsts ?? 0);
  const { publicUrl } = identityOf(context);
  const place = { callback: callbackUrl(publicUrl), adminUrl: `${new URL(publicUrl).origin}/admin` };
  if (failure !== undefined && aadsts !== undefined)
    return problem(`${failure.words.en(place)} (AADSTS${aadsts})`, `${lookUp(aadsts)} says who fixes it.`);
  if ("shown" in end)
    return unknown(
      `Microsoft's page shows AADSTS${end.shown}`,
      `Look at ${lookUp(end.shown)}, or at Microsoft's page.`,
    );
  return unknown(`the sign-in ended with ${end.error}: ${end.description}`, "Look it up in docs/troubleshooting.md.");
}

const proven = { redirects: "Entra takes them", consent: "given", person: "signed in" } as const;

/** What a sign-in that ended shows of one part. */
function findingOf(part: Part, end: SignInEnd, context: GatewayContext): Finding {
  if ("token" in end) return part === "server app" ? acceptedTokenFinding(end.token) : ok(proven[part]);
  if ("silent" in end) return part === "redirects" ? refused(end, context) : notChecked("nobody came back");
  const guilty = partOf(end);
  if (part === guilty) return refused(end, context);
  // The gateway refuses a token, so that Entra has issued one.
  if (refusedTokenOf(end) !== undefined && (part === "redirects" || part === "consent")) return ok(proven[part]);
  // A number of Entra's that reached the front came by way of the redirect address, or after it.
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
