import { cleanLine } from "#workers/text/clean-text.ts";
import type { Person } from "#workers/tools/person.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { countIfCut } from "#workers/tools/shown-fields.ts";
import type { GraphRecipient } from "./graph-mail.ts";

export function personOf(recipient: GraphRecipient | null | undefined): Person | undefined {
  const name = cleanLine(recipient?.emailAddress?.name ?? "");
  const address = cleanLine(recipient?.emailAddress?.address ?? "");
  if (name === "" && address === "") return undefined;
  return { ...(name !== "" && { name }), ...(address !== "" && { address }) };
}

/** The address alone where the name says no more than it does: `hana.mori@contoso.com` is Hana Mori. */
export function briefPerson({ name = "", address }: Person): Person | string {
  if (address === undefined) return name;
  const local = foldText(address.slice(0, address.lastIndexOf("@")));
  return wordsOf(foldText(name)).every((word) => local.includes(word)) ? address : { name, address };
}

/**
 * The first people of a list, and its full count if there are more. The names of the others are not looked at: whoever
 * sends a mail can name a thousand, at any length.
 */
export function firstPeople(
  recipients: readonly GraphRecipient[] | null | undefined,
  most: number,
): { people: Person[]; count: number | undefined } {
  const all = (recipients ?? []).filter(
    ({ emailAddress }) => emailAddress?.name?.trim() || emailAddress?.address?.trim(),
  );
  return { people: all.slice(0, most).flatMap((one) => personOf(one) ?? []), count: countIfCut(all, most) };
}

export function firstAddresses(
  recipients: readonly GraphRecipient[] | null | undefined,
  most: number,
): { addresses: string[]; count: number | undefined } {
  const { people, count } = firstPeople(recipients, most);
  return { addresses: people.map(({ name, address }) => address ?? name ?? ""), count };
}
