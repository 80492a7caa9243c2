import { transientAadsts } from "#common/errors.ts";
import { directSignInProblem } from "#gateway/auth/resource-identity.ts";
import { failures, failureWords } from "#gateway/sign-in/entra/entra-answer.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { aadstsOutcomes, byConsent, type FailureClass, ownCredential } from "#workers/auth/aadsts-table.ts";
import { provenBad } from "#workers/doctor/try-credential.ts";
import { type TroubleRow, who } from "./row.ts";

/** One place where a number shows: what is said of it there, and who can fix it. */
interface Showing {
  seen: string;
  cause: string;
  who: string;
}

const place = {
  callback: "`https://mcp.example.com/mcp/oauth/callback`",
  adminUrl: "`https://mcp.example.com/admin`",
};

const byClass: Readonly<Record<FailureClass, string>> = {
  assertion: who.you,
  revoked: who.you,
  conditional_access: who.youThenAdmin,
  blocked: who.admin,
  consent: who.admin,
  not_assigned: who.admin,
  not_found: who.admin,
  loop: who.nobody,
  transient: who.nobody,
  configuration: who.operator,
  identity: who.operator,
  other: who.youThenAdmin,
};

const consentUrl = "`https://login.microsoftonline.com/TENANT-ID/adminconsent?client_id=SERVER-ID`";
const otherApp = "The token is for another app: `AZURE_CLIENT_ID` of the gateway is not that of the workers.";

/** The person said no, and may say yes. */
const declined = 65004;

function atSignIn(number: number): Showing[] {
  const failure = failures.get(number);
  if (failure === undefined) return [];
  const fixer = failure.code === "server_error" ? who.operator : who.admin;
  return [
    { seen: "at a sign-in", cause: failureWords(failure, "en", place), who: number === declined ? who.you : fixer },
  ];
}

function inAnAnswer(number: number): Showing[] {
  const outcome = aadstsOutcomes.get(number);
  if (outcome === undefined) return [];
  if (outcome !== ownCredential) {
    const { message, code, class: failureClass } = outcome;
    const link = byConsent.has(outcome) ? ` ${consentUrl}` : "";
    const more = failureClass === "configuration" ? ` ${otherApp}` : "";
    return [{ seen: `in an answer, as \`${code}\``, cause: `${message}${link}${more}`, who: byClass[failureClass] }];
  }
  const known = provenBad.get(number);
  const words = known === undefined ? ": [rotate.md](rotate.md)." : ` (${known.says}). ${known.fix}`;
  return [
    {
      seen: "in the log, at `/readyz` and in `npm run doctor`; people see `internal`",
      cause: `Entra doesn't accept the connector's own credential${words}`,
      who: who.operator,
    },
  ];
}

const consentDeclined =
  "The permissions were declined, or the account may not consent for the whole organisation. Start again with an " +
  "account that may, such as one with the role Cloud Application Administrator, and select *Accept*.";
const otherAppFirst =
  "The app needs another app that is not in your tenant: for the Client app, that is the Server app. Consent to the " +
  "Server app first, then to the Client app.";
const misregistered =
  "The registration of the app, or an ID in the settings of this server, is not as it should be. The operator of " +
  "this server can fix it: tell them the number.";

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const consentFailures: ReadonlyMap<number, string> = new Map([
  [65004, consentDeclined],
  [90094, consentDeclined],
  [650052, otherAppFirst],
  [500011, otherAppFirst],
  [650053, misregistered],
  [650056, misregistered],
  [650057, misregistered],
  [700016, misregistered],
]);

function atConsent(number: number): Showing[] {
  const cause = consentFailures.get(number);
  return cause === undefined ? [] : [{ seen: "at an admin's consent", cause, who: who.adminOrOperator }];
}

const identity = { publicUrl: "https://mcp.example.com/mcp", appIdUri: "api://SERVER-ID" };
const policies = tenantPolicies();

/** Numbers that no code of the connector sees: they are on pages of Microsoft's alone. */
const onPagesOfMicrosoft: ReadonlyMap<number, Showing> = new Map([
  [
    50194,
    {
      seen: "on Microsoft's page",
      cause:
        "The apps accept one organisation only, and the connector more: set `ALLOWED_TENANTS` to the tenant ID, or " +
        "change the account types of both apps.",
      who: who.operator,
    },
  ],
  [
    9010010,
    {
      seen: "on Microsoft's page, where clients sign in at Entra itself",
      cause: `${directSignInProblem({ ...identity, authorityHost: "https://login.microsoftonline.com", policies })}.`,
      who: who.operator,
    },
  ],
]);

const transient: Showing = { seen: "anywhere", cause: "Entra has a passing failure of its own.", who: who.nobody };

function showingsOf(number: number): Showing[] {
  const other = onPagesOfMicrosoft.get(number);
  return [
    ...atSignIn(number),
    ...inAnAnswer(number),
    ...atConsent(number),
    ...(other === undefined ? [] : [other]),
    ...(transientAadsts.has(number) ? [transient] : []),
  ];
}

/** What is the same everywhere once, else by where it shows. */
function eachOrOne(showings: readonly Showing[], read: (showing: Showing) => string): string {
  const texts = new Set(showings.map(read));
  if (texts.size === 1) return [...texts].join("");
  return showings.map((showing) => `*${showing.seen}*: ${read(showing)}`).join("<br>");
}

/** Every number that the connector has words for, in order. */
export function aadstsRows(): TroubleRow[] {
  const numbers = [failures, aadstsOutcomes, consentFailures, onPagesOfMicrosoft].flatMap((table) => [...table.keys()]);
  return [...new Set([...numbers, ...transientAadsts])]
    .toSorted((one, other) => one - other)
    .map((number) => {
      const showings = showingsOf(number);
      return {
        code: `AADSTS${number}`,
        seen: showings.map(({ seen }) => seen).join("<br>"),
        cause: eachOrOne(showings, ({ cause }) => cause),
        who: eachOrOne(showings, (showing) => showing.who),
      };
    });
}
