import { clientApplication, serverApplication } from "./applications.ts";
import { azScript } from "./az-script.ts";
import type { RegistrationPlan } from "./registration-plan.ts";

/** The files that describe one plan, by the names under which they are written. */
export function registrationFiles(plan: RegistrationPlan): Readonly<Record<RegistrationFile, string>> {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "server-app.json": json(serverApplication(plan)),
    "client-app.json": json(clientApplication(plan)),
    "register.sh": azScript(plan),
  };
}

export const registrationFileNames = ["server-app.json", "client-app.json", "register.sh"] as const;

export type RegistrationFile = (typeof registrationFileNames)[number];

const publisherVerification = [
  "Both apps are multi-tenant: set ALLOWED_TENANTS (or --tenant) to one tenant ID if only one organisation uses the",
  "connector. Other organisations see the publisher as unverified, and their people can't consent themselves, until",
  "the tenant of the apps has publisher verification: a verified Microsoft AI Cloud Partner Program account, and a",
  "verified domain as the publisher domain of the apps. An admin can consent to an unverified app.",
  "https://learn.microsoft.com/entra/identity-platform/publisher-verification-overview",
];

/** What to know of a plan before it is used. */
export function registrationNotes(plan: RegistrationPlan): readonly string[] {
  return [
    `Graph permissions (delegated): ${plan.permissions.join(", ")}`,
    ...(plan.tenantId === undefined ? publisherVerification : [`Both apps are single-tenant: ${plan.tenantId}.`]),
    ...(plan.hasVerifiedDomain
      ? [`The host of ${plan.publicUrl} must be a verified domain of the tenant; else add --no-verified-domain.`]
      : ["The Application ID URI is api://CLIENT-ID: set APP_ID_URI, as the script prints it."]),
    ...(plan.credential.kind === "secret"
      ? [`The client secret ends on ${plan.credential.endDateTime.slice(0, 10)}. A certificate is safer.`]
      : []),
  ];
}
