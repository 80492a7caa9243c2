import type { SeededApps } from "#test/fake-tenant/registrations/seed-apps.ts";
import type { AppRecord } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { DirectoryTenant, DirectoryUser, DirectoryView } from "./control-types.ts";

/** A user as tests see one. */
export function userView(user: UserRecord): DirectoryUser {
  const { id, tenantId, userPrincipalName, mail, displayName, timeZone, userType, hasMailbox, isSharedMailbox } = user;
  return {
    id,
    tenantId,
    userPrincipalName,
    mail,
    displayName,
    timeZone,
    userType,
    hasMailbox,
    isSharedMailbox,
    canaries: [...user.canaries],
  };
}

/** A tenant with its users. */
export function tenantView(world: World, tenant: TenantRecord): DirectoryTenant {
  return {
    id: tenant.id,
    domain: tenant.domain,
    displayName: tenant.displayName,
    users: world.directory.tenantUsers(tenant.id).map(userView),
  };
}

/** A public client app as tests see one; of a cloud without apps, empty. */
function clientView(app: AppRecord | undefined): { clientId: string; redirectUris: string[] } {
  return { clientId: app?.clientId ?? "", redirectUris: app?.redirectUris.map(({ uri }) => uri) ?? [] };
}

/**
 * Everything that a test or the demo must know to sign in and to be configured. `credentials` are the Server app's at
 * the start.
 */
export function directoryView(
  world: World,
  paths: { certificatePath: string; privateKeyPath: string },
  seeded: SeededApps | undefined,
  credentials: Pick<AppRecord, "secrets" | "certificates">,
): DirectoryView {
  const server = world.apps.findServer();
  const app = (clientId: string | undefined) => world.apps.find(clientId ?? "");
  const other = app(seeded?.other);
  const secretThat = (isExpired: boolean) =>
    credentials.secrets.find(({ expired }) => expired === isExpired)?.value ?? "";
  return {
    tenants: [...world.directory.tenants.values()].map((tenant) => tenantView(world, tenant)),
    serverApp: {
      clientId: server?.clientId ?? "",
      clientSecret: secretThat(false),
      expiredClientSecret: secretThat(true),
      certificateThumbprintSha256: credentials.certificates[0]?.thumbprintSha256 ?? "",
      ...paths,
      identifierUris: [...(server?.identifierUris ?? [])],
    },
    clientApp: { ...clientView(other), clientSecret: other?.secrets[0]?.value ?? "" },
    publicClientApp: clientView(app(seeded?.publicClient)),
    signInApp: clientView(app(seeded?.signIn)),
    scope: server === undefined ? "" : `${server.identifierUris[0]}/${server.scopeName}`,
  };
}
