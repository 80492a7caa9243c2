import type { DirectoryUser, GraphPerson } from "./graph-person.ts";
import { addressesOf, type FoundPerson } from "./person-hit.ts";

/** What tells that two found people are one: the id of the account, and every address. */
function keysOf(found: FoundPerson): string[] {
  const ids = [found.user?.id, found.person?.id].filter((id) => id != null && id !== "");
  return [...ids, ...addressesOf(found)].map((key) => String(key).toLowerCase());
}

/** Those whom the user works with, in their order, each with what the directory knows; then the others of it. */
export function joinPeople(people: readonly GraphPerson[], users: readonly DirectoryUser[]): FoundPerson[] {
  const found: FoundPerson[] = people.map((person) => ({ person }));
  const byKey = new Map(found.flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  for (const user of users) {
    const same = keysOf({ user })
      .map((key) => byKey.get(key))
      .find((one) => one !== undefined);
    if (same === undefined) found.push({ user });
    else same.user ??= user;
  }
  return found;
}
