import { z } from "zod";

const guid = z.guid();
const redirects = z.strictObject({ redirectUris: z.array(z.string()) });
const claim = z.strictObject({
  name: z.string(),
  source: z.string().nullable().optional(),
  essential: z.boolean().optional(),
  additionalProperties: z.array(z.string()).optional(),
});

/**
 * What a registration may have, as far as the fake knows it. Graph refuses a property that does not exist ("Invalid
 * property"): https://learn.microsoft.com/graph/api/resources/application
 */
const applicationSchema = z.strictObject({
  displayName: z.string().min(1).max(256),
  signInAudience: z.enum(["AzureADMyOrg", "AzureADMultipleOrgs"]),
  identifierUris: z.array(z.string()),
  api: z
    .strictObject({
      requestedAccessTokenVersion: z.union([z.literal(1), z.literal(2), z.null()]),
      oauth2PermissionScopes: z.array(
        z.strictObject({
          id: guid,
          value: z.string().regex(/^[\w!#$%&'()*+,\-./:;=?@[\]^`{|}~]{1,120}$/),
          type: z.enum(["User", "Admin"]),
          isEnabled: z.boolean(),
          adminConsentDisplayName: z.string().min(1).max(100),
          adminConsentDescription: z.string().min(1),
          userConsentDisplayName: z.string().max(100).nullable(),
          userConsentDescription: z.string().nullable(),
        }),
      ),
      knownClientApplications: z.array(guid),
      preAuthorizedApplications: z.array(z.strictObject({ appId: guid, delegatedPermissionIds: z.array(guid) })),
    })
    .partial(),
  appRoles: z.array(
    z.strictObject({
      id: guid,
      // https://learn.microsoft.com/graph/api/resources/approle
      value: z.string().regex(/^[\w.:!#$%&'()*+,/;=?@^~{}|[\]`<>-]{1,120}$/),
      displayName: z.string().min(1).max(100),
      description: z.string().min(1),
      allowedMemberTypes: z.array(z.enum(["User", "Application"])).min(1),
      isEnabled: z.boolean(),
    }),
  ),
  groupMembershipClaims: z.enum(["None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"]),
  isFallbackPublicClient: z.boolean().nullable(),
  keyCredentials: z.array(
    z.strictObject({
      type: z.literal("AsymmetricX509Cert"),
      usage: z.literal("Verify"),
      displayName: z.string().optional(),
      key: z.base64(),
    }),
  ),
  optionalClaims: z
    .strictObject({ accessToken: z.array(claim), idToken: z.array(claim), saml2Token: z.array(claim) })
    .partial(),
  publicClient: redirects,
  requiredResourceAccess: z.array(
    z.strictObject({
      resourceAppId: guid,
      resourceAccess: z.array(z.strictObject({ id: guid, type: z.enum(["Scope", "Role"]) })),
    }),
  ),
  spa: redirects,
  web: redirects,
});

/** A request for a new application has a name; a change may have any part. */
const newApplication = applicationSchema.partial().required({ displayName: true });
const changedApplication = applicationSchema.partial();

export type ApplicationBody = z.output<typeof changedApplication>;

/** A registered application: what it always has, and what requests have given it. */
export type Application = ApplicationBody &
  Pick<z.output<typeof applicationSchema>, "displayName" | "signInAudience" | "requiredResourceAccess">;

/** The parts of a body that Graph would take. @throws `RegistrationRefusal` */
export function readApplication(body: unknown, isNew: boolean): ApplicationBody {
  const read = (isNew ? newApplication : changedApplication).safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw badRequest(`Invalid property '${issue?.path.join(".") ?? ""}': ${issue?.message ?? ""}`);
}

/** Graph refuses a request about an application: the error that the Azure CLI shows. */
export class RegistrationRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Most mistakes have this code. */
export const badRequest = (message: string): RegistrationRefusal =>
  new RegistrationRefusal("Request_BadRequest", message);
