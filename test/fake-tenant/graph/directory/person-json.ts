import type { Address } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

/** How Graph sorts people: https://learn.microsoft.com/graph/search-concept-person, person types. */
function personType(user: UserRecord | undefined): { class: string; subclass: string } {
  if (user === undefined) return { class: "Other", subclass: "ImplicitContact" };
  return { class: "Person", subclass: user.userType === "Guest" ? "OrganizationContact" : "OrganizationUser" };
}

/** A person as Graph writes one, with empty texts and ids in capitals, as in Microsoft's examples. */
export function personJson(
  { name, address }: Address,
  { call, score }: { call: GraphCall; score: number },
): Record<string, unknown> {
  const user = call.world.directory.findUser(call.caller.tenant.id, address);
  const isMember = user?.userType === "Member";
  const phones = user?.businessPhone ? [{ type: "business", number: user.businessPhone }] : [];
  return {
    id: (user?.id ?? guidFrom(`person:${call.caller.user.id}:${address}`)).toUpperCase(),
    displayName: user?.displayName ?? name,
    givenName: user?.givenName ?? null,
    surname: user?.surname ?? null,
    birthday: "",
    personNotes: "",
    isFavorite: false,
    jobTitle: user?.jobTitle ?? null,
    companyName: null,
    yomiCompany: "",
    department: user?.department ?? null,
    officeLocation: user?.officeLocation ?? null,
    profession: "",
    userPrincipalName: isMember ? user.userPrincipalName : "",
    imAddress: isMember ? `sip:${user.userPrincipalName}` : null,
    scoredEmailAddresses: address === "" ? [] : [{ address, relevanceScore: score }],
    phones,
    postalAddresses: [],
    websites: [],
    personType: personType(user),
  };
}
