import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";

const text = z.string().nullish();

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
export const lineOf = (value: string | null | undefined): string | undefined => cleanLine(value ?? "") || undefined;

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
