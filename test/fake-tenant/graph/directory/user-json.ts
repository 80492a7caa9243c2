import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

const defaultProperties = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

/** Properties of a user; the default set is what Graph returns without $select. */
function userProperties(user: UserRecord): Record<string, unknown> {
  return {
    businessPhones: user.businessPhone === null ? [] : [user.businessPhone],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: user.officeLocation,
    preferredLanguage: user.preferredLanguage,
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    accountEnabled: user.accountEnabled,
    department: user.department,
    userType: user.userType,
    companyName: null,
  };
}

/** A user with the properties of `$select`, by default Graph's own choice. Refuses others. */
export function userJson(user: UserRecord, select: string | null): Record<string, unknown> {
  const all = userProperties(user);
  const names = select === null ? defaultProperties : select.split(",").map((name) => name.trim());
  for (const name of names) if (!(name in all)) throw unknownProperty(name, "user");
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Refuses a token with none of these scopes, in the directory's words. */
export function requireScope(call: GraphCall, ...scopes: string[]): void {
  if (scopes.some((scope) => call.caller.scopes.has(scope))) return;
  throw new GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

export const resourceNotFound = (id: string) =>
  new GraphRefusal(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
