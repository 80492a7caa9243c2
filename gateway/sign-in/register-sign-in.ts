import type { FastifyInstance } from "fastify";
import type { Logger } from "#common/logger.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { TokenValidator } from "#gateway/auth/token-validator.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { registerHostCheck } from "#gateway/mcp/host-check.ts";
import { registerOriginCheck } from "#gateway/mcp/origin-check.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { createFront, type SignInOptions } from "./front.ts";
import { registerNotOffered } from "./not-offered.ts";
import { createSignInRecorder } from "./record-sign-in.ts";
import { tokenPaths } from "./sign-in-paths.ts";
import { registerSignInMetadata, registerSignInPages, registerTokenEndpoints } from "./sign-in-routes.ts";

interface Surroundings {
  identity: ResourceIdentity;
  site: PageSite;
  validator: TokenValidator;
  allowedOrigins: readonly string[];
  audit: Pick<Audit, "requestRefused" | "signInStep" | "tokenIssued">;
  metrics: GatewayMetrics;
  logger: Logger;
}

/**
 * The sign-in front: this server as the authorization server of its MCP clients, in front of Entra. Without options it
 * is off: clients are sent to Entra itself, and those that come here nevertheless are told so.
 */
export function registerSignIn(app: FastifyInstance, options: SignInOptions | undefined, around: Surroundings): void {
  const { identity, site, validator, allowedOrigins, audit, metrics } = around;
  const { publicUrl } = identity;
  const hostCheck = { publicUrl, metrics, audit };
  if (options === undefined) {
    app.register((off, _options, done) => {
      registerHostCheck(off, hostCheck);
      registerNotOffered(off, site);
      done();
    });
    return;
  }
  const front = createFront(options, { identity, site, validator, ...createSignInRecorder(around) });
  registerSignInMetadata(app, front);
  app.register((pages, _options, done) => {
    registerHostCheck(pages, hostCheck);
    registerSignInPages(pages, front);
    done();
  });
  app.register((tokens, _options, done) => {
    const paths = Object.values(tokenPaths(publicUrl)).flat();
    registerOriginCheck(tokens, { ...hostCheck, allowedOrigins, paths });
    registerTokenEndpoints(tokens, front);
    done();
  });
}
