import { randomUUID } from "node:crypto";
import { type DoorAnswer, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { aadstsCatalogue } from "./aadsts-catalogue.ts";

export interface AadstsOptions {
  message?: string | undefined;
  suberror?: string | undefined;
  /** The claims challenge as raw JSON text. */
  claims?: string | undefined;
  correlationId?: string | undefined;
}

/** Thrown inside Entra's handlers: the request is refused with this number. */
export class AadstsRefusal extends Error {
  readonly number: number;
  readonly options: AadstsOptions;
  constructor(number: number, options: AadstsOptions = {}) {
    super(`AADSTS${number}`);
    this.number = number;
    this.options = options;
  }
}

const defaultClaims = JSON.stringify({
  access_token: { capolids: { essential: true, values: [guidFrom("conditional access policy")] } },
});

interface AadstsBody {
  error: string;
  error_description: string;
  error_codes: number[];
  timestamp: string;
  trace_id: string;
  correlation_id: string;
  error_uri: string;
  suberror?: string;
  claims?: string;
}

/** The body of a refusal. In the description, numbers for support stand on lines of their own. */
function aadstsBody(world: World, number: number, options: AadstsOptions): AadstsBody {
  const entry = aadstsCatalogue[number] ?? { error: "invalid_grant", message: "Unknown error." };
  const timestamp = new Date(world.now())
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
  const traceId = randomUUID();
  const correlationId = options.correlationId ?? randomUUID();
  const suberror = options.suberror ?? entry.suberror;
  const claims = options.claims ?? (entry.claims === true ? defaultClaims : undefined);
  return {
    error: entry.error,
    error_description: [
      `AADSTS${number}: ${options.message ?? entry.message}`,
      `Trace ID: ${traceId}`,
      `Correlation ID: ${correlationId}`,
      `Timestamp: ${timestamp}`,
    ].join("\r\n"),
    error_codes: [number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${world.endpoints.authorityHost}/error?code=${number}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** A refusal as the browser is told, on a page or on its way back to the client. */
export function aadstsAtSignIn(world: World, { number, options }: AadstsRefusal): AadstsBody {
  const body = aadstsBody(world, number, options);
  return { ...body, error: aadstsCatalogue[number]?.errorAtSignIn ?? body.error };
}

/** A refusal by the token endpoint. */
export function aadstsAnswer(world: World, number: number, options: AadstsOptions): DoorAnswer {
  return jsonAnswer(aadstsCatalogue[number]?.status ?? 400, aadstsBody(world, number, options));
}
