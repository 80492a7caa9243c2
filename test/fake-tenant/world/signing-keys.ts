import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { personalTenantId } from "./directory.ts";

const generate = promisify(generateKeyPair);

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Whose tokens this key signs: work accounts of any tenant, personal accounts, or nobody (never published). */
  audience: "work" | "personal" | "unpublished";
}

async function newKey(audience: SigningKey["audience"]): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "spki", format: "der" });
  return { kid: createHash("sha1").update(der).digest("base64url"), privateKey, publicKey, audience };
}

const newKeys = () =>
  Promise.all([newKey("work"), newKey("work"), newKey("personal"), newKey("unpublished"), newKey("unpublished")]);

/** All tenants of a process start with these: making them takes most of a tenant's start. */
let made: ReturnType<typeof newKeys> | undefined;

/** Entra's signing keys: two for work accounts, one for personal accounts, and one that is never published. */
export async function createSigningKeys() {
  made ??= newKeys();
  const [first, second, personal, unknown, cluster] = await made;
  let keys = [first, second, personal];
  return {
    published: () => keys,
    /** The work keys, the one in use first. */
    work: () => keys.filter((key) => key.audience === "work"),
    personal: () => personal,
    /** A well-formed key that Entra never published. */
    unknown: () => unknown,
    /** The key of an outside issuer, a Kubernetes cluster. */
    cluster: () => cluster,
    find: (kid: string) => keys.find((key) => key.kid === kid),
    /** A new work key signs from now on; the older ones stay published until removed. Returns its kid. */
    async rotate() {
      const key = await newKey("work");
      keys = [key, ...keys];
      return key.kid;
    },
    /** Takes a key out of the published set; false when there is none of that id. */
    remove(kid: string) {
      const before = keys.length;
      keys = keys.filter((key) => key.kid !== kid);
      return keys.length < before;
    },
  };
}

/** The issuer under which a published key may sign, as the v2 key document states it. */
export function keyIssuer(key: SigningKey, authorityHost: string): string {
  return `${authorityHost}/${key.audience === "personal" ? personalTenantId : "{tenantid}"}/v2.0`;
}
