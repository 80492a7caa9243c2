import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";

const maxShown = 4;

/**
 * Says that a name fits several people of an answer. Undefined for an address, for no name and for one person. The
 * addresses are named, not the people: whoever sends mail chooses the name beside the address.
 */
export function severalPeople(
  name: string | undefined,
  addresses: readonly (string | null | undefined)[],
  parameter: string,
): string | undefined {
  if (name === undefined || isMailAddress(name)) return undefined;
  const given = addresses.flatMap((address) => (address != null && isMailAddress(address) ? [address] : []));
  const different = [...new Map(given.map((address) => [address.toLowerCase(), address])).values()];
  if (different.length < 2) return undefined;
  const shown = different.slice(0, maxShown).join(", ");
  const rest = different.length > maxShown ? ` and ${different.length - maxShown} more` : "";
  return `${parameter} fits ${different.length} people: ${shown}${rest}. Ask which one is meant, and give the address.`;
}
