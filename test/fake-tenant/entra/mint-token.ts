import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { SigningKey } from "#test/fake-tenant/world/signing-keys.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import {
  craftJws,
  graphTokenClaims,
  idTokenClaims,
  type JwsAlgorithm,
  serverTokenClaims,
  signInTime,
} from "./issue-tokens.ts";

type TokenShape =
  /** A delegated v2.0 access token for the Server app. */
  | "v2"
  | "idToken"
  /** Client credentials: idtyp app, roles, no scp. */
  | "appOnly"
  /** An agent identity acting alone (facets 11), scp "/". */
  | "agentIdentity"
  /** A token for Microsoft Graph, as On-Behalf-Of would return it. */
  | "graph";

export interface MintOptions {
  /** Default: the first user of the first tenant. */
  userId?: string;
  /** Default: the client app. */
  clientId?: string;
  shape?: TokenShape;
  /** Claims to set, defects included. */
  claims?: Record<string, unknown>;
  removeClaims?: string[];
  header?: Record<string, unknown>;
  removeHeaders?: string[];
  /** Default `work`: the key in use. `oldWork` = the other published work key; `unknown` = never published. */
  key?: "work" | "oldWork" | "personal" | "unknown";
  /**
   * The algorithm really used; the header follows it unless overridden. `HS256` uses the work key's public PEM as its
   * secret.
   */
  algorithm?: JwsAlgorithm;
  /** Seconds from now, may be negative. */
  expiresInSeconds?: number;
  notBeforeInSeconds?: number;
  issuedAgoSeconds?: number;
  /** The payload as raw JSON text, instead of claims. */
  rawPayload?: string;
  /** The header as raw JSON text; `{kid}` in it stands for the key's id. */
  rawHeader?: string;
  /** Graph shape only: scopes; default what is granted. */
  scopes?: string[];
}

/** A token as asked for: flawless by default, and defective in exactly the ways named. */
export async function mintToken(world: World, options: MintOptions = {}): Promise<string> {
  const user = mintedUser(world, options.userId);
  const key = chosenKey(world, options.key ?? "work");
  const algorithm = options.algorithm ?? "RS256";
  const header: Record<string, unknown> = { typ: "JWT", alg: algorithm, kid: key.kid, ...options.header };
  for (const name of options.removeHeaders ?? []) delete header[name];
  return craftJws({
    header: options.rawHeader?.replace("{kid}", key.kid) ?? header,
    payload: options.rawPayload ?? claimsFor(world, user, options),
    algorithm,
    key: keyMaterial(key, algorithm),
  });
}

function mintedUser(world: World, userId: string | undefined): UserRecord {
  const [first] = world.directory.users.values();
  const user = userId === undefined ? first : world.directory.users.get(userId);
  if (user === undefined) throw new Error(`There is no user ${userId}.`);
  return user;
}

function chosenKey(world: World, name: NonNullable<MintOptions["key"]>): SigningKey {
  if (name === "personal") return world.keys.personal();
  if (name === "unknown") return world.keys.unknown();
  const work = world.keys.work();
  const key = name === "work" ? work[0] : work[1];
  if (key === undefined) throw new Error(`There is no ${name} key left: rotate first.`);
  return key;
}

function keyMaterial(key: SigningKey, algorithm: JwsAlgorithm) {
  if (algorithm === "HS256") return Buffer.from(key.publicKey.export({ type: "spki", format: "pem" }));
  return key.privateKey;
}

function claimsFor(world: World, user: UserRecord, options: MintOptions): Record<string, unknown> {
  const now = nowSeconds(world);
  const { expiresInSeconds, notBeforeInSeconds, issuedAgoSeconds } = options;
  const claims: Record<string, unknown> = {
    ...shapes[options.shape ?? "v2"](world, user, options),
    ...(expiresInSeconds === undefined ? {} : { exp: now + expiresInSeconds }),
    ...(notBeforeInSeconds === undefined ? {} : { nbf: now + notBeforeInSeconds }),
    ...(issuedAgoSeconds === undefined ? {} : { iat: now - issuedAgoSeconds }),
    ...options.claims,
  };
  for (const name of options.removeClaims ?? []) delete claims[name];
  return claims;
}

type Shape = (world: World, user: UserRecord, options: MintOptions) => Record<string, unknown>;

const clientIdOf = (world: World, options: MintOptions) => options.clientId ?? world.apps.clients()[0]?.clientId ?? "";
const v2: Shape = (world, user, options) => serverTokenClaims(world, user, clientIdOf(world, options));

const without = (claims: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const shapes: Record<TokenShape, Shape> = {
  v2,
  idToken: (world, user, options) => idTokenClaims(world, user, clientIdOf(world, options), "a-nonce"),
  appOnly: (world, user, options) => ({
    ...without(v2(world, user, options), "scp", "name", "preferred_username", "sid"),
    idtyp: "app",
    azpacr: "2",
    roles: ["access_as_user", "Mail.Read"],
    oid: guidFrom(`service-principal:${user.tenantId}`),
    sub: guidFrom(`service-principal:${user.tenantId}`),
  }),
  agentIdentity: (world, user, options) => ({
    ...without(v2(world, user, options), "name", "preferred_username"),
    azp: guidFrom(`agent:${user.tenantId}`),
    idtyp: "app",
    scp: "/",
    xms_act_fct: "3 9 11",
    xms_sub_fct: "3 9 11",
  }),
  graph: (world, user, options) =>
    graphTokenClaims(world, user, {
      scopes: options.scopes ?? world.grants.effective(user.tenantId, user.id),
      continuousAccess: false,
      lifetimeSeconds: 4200,
      signedInAtSeconds: signInTime(world, user),
    }),
};

/** The issuer of the pretended Kubernetes cluster. */
export const clusterIssuer = "https://oidc.cluster.example/aozora";

/** A service account token as the cluster projects it into a pod. */
export function mintFederatedToken(world: World, claims: Record<string, unknown> = {}): Promise<string> {
  const key = world.keys.cluster();
  const now = nowSeconds(world);
  return craftJws({
    header: { alg: "RS256", kid: key.kid },
    payload: {
      aud: ["api://AzureADTokenExchange"],
      iss: clusterIssuer,
      sub: "system:serviceaccount:m365:worker",
      iat: now,
      nbf: now,
      exp: now + 3600,
      ...claims,
    },
    algorithm: "RS256",
    key: key.privateKey,
  });
}
