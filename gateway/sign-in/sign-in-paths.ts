import { tenantAddress } from "#gateway/auth/resource-identity.ts";
import { authorizationServerWellKnown } from "./authorization-server-metadata.ts";

/** Where some clients ask, whatever the metadata say. */
export const rootAliases = { authorize: "/authorize", token: "/token", register: "/register" } as const;

const pathOf = (publicUrl: string): string => new URL(publicUrl).pathname;

/** The paths of an endpoint: at the address for all, and at each tenant's. */
const atAddresses = (publicUrl: string, name: string): string[] =>
  [pathOf(publicUrl), tenantAddress(pathOf(publicUrl))].map((address) => `${address}/oauth/${name}`);

/** The MCP address itself comes first, should it have the path of an alias. */
const withAlias = (publicUrl: string, name: keyof typeof rootAliases): string[] => [
  ...atAddresses(publicUrl, name),
  ...(pathOf(publicUrl) === rootAliases[name] ? [] : [rootAliases[name]]),
];

/** Paths of what clients ask themselves. */
export const tokenPaths = (publicUrl: string) => ({
  token: withAlias(publicUrl, "token"),
  register: withAlias(publicUrl, "register"),
});

/** Paths of what browsers open. */
export const pagePaths = (publicUrl: string) => ({
  authorize: withAlias(publicUrl, "authorize"),
  approve: atAddresses(publicUrl, "approve"),
  callback: `${pathOf(publicUrl)}/oauth/callback`,
});

/**
 * Paths of the metadata: inserted before the path of the issuer (RFC 8414 3.1), and at the root for clients that don't
 * compare the issuer with where they found it.
 */
export function metadataPaths(publicUrl: string): string[] {
  const path = `${authorizationServerWellKnown}${pathOf(publicUrl)}`;
  return [path, tenantAddress(path), authorizationServerWellKnown];
}
