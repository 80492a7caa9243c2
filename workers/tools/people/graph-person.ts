import { z } from "zod";

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
export type Colleague = z.infer<typeof colleague>;

/** A list of Graph, and whether it goes on. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ value: z.array(item).nullish(), "@odata.nextLink": text });
