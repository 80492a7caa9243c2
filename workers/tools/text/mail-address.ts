import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { Person } from "#workers/tools/person.ts";

/** The address without surrounding spaces. Throws `invalid_input` if it can't be an address. */
export function checkMailAddress(text: string, parameter: string): string {
  const address = text.trim();
  if (isMailAddress(address)) return address;
  throw new ToolError(
    "invalid_input",
    `${parameter}: "${text}" is not a mail address, such as team@contoso.com. Find it with search_people, or ask ` +
      "for it.",
  );
}

/** The domain of an address in lower case. */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

export function sameAddress(one: string | null | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** Whether an address is outside the user's own domain. Undefined if either is unknown. */
export function isExternal(person: Person | undefined, userDomain: string | undefined): boolean | undefined {
  if (userDomain === undefined || !person?.address?.includes("@")) return undefined;
  return domainOf(person.address) !== userDomain.toLowerCase();
}
