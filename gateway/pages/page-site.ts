import { clouds } from "#common/clouds.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { GatewaySettings } from "#gateway/config.ts";

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
