import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { escapeHtml, htmlPage } from "./html-page.ts";
import { platformOf } from "./redirect-addresses.ts";

/**
 * The admin-consent page. `login_hint` stands for the admin's click (any user of the tenant); `decision=decline` for
 * the other button. Without a hint the page shows both as links. The answer goes back by redirect and proves nothing.
 */
export function adminConsent(world: World, query: URLSearchParams, pathTenant: TenantRecord | undefined): DoorAnswer {
  const clientId = query.get("client_id");
  const isServer = clientId === world.apps.server.clientId;
  if (!isServer && !world.apps.clients.has(clientId ?? "")) {
    return htmlPage(
      400,
      "Permissions requested",
      `<p>AADSTS700016: Application with identifier '${escapeHtml(String(clientId))}' was not found.</p>`,
    );
  }
  const redirectUri = query.get("redirect_uri");
  if (redirectUri !== null && !isRegistered(world, redirectUri)) {
    return htmlPage(
      400,
      "Permissions requested",
      `<p>AADSTS50011: The redirect URI '${escapeHtml(redirectUri)}' does not match.</p>`,
    );
  }
  const tenant = pathTenant ?? tenantOfHint(world, query.get("login_hint"));
  const decision = query.get("decision");
  if (tenant === undefined || (query.get("login_hint") === null && decision === null)) return consentPage(query);
  const declined = decision === "decline";
  if (!declined && isServer) world.grants.set(tenant.id, registeredPermissions);
  if (!declined) world.consents.set(tenant.id, clientId ?? "", true);
  const answer = declined
    ? {
        error: "access_denied",
        error_description: "AADSTS65004: The resource owner or authorization server denied the request.",
        tenant: tenant.id,
      }
    : { admin_consent: "True", tenant: tenant.id, scope: query.get("scope") ?? "" };
  return redirect(redirectUri, query.get("state"), answer);
}

function isRegistered(world: World, redirectUri: string): boolean {
  return [...world.apps.clients.values()].some((client) => platformOf(client, redirectUri) !== undefined);
}

function tenantOfHint(world: World, hint: string | null): TenantRecord | undefined {
  if (hint === null) return undefined;
  return [...world.directory.tenants.values()].find(({ id }) => world.directory.findUser(id, hint) !== undefined);
}

function consentPage(query: URLSearchParams): DoorAnswer {
  const link = (decision: string, text: string) => {
    const next = new URLSearchParams(query);
    next.set("decision", decision);
    return `<a href="?${escapeHtml(next.toString())}">${text}</a>`;
  };
  const list = registeredPermissions.map((name) => `<li>${name}</li>`).join("");
  return htmlPage(
    200,
    "Permissions requested: review for your organization",
    `<ul>${list}</ul><p>${link("accept", "Accept")} ${link("decline", "Cancel")}</p>`,
  );
}

function redirect(redirectUri: string | null, state: string | null, answer: Record<string, string>): DoorAnswer {
  if (redirectUri === null) return htmlPage(200, "Done", `<p>${escapeHtml(JSON.stringify(answer))}</p>`);
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href }, body: "" };
}
