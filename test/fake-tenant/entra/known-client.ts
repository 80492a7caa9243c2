import type { AppRecord, RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";

/** AADSTS700016: nobody in the directory has this client id. */
export const unknownClient = (clientId: string, directoryName = "organizations"): AadstsRefusal =>
  new AadstsRefusal(700016, {
    message: `Application with identifier '${clientId}' was not found in the directory '${directoryName}'.`,
  });

/**
 * An app of one tenant is unknown in others, and at the address for all refused by 50194:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function checkAudience(
  { application, homeTenantId, ...app }: AppRecord,
  tenant: TenantRecord | undefined,
): void {
  if (application.signInAudience !== "AzureADMyOrg" || tenant?.id === homeTenantId) return;
  if (tenant !== undefined) throw unknownClient(app.clientId, tenant.displayName);
  throw new AadstsRefusal(50194, {
    message:
      `Application '${app.clientId}'(${app.displayName}) is not configured as a multi-tenant application. Usage of ` +
      "the /common endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the " +
      "application to be multi-tenant.",
  });
}

/**
 * The app that people sign in with, at a tenant's address or, without one, at that for all.
 * @throws `AadstsRefusal` when there is none with this id, or not for this tenant
 */
export function knownClient(world: World, clientId: string, tenant: TenantRecord | undefined): AppRecord {
  const client = world.apps.find(clientId);
  if (client === undefined) throw unknownClient(clientId, tenant?.displayName);
  checkAudience(client, tenant);
  return client;
}

const loopback = /^http:\/\/(?<host>localhost|127\.0\.0\.1)(?::\d{1,5})?(?<rest>[/?#].*)?$/;

/**
 * Whether an address is the registered one: letter for letter, but for the port of http loopback addresses
 * (https://learn.microsoft.com/entra/identity-platform/reply-url). Of 127.0.0.1 the port is free for public clients
 * only, as users found (microsoft/vscode #254017). `[::1]` is "not currently supported".
 */
function isSame(registered: { uri: string; platform: RedirectPlatform }, requested: string): boolean {
  if (registered.uri === requested) return true;
  const [known, asked] = [loopback.exec(registered.uri)?.groups, loopback.exec(requested)?.groups];
  if (known === undefined || asked === undefined) return false;
  const isPortFree = known.host === "localhost" || registered.platform === "publicClient";
  return isPortFree && known.host === asked.host && known.rest === asked.rest;
}

/** The platform under which an application registered an address; undefined when it didn't. */
export function platformOf(app: Pick<AppRecord, "redirectUris">, requested: string): RedirectPlatform | undefined {
  return app.redirectUris.find((registered) => isSame(registered, requested))?.platform;
}

/** What the portal says of an address that can't be registered: the rules of the same page. */
export function registrableProblem(uri: string): string | undefined {
  if (uri.length > 256) return "it has more than 256 characters";
  if (/[!$'(),;]/.test(uri)) return "it has one of ! $ ' ( ) , ;";
  if (uri.includes("*")) return "wildcards are for nobody";
  return /^http:/.test(uri) && !loopback.test(uri) ? "http is for localhost alone" : undefined;
}
