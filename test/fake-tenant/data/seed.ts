import { registeredPermissions } from "../entra/admin-consent.ts";
import type { UserRecord } from "../world/directory.ts";
import type { World } from "../world/world.ts";

/** Fills the fake cloud with its companies, people and mail. */
export function seedWorld(world: World): void {
  const tenant = world.directory.addTenant({ domain: "aozora-coffee.example", displayName: "Aozora Coffee Trading" });
  world.grants.set(tenant.id, registeredPermissions);
  const hana: UserRecord = world.directory.addUser({
    tenantId: tenant.id,
    alias: "hana.mori",
    displayName: "Hana Mori",
  });
  world.mail.mailbox(hana)?.add({ subject: "Welcome", html: "<p>Hello Hana</p>" });
}
