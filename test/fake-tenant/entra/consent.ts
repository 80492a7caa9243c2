import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import { escapeXml } from "#test/fake-tenant/escape-xml.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { AadstsRefusal } from "./aadsts.ts";
import type { Question } from "./authorization-request.ts";
import { htmlPage, postingForm } from "./html-page.ts";
import { signInFields } from "./sign-in-page.ts";

/**
 * The page at which a person consents, or is told to ask an admin (90094): where nobody consented yet, and whenever
 * `prompt=consent` asks for it, whatever an admin consented to (MicrosoftDocs/entra-docs #652). Undefined when nobody
 * is asked.
 */
export function pageAboutConsent(question: Question, user: UserRecord): DoorAnswer | undefined {
  const { world, query, reply } = question;
  const prompt = query.get("prompt");
  if (prompt !== "consent" && world.consents.has(user.tenantId, reply.client.clientId, user.id)) return undefined;
  if (prompt === "none") throw new AadstsRefusal(65001);
  const isAllowed = world.consents.areUsersAllowed(user.tenantId);
  return isAllowed ? consentPage(question, user) : approvalPage(question, user);
}

function consentPage(question: Question, user: UserRecord): DoorAnswer {
  const scopes = question.scope.split(" ").map((scope) => `<li>${escapeXml(scope)}</li>`);
  const buttons = button("accept", "Accept") + button("decline", "Cancel");
  return htmlPage(200, "Permissions requested", `<ul>${scopes.join("")}</ul>${form(question, user, buttons)}`);
}

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/troubleshoot-consent-issues */
function approvalPage(question: Question, user: UserRecord): DoorAnswer {
  const name = escapeXml(question.reply.client.displayName);
  const text =
    `<p>${name} needs permission to access resources in your organization that only an admin can grant. Please ask ` +
    "an admin to grant permission to this app before you can use it.</p>";
  const way = button("return", "Return to the application without granting consent");
  return htmlPage(200, "Need admin approval", text + form(question, user, way));
}

const button = (decision: string, text: string) =>
  `<button name="${signInFields.consent}" value="${decision}">${text}</button>`;

function form({ query, authority }: Question, user: UserRecord, buttons: string): string {
  const { question, account } = signInFields;
  const hidden = { [question]: query.toString(), [account]: user.userPrincipalName };
  return postingForm(`/${authority}/consent/set`, hidden, buttons);
}

/**
 * What a person decided.
 * @throws `AadstsRefusal` for the client when there is no consent: 65004, or 90094 when it was not theirs to give
 */
export function takeConsent({ world, reply }: Question, user: UserRecord, decision: string | null): void {
  if (!world.consents.areUsersAllowed(user.tenantId)) throw new AadstsRefusal(90094);
  if (decision !== "accept") throw new AadstsRefusal(65004);
  world.consents.set(user.tenantId, reply.client.clientId, true, user.id);
}
