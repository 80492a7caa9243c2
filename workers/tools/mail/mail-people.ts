import type { Person } from "#common/tools/schemas/person.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { GraphRecipient } from "./graph-mail.ts";

export function personOf(recipient: GraphRecipient | null | undefined): Person | undefined {
  const name = cleanLine(recipient?.emailAddress?.name ?? "");
  const address = cleanLine(recipient?.emailAddress?.address ?? "");
  if (name === "" && address === "") return undefined;
  return { ...(name !== "" && { name }), ...(address !== "" && { address }) };
}

export function peopleOf(recipients: readonly GraphRecipient[] | null | undefined): Person[] {
  return (recipients ?? []).map(personOf).filter((person) => person !== undefined);
}

export function addressesOf(recipients: readonly GraphRecipient[] | null | undefined): string[] {
  return peopleOf(recipients).map(({ name, address }) => address ?? name ?? "");
}
