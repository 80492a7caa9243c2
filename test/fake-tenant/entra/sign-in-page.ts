import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import { escapeXml } from "#test/fake-tenant/escape-xml.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { SignInRequest } from "./authorization-request.ts";
import { htmlPage, postingForm } from "./html-page.ts";

/** What the pages post. */
export const signInFields = { question: "ctx", account: "login", consent: "decision" } as const;

/**
 * The page at which a person signs in: a form that posts, with a button for each account, as no password is asked for.
 * Without a hint it shows all accounts.
 */
export function signInPage({ world, query, authority, tenant }: SignInRequest, hinted?: UserRecord): DoorAnswer {
  const users = [...world.directory.users.values()].filter(
    (user) => !user.isSharedMailbox && (tenant === undefined || user.tenantId === tenant.id),
  );
  const buttons = (hinted === undefined ? users : [hinted]).map(({ displayName, userPrincipalName, tenantId }) => {
    const company = world.directory.tenants.get(tenantId)?.displayName ?? "";
    return (
      `<li><button name="${signInFields.account}" value="${escapeXml(userPrincipalName)}">` +
      `${escapeXml(displayName)} <small>${escapeXml(userPrincipalName)}, ${escapeXml(company)}</small></button></li>`
    );
  });
  const form = postingForm(
    `/${authority}/login`,
    { [signInFields.question]: query.toString() },
    `<ul>${buttons.join("")}</ul>`,
  );
  return htmlPage(200, hinted === undefined ? "Pick an account" : "Sign in", form);
}
