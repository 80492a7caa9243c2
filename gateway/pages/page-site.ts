import { clouds } from "#common/clouds.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { GatewaySettings } from "#gateway/config.ts";

/** The pages for people that are opened by an address of their own, relative to the start page. */
const pageNames = { home: "", admin: "admin", consented: "consented" } as const;

export type PageName = keyof typeof pageNames;

/**
 * The folder that the pages lie in: that of `MCP_PUBLIC_URL`, so that the prefix of a proxy that serves other things on
 * the host is theirs, too. Should `MCP_PUBLIC_URL` have the address of a page, they lie below it.
 */
function folderOf(publicUrl: string): string {
  const folder = new URL(".", publicUrl).href;
  const isTaken = Object.values(pageNames).some((name) => `${folder}${name}` === publicUrl);
  return isTaken ? `${publicUrl}/` : folder;
}

/**
 * Address of a page: for `https://mcp.example.com/mcp` the start page is `https://mcp.example.com/`. The page
 * `consented` is the redirect URI to which Entra sends an admin after the consent to either app.
 */
export const pageUrl = (publicUrl: string, page: PageName): string => `${folderOf(publicUrl)}${pageNames[page]}`;

/** What the pages need of the settings. */
export interface PageSettings {
  /** `AZURE_CLIENT_ID`, the Server app. */
  serverAppId: string;
  /** Microsoft Graph of this cloud, which precedes the names of its permissions. */
  graphBaseUrl: string;
  /** `EGRESS_ADDRESSES`: from where the connector reaches Entra. */
  egressAddresses: readonly string[];
  /** `HELP_URL`: where the codes of errors are explained. */
  helpUrl: string | undefined;
}

export const pageSettings = (settings: GatewaySettings): PageSettings => ({
  serverAppId: settings.AZURE_CLIENT_ID,
  graphBaseUrl: clouds[settings.AZURE_CLOUD].graphBaseUrl,
  egressAddresses: settings.EGRESS_ADDRESSES,
  helpUrl: settings.HELP_URL,
});

/** What the pages say of this installation. All of it is from settings; nothing is from a tenant or a request. */
export interface PageSite extends PageSettings {
  identity: Pick<ResourceIdentity, "publicUrl" | "appIdUri" | "authorityHost">;
  /** `SIGN_IN_CLIENT_ID`, the Client app; undefined where clients sign in at Entra itself. */
  clientAppId: string | undefined;
}
