import { graphAppId } from "#test/fake-tenant/world/apps.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { graphPermissions } from "./graph-permissions.ts";

const oidcScopes: ReadonlySet<string> = new Set(["openid", "profile", "offline_access", "email"]);

type Resource = "server" | "graph";

interface RequestedScopes {
  resource: Resource;
  /** Scope names without their resource prefix; `.default` stands alone. */
  names: string[];
  /** How the caller wrote the resource's prefix; empty for bare Graph scopes. */
  prefix: string;
  oidc: string[];
}

const graphPrefixes = (world: World) => [
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
  graphAppId,
  world.endpoints.graphBaseUrl,
];

/**
 * Reads a `scope` parameter as the v2 endpoint does: one resource, a bare name means Graph. Refuses with 70011, 650053,
 * 500011.
 */
export function readScopes(world: World, scope: string): RequestedScopes {
  const parts = scope.split(/\s+/).filter((part) => part !== "");
  const oidc = parts.filter((part) => oidcScopes.has(part));
  const rest = parts.filter((part) => !oidcScopes.has(part));
  const split = rest.map((part) => splitScope(world, part));
  const resources = new Set(split.map((part) => part.resource));
  if (resources.size > 1) throw new AadstsRefusal(700022);
  const names = split.map((part) => part.name);
  if (names.includes(".default") && names.length > 1) {
    throw new AadstsRefusal(70011, {
      message:
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
        `'scope' is not valid. The scope ${scope} is not valid. .default scope can't be combined with ` +
        "resource-specific scopes.",
    });
  }
  const [first] = split;
  const resource = first?.resource ?? "graph";
  for (const name of names) checkScopeExists(world, resource, name);
  return { resource, names, prefix: first?.prefix ?? "", oidc };
}

function splitScope(world: World, scope: string): { resource: Resource; prefix: string; name: string } {
  const slash = scope.lastIndexOf("/");
  if (slash < 0) return { resource: "graph", prefix: "", name: scope };
  const prefix = scope.slice(0, slash);
  const name = scope.slice(slash + 1);
  if (name === "") throw new AadstsRefusal(70011);
  if (graphPrefixes(world).includes(prefix)) return { resource: "graph", prefix, name };
  const server = world.apps.findServer();
  if (server !== undefined && (prefix === server.clientId || server.identifierUris.includes(prefix))) {
    return { resource: "server", prefix, name };
  }
  throw new AadstsRefusal(500011, {
    message:
      `The resource principal named ${prefix} was not found in the tenant. This can happen if the application has ` +
      "not been installed by the administrator of the tenant or consented to by any user in the tenant.",
  });
}

function checkScopeExists(world: World, resource: Resource, name: string): void {
  if (name === ".default") return;
  const exists = resource === "server" ? name === world.apps.server.scopeName : graphPermissions.has(name);
  if (exists) return;
  const owner = resource === "server" ? world.apps.server.clientId : graphAppId;
  throw new AadstsRefusal(650053, {
    message:
      `The application '${world.apps.server.displayName}' asked for scope '${name}' that doesn't exist on the ` +
      `resource '${owner}'. Contact the app vendor.`,
  });
}

/**
 * An application that asks for a token for itself must name itself by its GUID: 90009. Users met that at once, or,
 * after a sign-in that went well, not before the first refresh (Softeria/ms-365-mcp-server #508).
 */
export function checkTokenForItself(
  world: World,
  clientId: string,
  scopes: RequestedScopes,
  at: "signIn" | "code" | "refresh",
): void {
  const isForItself = scopes.resource === "server" && clientId === world.apps.server.clientId;
  if (!isForItself || scopes.prefix === clientId) return;
  if (at !== "refresh" && world.behaviour.tokenForItselfFailsAt === "refresh") return;
  throw new AadstsRefusal(90009, {
    message:
      `Application '${clientId}'(${world.apps.server.displayName}) is requesting a token for itself. This scenario ` +
      "is supported only if resource is specified using the GUID based App Identifier.",
  });
}

/** RFC 8707 `resource`: accepted only when it is exactly an Application ID URI of the app that the scopes belong to. */
export function checkResourceParameter(world: World, resource: string | null, scopes: RequestedScopes): void {
  if (resource === null) return;
  const allowed = scopes.resource === "server" ? world.apps.server.identifierUris : graphPrefixes(world);
  if (!allowed.includes(resource)) throw new AadstsRefusal(9010010);
}

interface ReadClaims {
  /** Capabilities that the client declares: `cp1`. */
  capabilities: string[];
  /** Conditional Access policies that the sign-in must satisfy. */
  policies: string[];
  /** Authentication contexts that the sign-in must satisfy. */
  contexts: string[];
}

/** One member of a `claims` parameter: a value or several. */
interface Wanted {
  value?: string;
  values?: string[];
}

const wantedOf = ({ value, values = [] }: Wanted = {}): string[] => (value === undefined ? values : [value, ...values]);

/** Reads a `claims` parameter (OpenID Connect Core 5.5) as far as the fake knows it; refuses what is no JSON. */
function readClaims(text: string | null): ReadClaims {
  if (text === null || text === "") return { capabilities: [], policies: [], contexts: [] };
  try {
    const { access_token: wanted = {} } = JSON.parse(text) as { access_token?: Record<string, Wanted> };
    return {
      capabilities: wantedOf(wanted.xms_cc),
      policies: wantedOf(wanted.capolids),
      contexts: wantedOf(wanted.acrs),
    };
  } catch {
    throw new AadstsRefusal(9002313, { message: "The request contains an invalid 'claims' parameter." });
  }
}

/**
 * The claims that a token gets from `claims` parameters: of the interactive sign-in, which satisfies policies, and of
 * the token request, which can only declare capabilities. A token request that asks for a policy which the sign-in did
 * not satisfy is refused with 50076: nobody is there to be asked.
 */
export function claimsOfToken(signIn: string | null, tokenRequest: string | null): Record<string, unknown> {
  const [satisfied, asked] = [readClaims(signIn), readClaims(tokenRequest)];
  const isUnmet = ({ policies, contexts }: ReadClaims) =>
    policies.some((policy) => !satisfied.policies.includes(policy)) ||
    contexts.some((context) => !satisfied.contexts.includes(context));
  if (isUnmet(asked)) {
    throw new AadstsRefusal(50076, { claims: tokenRequest ?? undefined });
  }
  const capabilities = [...new Set([...satisfied.capabilities, ...asked.capabilities])];
  return {
    ...(capabilities.length === 0 ? {} : { xms_cc: capabilities }),
    ...(satisfied.policies.length === 0 ? {} : { capolids: satisfied.policies }),
    ...(satisfied.contexts.length === 0 ? {} : { acrs: satisfied.contexts }),
  };
}
