import type { DirectoryUser, DirectoryView } from "#test/fake-tenant/control/control-types.ts";
import type { BrowserStep } from "#test/support/sign-in/browser.ts";
import { browserOf } from "../stage/browser.ts";
import type { Stage } from "../stage/open-stage.ts";
import { type SignedIn, signIn } from "../stage/sign-in.ts";

/** Somebody of the demo company, signed in. */
export interface Person extends SignedIn {
  /** First name. */
  name: string;
  user: DirectoryUser;
}

/** The user with this address in the fake cloud. Throws when there is none. */
export function userOf(directory: DirectoryView, address: string): DirectoryUser {
  const users = directory.tenants.flatMap((tenant) => tenant.users);
  const user = users.find(({ userPrincipalName }) => userPrincipalName === address);
  if (user === undefined) throw new Error(`The fake cloud has no user ${address}.`);
  return user;
}

/** Signs in the user with this address. `onStep` sees each HTTP exchange. */
export async function bringIn(stage: Stage, address: string, onStep?: (step: BrowserStep) => void): Promise<Person> {
  const directory = await stage.fake.control.directory();
  const user = userOf(directory, address);
  const signedIn = await signIn({
    mcpUrl: stage.gateway.mcpUrl,
    browser: browserOf(address, onStep),
    ...(onStep && { onStep }),
  });
  return { ...signedIn, name: user.displayName.split(" ")[0] ?? user.displayName, user };
}
