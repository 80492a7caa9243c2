import { createHash, X509Certificate } from "node:crypto";
import type { AppRecord, RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import type { Application, ApplicationBody } from "./application-schema.ts";
import { RegistrationRefusal } from "./registration-refusal.ts";

const platforms: readonly RedirectPlatform[] = ["publicClient", "web", "spa"];

/** Makes a change that the rules allow. Parts of `api` that a request leaves out stay as they are. */
export function applyChange(app: AppRecord, { keyCredentials, ...body }: ApplicationBody): void {
  const { application } = app;
  const api = body.api === undefined ? application.api : { ...application.api, ...body.api };
  Object.assign(application, body, api === undefined ? {} : { api });
  app.displayName = application.displayName;
  if (body.identifierUris !== undefined) replace(app.identifierUris, body.identifierUris);
  if (keyCredentials !== undefined) replace(app.certificates, keyCredentials.map(readCertificate));
  for (const platform of platforms) {
    const given = body[platform]?.redirectUris;
    if (given === undefined) continue;
    const others = app.redirectUris.filter((one) => one.platform !== platform);
    replace(app.redirectUris, [...others, ...given.map((uri) => ({ uri, platform }))]);
  }
}

/** An application with nothing in it, as the answer to its first request is made from. */
export function emptyApp(ids: Pick<AppRecord, "objectId" | "clientId" | "homeTenantId">): AppRecord {
  const application: Application = {
    displayName: "",
    signInAudience: "AzureADMultipleOrgs",
    requiredResourceAccess: [],
  };
  return {
    ...ids,
    displayName: "",
    application,
    redirectUris: [],
    secrets: [],
    certificates: [],
    federatedCredentials: [],
    identifierUris: [],
  };
}

function replace<T>(list: T[], items: readonly T[]): void {
  list.splice(0, list.length, ...items);
}

/** https://learn.microsoft.com/graph/api/resources/keycredential */
function readCertificate({ key }: { key: string }): AppRecord["certificates"][number] {
  try {
    const certificate = new X509Certificate(Buffer.from(key, "base64"));
    return {
      thumbprintSha256: createHash("sha256").update(certificate.raw).digest("hex"),
      certificatePem: certificate.toString(),
    };
  } catch {
    throw new RegistrationRefusal("KeyCredentialsInvalidX509Cert", "Key credential is not a valid X509 certificate.");
  }
}
