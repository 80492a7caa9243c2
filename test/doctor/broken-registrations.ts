import type { Application } from "#test/fake-tenant/registrations/application-schema.ts";
import type { SetUp } from "./set-up.ts";

/** A registration with one field spoilt, or one of its consents missing. */
export interface BrokenRegistration {
  /** What is wrong, as the end of "names …". */
  what: string;
  /** The one check that may not be `ok` or `not checked`. */
  blames: "redirects" | "server app" | "consent" | "person";
  says: RegExp;
  spoil(setUp: SetUp): Promise<unknown>;
}

const server = (change: (application: Application) => object) => ({
  spoil: ({ registrations }: SetUp) => registrations.change("server", change),
});
const client = (change: (application: Application) => object) => ({
  spoil: ({ registrations }: SetUp) => registrations.change("client", change),
});

/** In the order of the fields of the two apps. */
export const brokenRegistrations: readonly BrokenRegistration[] = [
  {
    what: "tokens of version 1",
    blames: "server app",
    says: /^Entra issues tokens for another audience than [0-9a-f-]{36}: they are of version 1/,
    ...server(() => ({ api: { requestedAccessTokenVersion: null } })),
  },
  {
    what: "an Application ID URI that is missing",
    blames: "server app",
    says: /^Entra finds no app with the Application ID URI \S+ in this tenant \(AADSTS500011\)$/,
    ...server(() => ({ identifierUris: [] })),
  },
  {
    what: "a scope of another name",
    blames: "server app",
    says: /^the Server app has no scope access_as_user \(AADSTS650053\)$/,
    ...server(({ api }) => ({
      api: { oauth2PermissionScopes: api?.oauth2PermissionScopes?.map((scope) => ({ ...scope, value: "use" })) },
    })),
  },
  {
    what: "an optional claim idtyp that is missing",
    blames: "server app",
    says: /^its tokens lack the optional claims idtyp$/,
    ...server(({ optionalClaims }) => ({
      optionalClaims: { accessToken: optionalClaims?.accessToken?.filter(({ name }) => name !== "idtyp") ?? [] },
    })),
  },
  {
    what: "a redirect URI of the sign-in server that is missing",
    blames: "redirects",
    says: /redirect URI.*\(AADSTS50011\)$/,
    ...client(({ publicClient }) => ({
      publicClient: {
        redirectUris: publicClient?.redirectUris.filter((uri) => !uri.includes("/oauth/callback")) ?? [],
      },
    })),
  },
  {
    what: "a redirect URI of the sign-in server on the platform for servers",
    blames: "redirects",
    says: /is registered for the wrong kind of app.*\(AADSTS7000218\)$/,
    async spoil({ registrations, stack, gateway }) {
      await registrations.change("client", () => ({ publicClient: { redirectUris: [] } }));
      await stack.fake.control.registerRedirectUri(
        `${gateway.MCP_PUBLIC_URL}/oauth/callback`,
        "web",
        gateway.SIGN_IN_CLIENT_ID,
      );
    },
  },
  {
    what: "a Client app without consent",
    blames: "consent",
    says: /^Your organisation has not allowed this connector yet.*\(AADSTS90094\)$/,
    spoil: ({ stack, tenantId, gateway }) =>
      stack.fake.control.setConsent(tenantId, gateway.SIGN_IN_CLIENT_ID ?? "", false),
  },
];
