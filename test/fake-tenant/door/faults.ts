import type { ServerResponse } from "node:http";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import type { DoorAnswer, DoorRequest } from "./door-types.ts";

export interface Connection {
  response: ServerResponse;
  /** Ends the TCP connection by RST. */
  reset(): void;
}

/** The answer that a rule scripts; undefined when it breaks the connection, or leaves the answer to the handler. */
export function scriptedAnswer(rule: RuleResponse, request: DoorRequest): DoorAnswer | undefined {
  if ("html" in rule) {
    return { status: rule.status, headers: { "content-type": "text/html" }, body: htmlBody(rule.status) };
  }
  if (!("status" in rule)) return undefined;
  const body = rule.body === undefined ? defaultBody(request, rule.status) : rule.body;
  const headers = { "content-type": "application/json", ...rule.headers };
  return { status: rule.status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** Breaks the connection as a rule scripts it, or lets it hang; false when the rule does neither. */
export function breakConnection(rule: RuleResponse, request: DoorRequest, { response, reset }: Connection): boolean {
  if ("reset" in rule) {
    request.brokenByDoor = true;
    reset();
    return true;
  }
  if ("hang" in rule) return true;
  if ("halfAnswer" in rule) {
    request.brokenByDoor = true;
    request.log.status = 200;
    response.writeHead(200, { "content-type": "application/json", "content-length": 4096 });
    response.write(`{"value":[{"id":"AAMk","subject":"${nobodysCanary}"},{"id":"AAMk`);
    setTimeout(() => response.destroy(), 20);
    return true;
  }
  return false;
}

/** Whoever is shown this was shown what Microsoft did not say. */
const nobodysCanary = `canary${"0".repeat(20)}`;

const htmlBody = (status: number) =>
  `<html><head><title>${status}</title></head><body><h1>${status} Bad ` +
  `Gateway</h1><p>${nobodysCanary}</p></body></html>`;

const graphCodes: Record<number, [code: string, message: string]> = {
  429: ["TooManyRequests", "Please retry again later."],
  500: ["generalException", "An unexpected error occurred."],
  502: ["UnknownError", ""],
  503: ["serviceNotAvailable", "The service is temporarily unavailable. Please retry later."],
  504: ["UnknownError", ""],
};

function defaultBody(request: DoorRequest, status: number): unknown {
  if (request.log.door === "entra") {
    return {
      error: "temporarily_unavailable",
      error_description: "AADSTS90033: A transient error has occurred. Please try again.",
      error_codes: [90033],
    };
  }
  const [code, message] = graphCodes[status] ?? ["UnknownError", ""];
  return { error: { code, message, innerError: { date: "2026-11-24T10:00:00" } } };
}
