import { randomBytes, randomUUID } from "node:crypto";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of nobody, in the form of a person's, signed by nobody. Entra has to refuse it. */
export function bogusAssertion(options: {
  authorityHost: string;
  clientId: string;
  tenantId: string;
  now: () => number;
}): string {
  const { authorityHost, clientId, tenantId, now } = options;
  const iat = Math.floor(now() / 1_000);
  const header = { typ: "JWT", alg: "RS256", kid: randomBytes(20).toString("base64url") };
  const claims = {
    aud: clientId,
    iss: `${authorityHost}/${tenantId}/v2.0`,
    iat,
    nbf: iat,
    exp: iat + 3_600,
    oid: randomUUID(),
    tid: tenantId,
    scp: "access_as_user",
    ver: "2.0",
  };
  return `${part(header)}.${part(claims)}.${randomBytes(256).toString("base64url")}`;
}
