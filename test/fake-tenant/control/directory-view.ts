import type { ClientCertificate } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { DirectoryTenant, DirectoryUser, DirectoryView } from "./fake-control.ts";

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
    mailboxDelegates: [...user.mailboxDelegates],
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

/** Everything that a test or the demo must know to sign in and to be configured. */
export function directoryView(
  world: World,
  paths: { certificatePath: string; privateKeyPath: string },
  secrets: readonly { value: string; expired: boolean }[],
  certificates: readonly ClientCertificate[],
): DirectoryView {
  const { server, clients } = world.apps;
  const [client, publicClient] = clients.values();
  return {
    tenants: [...world.directory.tenants.values()].map((tenant) => tenantView(world, tenant)),
    serverApp: {
      clientId: server.clientId,
      clientSecret: secrets.find(({ expired }) => !expired)?.value ?? "",
      expiredClientSecret: secrets.find(({ expired }) => expired)?.value ?? "",
      certificateThumbprintSha256: certificates[0]?.thumbprintSha256 ?? "",
      ...paths,
      identifierUris: [...server.identifierUris],
    },
    clientApp: {
      clientId: client?.clientId ?? "",
      clientSecret: client?.secret ?? "",
      redirectUris: client?.redirectUris.map(({ uri }) => uri) ?? [],
    },
    publicClientApp: {
      clientId: publicClient?.clientId ?? "",
      redirectUris: publicClient?.redirectUris.map(({ uri }) => uri) ?? [],
    },
    scope: `${server.identifierUris[0]}/${server.scopeName}`,
    scopeName: server.scopeName,
  };
}
