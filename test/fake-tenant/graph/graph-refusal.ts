import { type DoorAnswer, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";

interface GraphRefusalOptions {
  innerCode?: string;
  headers?: Record<string, string>;
}

/** Thrown inside Graph's handlers: the request is refused with this status, code and message. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly options: GraphRefusalOptions;
  constructor(status: number, code: string, message: string, options: GraphRefusalOptions = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.options = options;
  }
}

export interface GraphRequestIds {
  requestId: string;
  clientRequestId: string;
  nowMs: number;
}

/** The refusal as Graph writes it, with the ids of the request in `innerError`. */
export function refusalAnswer(refusal: GraphRefusal, ids: GraphRequestIds): DoorAnswer {
  const { innerCode, headers = {} } = refusal.options;
  const innerError = {
    ...(innerCode === undefined ? {} : { code: innerCode }),
    date: new Date(ids.nowMs).toISOString().slice(0, 19),
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
  };
  return jsonAnswer(refusal.status, { error: { code: refusal.code, message: refusal.message, innerError } }, headers);
}

export const badRequest = (message: string, code = "BadRequest") => new GraphRefusal(400, code, message);

export const unknownProperty = (name: string, type: string) =>
  badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`, "RequestBroker--ParseUri");

export const unknownSegment = (segment: string) => badRequest(`Resource not found for the segment '${segment}'.`);

export const accessDenied = () =>
  new GraphRefusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");

export const itemNotFound = () =>
  new GraphRefusal(404, "ErrorItemNotFound", "The specified object was not found in the store.");

export const mailboxNotEnabled = () =>
  new GraphRefusal(
    404,
    "MailboxNotEnabledForRESTAPI",
    "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
  );

export const unknownMailbox = (named: string | undefined) =>
  new GraphRefusal(404, "ErrorInvalidUser", `The requested user '${named}' is invalid.`);

export const malformedId = () => badRequest("Id is malformed.", "ErrorInvalidIdMalformed");
