import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { lineOf, trimmed, withoutEmpty } from "./shown-fields.ts";
import type { ToolContext } from "./tool-context.ts";

/** A person or distribution list as named in a message. The name is chosen by the sender: data, not identity. */
export interface Person {
  name?: string;
  address?: string;
}

/** Somebody as an answer of Graph names them; undefined where it has neither a name nor an address. */
export function personNamed(name: string | null | undefined, address: string | null | undefined): Person | undefined {
  const person = withoutEmpty({ name: lineOf(name), address: lineOf(address) });
  return person.name === undefined && person.address === undefined ? undefined : person;
}

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

/** A form of address after a Japanese name, also in Latin letters. */
const honorific = /(?<=\S)(?:-(?:san|sama)|さん|さま|様|氏|くん|ちゃん|先生)$/iu;
const oneself: ReadonlySet<string> = new Set(["me", "myself", "自分", "私"]);

/** A name as directories have it: 田中 for 田中さん. */
export const withoutHonorific = (name: string): string => name.replace(honorific, "");

/** The name or address of somebody as people write it; the user's own address for "me", where it is known. */
export async function personMeant(
  text: string | undefined,
  { ownAddresses }: Pick<ToolContext, "ownAddresses">,
): Promise<string | undefined> {
  const name = trimmed(text);
  if (name === undefined || !oneself.has(name.toLowerCase())) return name && withoutHonorific(name);
  const [own] = await ownAddresses();
  return own ?? name;
}
