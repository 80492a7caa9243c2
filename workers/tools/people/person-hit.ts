import { isExternal } from "#workers/tools/person.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { Colleague, DirectoryUser, GraphPerson } from "./graph-person.ts";
import { lineOf } from "./profile.ts";

/** Somebody who was found: as one whom the user works with, in the directory, or both. */
export interface FoundPerson {
  person?: GraphPerson;
  user?: DirectoryUser;
}

/** The addresses of a found person in lower case, the one to write to first as it is written. */
export function addressesOf({ person, user }: FoundPerson): string[] {
  const scored = (person?.scoredEmailAddresses ?? []).map((one) => one?.address);
  const known = [user?.mail, ...scored, user?.userPrincipalName, person?.userPrincipalName].map(lineOf);
  const seen = new Set<string>();
  return known
    .filter((address) => address !== undefined)
    .filter((address) => {
      const isNew = !seen.has(address.toLowerCase());
      seen.add(address.toLowerCase());
      return isNew;
    });
}

/** By what Graph finds a member of the organisation; undefined for anybody else. */
export function userKeyOf({ person, user }: FoundPerson): string | undefined {
  if (user?.id) return user.id;
  if (person?.personType?.subclass?.toLowerCase() !== "organizationuser") return undefined;
  return person.userPrincipalName || person.id || undefined;
}

export type PersonHit = ReturnType<typeof personHit> & Around;

/** Who is around somebody. None is entered in the directory where it is left out, unless `incomplete` says more. */
export interface Around {
  manager?: ShownColleague;
  directReports?: ShownColleague[];
}

/** The hit for a found person. What the directory says wins. */
export function personHit(found: FoundPerson, userDomain: string | undefined) {
  const { person, user } = found;
  const either = (name: "displayName" | "jobTitle" | "department" | "companyName" | "officeLocation") =>
    lineOf(user?.[name]) ?? lineOf(person?.[name]);
  const [email, ...others] = addressesOf(found);
  return withoutEmpty({
    id: lineOf(person?.id) ?? lineOf(user?.id),
    displayName: either("displayName"),
    email,
    otherEmails: nonEmptyList(others),
    jobTitle: either("jobTitle"),
    department: either("department"),
    companyName: either("companyName"),
    officeLocation: either("officeLocation"),
    phones: nonEmptyList(phonesOf(found)),
    kind: kindOf(found),
    external: isExternal(withoutEmpty({ address: email }), userDomain) || undefined,
    accountDisabled: user?.accountEnabled === false || undefined,
  });
}

export type ShownColleague = NonNullable<ReturnType<typeof shownColleague>>;

/** A colleague beside a hit; undefined for one whom the user may not see. */
export function shownColleague({ displayName, mail, userPrincipalName, jobTitle }: Colleague) {
  const shown = withoutEmpty({
    displayName: lineOf(displayName),
    email: lineOf(mail) ?? lineOf(userPrincipalName),
    jobTitle: lineOf(jobTitle),
  });
  return shown.displayName === undefined && shown.email === undefined ? undefined : shown;
}

function phonesOf({ person, user }: FoundPerson): { type?: string; number: string }[] {
  const known = [
    ...(user?.businessPhones ?? []).map((number) => ({ type: "business", number })),
    { type: "mobile", number: user?.mobilePhone },
    ...(person?.phones ?? []),
  ];
  const byNumber = new Map<string, { type?: string; number: string }>();
  for (const phone of known) {
    const number = lineOf(phone?.number);
    if (number === undefined || byNumber.has(digitsOf(number))) continue;
    byNumber.set(digitsOf(number), { ...withoutEmpty({ type: lineOf(phone?.type)?.toLowerCase() }), number });
  }
  return [...byNumber.values()];
}

/** A number is written now so and now so. */
const digitsOf = (number: string): string => number.replace(/\D/g, "") || number;

/** What somebody is who is no member of the organisation; of these nothing is said. */
function kindOf({ person, user }: FoundPerson): string | undefined {
  if (user !== undefined) return user.userType === "Guest" ? "Guest" : undefined;
  const kind = lineOf(person?.personType?.subclass) ?? lineOf(person?.personType?.class);
  return kind?.toLowerCase() === "organizationuser" ? undefined : kind;
}
