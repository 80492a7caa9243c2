import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { craftJws } from "./jws.ts";

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
