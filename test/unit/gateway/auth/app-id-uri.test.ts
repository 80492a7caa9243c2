import { describe, expect, test } from "vitest";
import { createChallenges } from "#gateway/auth/challenge.ts";
import { protectedResourceMetadata } from "#gateway/auth/protected-resource-metadata.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { authorityHost } from "./entra-signer.ts";
import { publicUrl } from "./guarded-server.ts";

const entra = { publicUrl, authorityHost, policies: tenantPolicies() };
const appIdUri = "api://8a1c1c7e-0000-4000-8000-000000000001";

describe("an Application ID URI that is not the public URL", () => {
  const identity = { ...entra, appIdUri };

  test("precedes the scope in metadata and challenges, and leaves the resource as it is", () => {
    expect(protectedResourceMetadata(identity)).toMatchObject({
      resource: publicUrl,
      scopes_supported: [`${appIdUri}/access_as_user`],
    });
    expect(createChallenges(identity).signIn.headers["www-authenticate"]).toContain(
      `scope="${appIdUri}/access_as_user"`,
    );
  });
});
