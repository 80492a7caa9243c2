import { randomUUID } from "node:crypto";
import { type DoorAnswer, type DoorRequest, header, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal, aadstsAnswer } from "./aadsts.ts";
import { redeemCode, renew } from "./grant-code.ts";
import { onBehalfOf } from "./grant-obo.ts";
import { required, type TokenRequest } from "./token-request.ts";

const oboGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const grants: Record<string, (request: TokenRequest) => Promise<Record<string, unknown>>> = {
  authorization_code: redeemCode,
  refresh_token: renew,
  [oboGrant]: onBehalfOf,
};

/** `POST /{t}/oauth2/v2.0/token`: answers by grant type, refusals in Entra's wire form. */
export async function tokenEndpoint(
  world: World,
  request: DoorRequest,
  tenant: TenantRecord | undefined,
): Promise<DoorAnswer> {
  const clientRequestId = header(request, "client-request-id") ?? request.query.get("client-request-id") ?? undefined;
  const origin = header(request, "origin");
  const headers = {
    ...(origin === undefined ? {} : { "access-control-allow-origin": origin }),
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    "x-ms-request-id": randomUUID(),
    ...(clientRequestId === undefined ? {} : { "client-request-id": clientRequestId }),
  };
  const { door, method, path: pathAndQuery, tenantId, userId, grant } = request.log;
  try {
    const form = readForm(request);
    const handler = grants[required(form, "grant_type")];
    if (handler === undefined) {
      throw new AadstsRefusal(70003, {
        message: `The app requested an unsupported grant type '${form.get("grant_type")}'.`,
      });
    }
    const { callerAddress } = request;
    const facts = { door, method, pathAndQuery, tenantId, userId, grant };
    return jsonAnswer(200, await handler({ world, form, tenant, origin, callerAddress, facts }), headers);
  } catch (error) {
    if (!(error instanceof AadstsRefusal)) throw error;
    const answer = aadstsAnswer(world, error.number, { correlationId: clientRequestId, ...error.options });
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
}

function readForm(request: DoorRequest): URLSearchParams {
  const type = header(request, "content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded"))
    throw new AadstsRefusal(900144, {
      message: "The request body must contain the following parameter: 'grant_type'.",
    });
  const form = new URLSearchParams(request.body.toString("utf8"));
  const names = [...form.keys()];
  if (new Set(names).size !== names.length)
    throw new AadstsRefusal(9002313, { message: "Invalid request. A parameter is given more than once." });
  return form;
}
