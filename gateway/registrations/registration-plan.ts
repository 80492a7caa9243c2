import type { clouds } from "#common/clouds.ts";
import type { GraphPermission } from "#common/tools/graph-permissions.ts";
import { pageUrl } from "#gateway/pages/page-site.ts";
import { builtInRedirects } from "#gateway/sign-in/redirects.ts";
import { callbackUrl } from "#gateway/sign-in/sign-in-paths.ts";

/** How the Server app proves itself. */
export type Credential =
  | { kind: "secret"; endDateTime: string }
  /** `key` is undefined where the script makes the certificate. */
  | { kind: "certificate"; key: string | undefined }
  | { kind: "federated"; issuer: string; subject: string };

/** What is known only once the apps are there. It stands in texts as `{SERVER_APP_ID}`. */
export const placeholders = [
  "SERVER_APP_ID",
  "SERVER_OBJECT_ID",
  "CLIENT_APP_ID",
  "CLIENT_SECRET",
  "CERTIFICATE",
] as const;

export type Placeholder = (typeof placeholders)[number];

/** How a value that is not known yet stands in a text. */
export const placeholder = (name: Placeholder): string => `{${name}}`;

/** What the two registrations follow from. */
export interface RegistrationPlan {
  cloud: keyof typeof clouds;
  /** Entra and Graph: the cloud's, unless settings name others. */
  authorityHost: string;
  graphBaseUrl: string;
  /** Clients connect there: `MCP_PUBLIC_URL`. */
  publicUrl: string;
  /** The only tenant whose people may call; undefined makes both apps multi-tenant. */
  tenantId: string | undefined;
  /** Whether the host of `appIdUri` is a verified domain of the tenant, which that URI needs. */
  hasVerifiedDomain: boolean;
  /** The Application ID URI beside `api://CLIENT-ID`: `APP_ID_URI`, by default the public URL. */
  appIdUri: string;
  /** Whether people sign in at the connector. Else its clients sign in at Entra, with the id of the Client app. */
  signsInHere: boolean;
  permissions: readonly GraphPermission[];
  /** Values of the app roles that rules of the tenants file name. */
  roles?: readonly string[];
  /** Whether tokens tell the admin roles that a person has in Entra (`wids`), for the rule `admins`. */
  tellsDirectoryRoles?: boolean;
  credential: Credential;
  /** The Server app that exists, of which only the permissions and what tokens hold are changed. */
  serverAppId?: string;
}

/** `api://CLIENT-ID`, which every tenant accepts. */
const defaultAppIdUri = `api://${placeholder("SERVER_APP_ID")}`;

/** All Application ID URIs of the Server app; the last is what `APP_ID_URI` is. */
export const appIdUris = ({ appIdUri, hasVerifiedDomain }: RegistrationPlan): readonly string[] =>
  hasVerifiedDomain ? [defaultAppIdUri, appIdUri] : [defaultAppIdUri];

/**
 * Redirect addresses of clients that sign in at Entra itself. Entra compares all but the port of `localhost`
 * (https://learn.microsoft.com/entra/identity-platform/reply-url), so each path that a client uses stands here.
 */
const clientRedirects: readonly string[] = [
  ...builtInRedirects.filter(({ profile }) => profile === "claude").map(({ address }) => address),
  ...["localhost", "127.0.0.1"].flatMap((host) =>
    ["/callback", "/oauth/callback", "/oauth/callback/debug", "/"].map((path) => `http://${host}${path}`),
  ),
];

/** The redirect URIs of the Client app, all of the platform "Mobile and desktop applications". */
export function publicRedirects({ publicUrl, signsInHere }: RegistrationPlan): readonly string[] {
  return [...(signsInHere ? [callbackUrl(publicUrl)] : clientRedirects), pageUrl(publicUrl, "consented")];
}

/** Why Entra would refuse a redirect URI: https://learn.microsoft.com/entra/identity-platform/reply-url */
export function redirectProblem(uri: string): string | undefined {
  if (uri.length > 256) return "is longer than the 256 characters that Entra allows in a redirect URI";
  return /[!$'(),;*]/.test(uri) ? "has one of ! $ ' ( ) , ; *, which Entra refuses in a redirect URI" : undefined;
}
