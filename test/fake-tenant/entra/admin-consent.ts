import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import { type AppRecord, graphAppId } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { graphPermissionGuids, graphPermissions } from "./graph-permissions.ts";
import { escapeXml, htmlPage } from "./html-page.ts";
import { platformOf } from "./known-client.ts";

/**
 * The admin-consent page. `login_hint` stands for the admin's click (any user of the tenant); `decision=decline` for
 * the other button. Without a hint the page shows both as links. The answer goes back by redirect and proves nothing.
 * Refusals by https://learn.microsoft.com/entra/identity-platform/reference-error-codes; that the Server app comes
 * first (650052), users of such connectors found out (anthropics/claude-plugins-official #1674).
 */
export function adminConsent(world: World, query: URLSearchParams, pathTenant: TenantRecord | undefined): DoorAnswer {
  const clientId = query.get("client_id");
  const app = world.apps.find(clientId ?? "");
  if (app === undefined) return trouble(`AADSTS700016: Application with identifier '${clientId}' was not found.`);
  const redirectUri = query.get("redirect_uri") ?? app.redirectUris[0]?.uri ?? null;
  if (redirectUri === null) return trouble("AADSTS500113: No reply address is registered for the application.");
  if (platformOf(app, redirectUri) === undefined) {
    return trouble(`AADSTS50011: The redirect URI '${redirectUri}' does not match.`);
  }
  const tenant = pathTenant ?? tenantOfHint(world, query.get("login_hint"));
  const decision = query.get("decision");
  const wanted = askedOf(world, app, query.get("scope"));
  if (tenant === undefined || (query.get("login_hint") === null && decision === null)) {
    return consentPage(query, [...wanted.graph, ...(wanted.isOfServer ? ["access_as_user"] : [])]);
  }
  if (app.application.signInAudience === "AzureADMyOrg" && app.homeTenantId !== tenant.id) {
    return trouble(`AADSTS700016: Application with identifier '${clientId}' was not found in '${tenant.displayName}'.`);
  }
  const server = world.apps.findServer();
  if (wanted.isOfServer && server !== undefined && !isThere(world, tenant.id, server)) {
    return trouble(
      `AADSTS650052: The app is trying to access a service '${server.clientId}' (${server.displayName}) that your ` +
        `organization '${tenant.id}' lacks a service principal for.`,
    );
  }
  const declined = decision === "decline";
  if (!declined) grant(world, { tenant, app, wanted });
  const answer = declined
    ? {
        error: "access_denied",
        error_description: "AADSTS65004: The resource owner or authorization server denied the request.",
        tenant: tenant.id,
      }
    : { admin_consent: "True", tenant: tenant.id, scope: fullNames(world, wanted).join(" ") };
  return redirect(redirectUri, query.get("state"), answer);
}

interface Asked {
  /** Names of Graph permissions. */
  graph: string[];
  /** Whether the Server app's scope is among what is asked for. */
  isOfServer: boolean;
}

/**
 * What an admin consents to: what the registration requires, or what the request names
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). `.default` is the registration.
 */
function askedOf(world: World, { application }: AppRecord, scope: string | null): Asked {
  const named = (scope ?? "").split(" ").map((one) => one.slice(one.lastIndexOf("/") + 1));
  const graphNames = named.filter((name) => graphPermissions.has(name));
  const server = world.apps.findServer();
  const isRequired = (resource: string | undefined, id: string | undefined) =>
    application.requiredResourceAccess.some(
      ({ resourceAppId, resourceAccess }) => resourceAppId === resource && resourceAccess.some((one) => one.id === id),
    );
  if (graphNames.length > 0) return { graph: graphNames, isOfServer: false };
  const all = Object.entries(graphPermissionGuids);
  const scopes = server?.application.api?.oauth2PermissionScopes ?? [];
  return {
    graph: all.flatMap(([name, id]) => (isRequired(graphAppId, id) ? [name] : [])),
    isOfServer: scopes.some(({ id }) => isRequired(server?.clientId, id)),
  };
}

/** The permissions that were granted, each with its resource in front of it. */
function fullNames(world: World, { graph, isOfServer }: Asked): string[] {
  const [uri = ""] = world.apps.findServer()?.application.identifierUris ?? [];
  return [
    ...graph.map((name) => `https://graph.microsoft.com/${name}`),
    ...(isOfServer ? [`${uri}/access_as_user`] : []),
  ];
}

/** Apps whose consent was there at the start have their enterprise applications everywhere. */
const isThere = (world: World, tenantId: string, { clientId }: AppRecord): boolean =>
  world.apps.hasPrincipal(tenantId, clientId) || world.consents.has(tenantId, clientId, "");

function grant(world: World, { tenant, app, wanted }: { tenant: TenantRecord; app: AppRecord; wanted: Asked }): void {
  world.apps.addPrincipal(tenant.id, app.clientId);
  const isServer = app === world.apps.findServer();
  if (isServer) world.grants.set(tenant.id, wanted.graph);
  if (isServer || wanted.isOfServer) world.consents.set(tenant.id, app.clientId, true);
}

function tenantOfHint(world: World, hint: string | null): TenantRecord | undefined {
  if (hint === null) return undefined;
  return [...world.directory.tenants.values()].find(({ id }) => world.directory.findUser(id, hint) !== undefined);
}

const trouble = (text: string): DoorAnswer => htmlPage(400, "Permissions requested", `<p>${escapeXml(text)}</p>`);

function consentPage(query: URLSearchParams, names: readonly string[]): DoorAnswer {
  const link = (decision: string, text: string) => {
    const next = new URLSearchParams(query);
    next.set("decision", decision);
    return `<a href="?${escapeXml(next.toString())}">${text}</a>`;
  };
  const list = names.map((name) => `<li>${name}</li>`).join("");
  return htmlPage(
    200,
    "Permissions requested: review for your organization",
    `<ul>${list}</ul><p>${link("accept", "Accept")} ${link("decline", "Cancel")}</p>`,
  );
}

function redirect(redirectUri: string, state: string | null, answer: Record<string, string>): DoorAnswer {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href }, body: "" };
}
