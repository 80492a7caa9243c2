import type { AppRecord } from "#test/fake-tenant/world/apps.ts";
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
