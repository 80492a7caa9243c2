import { cleanLine } from "#workers/text/clean-text.ts";
import { isExternal } from "#workers/tools/person.ts";
import { lineOf, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphChatMember, GraphIdentitySet } from "./graph-chat.ts";

export interface ChatPerson {
  displayName?: string;
  email?: string;
  /** Absent for users of an organisation, otherwise such as `application` or `anonymousGuest`. */
  type?: string;
}

/** The members of a chat by user id. */
export type ChatMembers = ReadonlyMap<string, GraphChatMember>;

export const noMembers: ChatMembers = new Map();

const outsiders = new Set([
  "anonymousGuest",
  "emailUser",
  "federatedUser",
  "personalMicrosoftAccountUser",
  "phoneUser",
  "skypeUser",
]);

export function membersById(members: readonly GraphChatMember[] | null | undefined): ChatMembers {
  return new Map((members ?? []).flatMap((member) => (member.userId ? [[member.userId, member]] : [])));
}

export function memberOf(
  identities: GraphIdentitySet | null | undefined,
  members: ChatMembers,
): GraphChatMember | undefined {
  return members.get(identities?.user?.id ?? "");
}

const kinds = ["user", "application", "device", "conversation", "tag"] as const;

/** The person, bot or device of an identity, with the address from the list of members. */
export function chatPerson(
  identities: GraphIdentitySet | null | undefined,
  members: ChatMembers,
): ChatPerson | undefined {
  const kind = kinds.find((one) => identities?.[one]) ?? "tag";
  const named = identities?.[kind];
  const member = memberOf(identities, members);
  const displayName = lineOf(named?.displayName ?? member?.displayName);
  if (displayName === undefined && !member?.email) return undefined;
  const ofUser = named?.userIdentityType === "aadUser" ? undefined : named?.userIdentityType;
  const ofOther = kind === "conversation" ? (named?.userIdentityType ?? kind) : kind;
  return withoutEmpty({ displayName, email: addressIn(member?.email), type: kind === "user" ? ofUser : ofOther });
}

/** A member of a chat as answers list it. */
export const shownMember = ({ displayName, email }: GraphChatMember) =>
  withoutEmpty({ displayName: lineOf(displayName), email: addressIn(email) });

/** The text if it is an address; undefined otherwise, for example for an id. */
export function addressIn(text: string | null | undefined): string | undefined {
  const address = cleanLine(text ?? "");
  return address.includes("@") ? address : undefined;
}

/**
 * Whether an author is external: a guest, an account of another kind, or with an address in another domain. Undefined
 * if unknown.
 */
export function isOutsider(
  person: ChatPerson | undefined,
  { member, userDomain }: { member?: GraphChatMember | undefined; userDomain: string | undefined },
): boolean | undefined {
  if (member?.roles?.some((role) => role.toLowerCase() === "guest")) return true;
  if (person?.type !== undefined && outsiders.has(person.type)) return true;
  return isExternal(withoutEmpty({ address: person?.email }), userDomain);
}
