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
import { type SignInEnd, signInOnce } from "./sign-in-once.ts";

/** The parts of a sign-in that its refusal may be about. */
type Part = "redirects" | "consent" | "person";

const parts: ReadonlyMap<EntraFailure, Part> = new Map([
  [wrongRedirect, "redirects"],
  [wrongPlatform, "redirects"],
  [consentMissing, "consent"],
  [declined, "consent"],
]);

/** Which part a refusal is about; the person, where it is about none of the others. */
const partOf = (aadsts: number | undefined): Part => {
  const failure = failures.get(aadsts ?? 0);
  return (failure && parts.get(failure)) ?? "person";
};

const only = notChecked("only a sign-in shows it", "Add --sign-in, with a browser on this machine.");
const lookUp = (aadsts: number) => `docs/troubleshooting.md#aadsts${aadsts}`;

/** What a refusal says. Entra's numbers have words of ours. */
function refused(end: Exclude<SignInEnd, { token: string }>, context: GatewayContext): Finding {
  if ("silent" in end) {
    const mend = "If Microsoft's page shows a number, run this again and type it: docs/troubleshooting.md.";
    return unknown("nobody came back from the browser in time", mend);
  }
  const aadsts = "shown" in end ? end.shown : end.aadsts;
  const failure = failures.get(aadsts ?? 0);
  const { publicUrl } = identityOf(context);
  const place = { callback: callbackUrl(publicUrl), adminUrl: `${new URL(publicUrl).origin}/admin` };
  if (failure !== undefined && aadsts !== undefined)
    return problem(`${failure.words.en(place)} (AADSTS${aadsts})`, `${lookUp(aadsts)} says who mends it.`);
  if ("shown" in end)
    return unknown(
      `Microsoft's page shows AADSTS${end.shown}`,
      `Look at ${lookUp(end.shown)}, or at Microsoft's page.`,
    );
  return unknown(`the sign-in ended with ${end.error}: ${end.description}`, "Look it up in docs/troubleshooting.md.");
}

/** What a sign-in that ended shows of one part. */
function findingOf(part: Part, end: SignInEnd, context: GatewayContext): Finding {
  if ("token" in end) return ok({ redirects: "Entra takes them", consent: "given", person: "signed in" }[part]);
  if ("silent" in end) return part === "redirects" ? refused(end, context) : notChecked("nobody came back");
  const guilty = partOf("shown" in end ? end.shown : end.aadsts);
  if (part === guilty) return refused(end, context);
  // A number of Entra's that reached the front came by way of the redirect address, or after it.
  const cameBack = "aadsts" in end && end.aadsts !== undefined;
  return part === "redirects" && cameBack ? ok("Entra takes them") : notChecked(`"${guilty}" comes first`);
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
