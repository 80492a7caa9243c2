import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { isExternal } from "#workers/tools/person.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";

const text = z.string().nullish();

const ofBoth = {
  id: text,
  displayName: text,
  jobTitle: text,
  department: text,
  companyName: text,
  officeLocation: text,
  userPrincipalName: text,
};

/** Graph's `person`: somebody whom the user works with. https://learn.microsoft.com/graph/api/resources/person */
export const graphPerson = z.object({
  ...ofBoth,
  scoredEmailAddresses: z.array(z.object({ address: text }).nullish()).nullish(),
  phones: z.array(z.object({ type: text, number: text }).nullish()).nullish(),
  personType: z.object({ class: text, subclass: text }).nullish(),
});
export type GraphPerson = z.infer<typeof graphPerson>;

/** What the directory knows of a user. https://learn.microsoft.com/graph/api/resources/user */
export const directoryUser = z.object({
  ...ofBoth,
  mail: text,
  businessPhones: z.array(text).nullish(),
  mobilePhone: text,
  userType: text,
  accountEnabled: z.boolean().nullish(),
});
export type DirectoryUser = z.infer<typeof directoryUser>;

/** A user beside another one. All is null of somebody whom the signed-in user may not see. */
export const colleague = z.object({ displayName: text, mail: text, userPrincipalName: text, jobTitle: text });
type Colleague = z.infer<typeof colleague>;

/** A list of Graph, and whether it goes on. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ value: z.array(item).nullish(), "@odata.nextLink": text });

/** The properties of Graph's `user` that tell who somebody is. */
export const graphProfile = z.object({
  id: text,
  displayName: text,
  givenName: text,
  surname: text,
  mail: text,
  userPrincipalName: text,
  jobTitle: text,
  department: text,
  companyName: text,
  officeLocation: text,
  businessPhones: z.array(text).nullish(),
  mobilePhone: text,
  preferredLanguage: text,
  userType: text,
});
type GraphProfile = z.infer<typeof graphProfile>;

/** One line of text; undefined for an empty one, as Graph writes many that it has nothing for. */
const lineOf = (value: string | null | undefined): string | undefined => cleanLine(value ?? "") || undefined;

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

/** Key by which Graph finds a member of the organisation; undefined for anybody else. */
export function userKeyOf({ person, user }: FoundPerson): string | undefined {
  if (user?.id) return user.id;
  if (person?.personType?.subclass?.toLowerCase() !== "organizationuser") return undefined;
  return person.userPrincipalName || person.id || undefined;
}

export type PersonHit = ReturnType<typeof personHit> & PeopleAround;

/** Who is around somebody. None is entered in the directory where it is left out, unless `incomplete` says more. */
export interface PeopleAround {
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

/** What a profile says, each property one line of text; nothing that another one says too. */
export function profileLines(profile: GraphProfile) {
  const isTold = lineOf(profile.displayName) === lineOf(`${profile.givenName} ${profile.surname}`);
  const userPrincipalName = lineOf(profile.userPrincipalName);
  const phones = profile.businessPhones?.map(lineOf).filter((phone) => phone !== undefined);
  return withoutEmpty({
    id: lineOf(profile.id),
    displayName: lineOf(profile.displayName),
    givenName: isTold ? undefined : lineOf(profile.givenName),
    surname: isTold ? undefined : lineOf(profile.surname),
    mail: lineOf(profile.mail),
    userPrincipalName: userPrincipalName === lineOf(profile.mail) ? undefined : userPrincipalName,
    jobTitle: lineOf(profile.jobTitle),
    department: lineOf(profile.department),
    companyName: lineOf(profile.companyName),
    officeLocation: lineOf(profile.officeLocation),
    businessPhones: phones && nonEmptyList(phones),
    mobilePhone: lineOf(profile.mobilePhone),
    preferredLanguage: lineOf(profile.preferredLanguage),
    userType: lineOf(profile.userType),
  });
}
