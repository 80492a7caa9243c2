import { z } from "zod";
import { flags, properties, texts } from "#workers/tools/graph-values.ts";
import { isExternal } from "#workers/tools/person.ts";
import { lineOf, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";

const line = z.string().nullish().transform(lineOf);
const lines = <Name extends string>(...names: Name[]) => properties(names, line);

/** What is sent back to Graph stays as it gives it, and is made a line where it is shown. */
const ofBoth = {
  ...texts("id", "userPrincipalName"),
  ...lines("displayName", "jobTitle", "department", "companyName", "officeLocation"),
};

/** Graph's `person`: somebody whom the user works with. https://learn.microsoft.com/graph/api/resources/person */
export const graphPerson = z.object({
  ...ofBoth,
  scoredEmailAddresses: z.array(z.object(lines("address")).nullish()).nullish(),
  phones: z.array(z.object(lines("type", "number")).nullish()).nullish(),
  personType: z.object(lines("class", "subclass")).nullish(),
});
export type GraphPerson = z.infer<typeof graphPerson>;

/** What the directory knows of a user. https://learn.microsoft.com/graph/api/resources/user */
export const directoryUser = z.object({
  ...ofBoth,
  ...lines("mail", "mobilePhone"),
  ...texts("userType"),
  ...flags("accountEnabled"),
  businessPhones: z.array(line).nullish(),
});
export type DirectoryUser = z.infer<typeof directoryUser>;

/** A user beside another one. All is null of somebody whom the signed-in user may not see. */
export const colleague = z.object(lines("displayName", "mail", "userPrincipalName", "jobTitle"));

/** A list of Graph, and whether it goes on. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ value: z.array(item).nullish(), ...texts("@odata.nextLink") });

/** The properties of Graph's `user` that tell who somebody is. */
export const graphProfile = z.object({
  ...lines("id", "displayName"),
  ...texts("givenName", "surname"),
  ...lines("mail", "userPrincipalName", "jobTitle", "department", "companyName", "officeLocation"),
  businessPhones: z.array(line).nullish(),
  ...lines("mobilePhone", "preferredLanguage", "userType"),
});

/** Somebody who was found: as one whom the user works with, in the directory, or both. */
export interface FoundPerson {
  person?: GraphPerson;
  user?: DirectoryUser;
}

/** The addresses of a found person, each once as it is written first; that to write to comes first. */
export function addressesOf({ person, user }: FoundPerson): string[] {
  const scored = (person?.scoredEmailAddresses ?? []).map((one) => one?.address);
  const all = [user?.mail, ...scored, lineOf(user?.userPrincipalName), lineOf(person?.userPrincipalName)];
  const known = all.filter((address) => address !== undefined);
  return [...Map.groupBy(known, (address) => address.toLowerCase()).values()].flatMap(([first]) => first ?? []);
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
    user?.[name] ?? person?.[name];
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
export function shownColleague({ displayName, mail, userPrincipalName, jobTitle }: z.infer<typeof colleague>) {
  const shown = withoutEmpty({ displayName, email: mail ?? userPrincipalName, jobTitle });
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
    const number = phone?.number;
    if (number === undefined || byNumber.has(digitsOf(number))) continue;
    byNumber.set(digitsOf(number), { ...withoutEmpty({ type: phone?.type?.toLowerCase() }), number });
  }
  return [...byNumber.values()];
}

/** A number is written now so and now so. */
const digitsOf = (number: string): string => number.replace(/\D/g, "") || number;

/** What somebody is who is no member of the organisation; of these nothing is said. */
function kindOf({ person, user }: FoundPerson): string | undefined {
  if (user !== undefined) return user.userType === "Guest" ? "Guest" : undefined;
  const kind = person?.personType?.subclass ?? person?.personType?.class;
  return kind?.toLowerCase() === "organizationuser" ? undefined : kind;
}

/** What a profile says; nothing that another property says too. */
export function profileLines(profile: z.infer<typeof graphProfile>) {
  const { displayName, givenName, surname, mail, userPrincipalName, businessPhones } = profile;
  const isTold = displayName === lineOf(`${givenName} ${surname}`);
  return withoutEmpty({
    ...profile,
    givenName: isTold ? undefined : lineOf(givenName),
    surname: isTold ? undefined : lineOf(surname),
    userPrincipalName: userPrincipalName === mail ? undefined : userPrincipalName,
    businessPhones: nonEmptyList((businessPhones ?? []).filter((phone) => phone !== undefined)),
  });
}
