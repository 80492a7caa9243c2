import type { ClientApp } from "#test/fake-tenant/world/apps.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";

/** AADSTS700016: nobody in the directory has this client id. */
export const unknownClient = (clientId: string, directoryName = "organizations"): AadstsRefusal =>
  new AadstsRefusal(700016, {
    message: `Application with identifier '${clientId}' was not found in the directory '${directoryName}'.`,
  });

/** The app that people sign in with. @throws `AadstsRefusal` when there is none with this id */
export function knownClient(world: World, clientId: string, directoryName: string | undefined): ClientApp {
  const client = world.apps.findClient(clientId);
  if (client === undefined) throw unknownClient(clientId, directoryName);
  return client;
}
