import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { Client } from "#gateway/sign-in/clients/find-client.ts";
import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import type { Parameters } from "#gateway/sign-in/parameters.ts";
import type { ProfileOf } from "#gateway/sign-in/redirects/redirect-rules.ts";

/** A request at the authorization endpoint, as its checks see it. */
export interface Question {
  parameters: Parameters;
  /** This server at the address that is asked. */
  identity: ResourceIdentity;
  /** Whose client_id it is, or why nobody's. */
  client: Client | PageProblem;
  profileOf: ProfileOf;
}
