import type { z } from "zod";
import type { Progress } from "#common/progress.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { CloudName } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { DocumentReading } from "#workers/documents/text-source.ts";
import type { PersonClock } from "./dates/person-clock.ts";

/**
 * What of a request comes from the caller: the `id` of an item or chat; the `address` of a mailbox, or several; the KQL
 * of a search (`query`); an address of a file (`link`); the place in a list at which the caller goes on (`cursor`).
 */
export type CallersPart = "id" | "address" | "query" | "link" | "cursor";

/** A GET or a read-only POST on Graph v1.0. */
export interface GraphRequest {
  /** Path segments below `/v1.0`, not encoded. The client encodes each one, so that an id can't change the path. */
  path: readonly string[];
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Values of the `Prefer` header, in addition to those that the client always sends. */
  prefer?: readonly string[];
  /**
   * What Graph complains about by a 400: then it rejects with `invalid_input`, for a link with `not_found`. Without it,
   * a 400 is a bug of ours.
   */
  fromCaller?: CallersPart;
  /**
   * Whether the handler asks for less when this is too much. Then it isn't tried again after Graph took long or failed
   * at it (500, 502, 504), and rejects with `too_large`.
   */
  hasFallback?: boolean;
}

/** A GET, and the schema of its answer. */
export interface GraphRead<T> {
  request: GraphRequest;
  schema: z.ZodType<T>;
}

export interface GraphPage<Item> {
  items: Item[];
  /** Opaque link to the next page. Pass it to `nextPage` or seal it into a cursor; callers must never see it. */
  nextLink: string | undefined;
}

export interface GraphDownload {
  bytes: Uint8Array;
  /** Type as declared by the server. Not to be trusted. */
  mediaType: string;
}

/**
 * Microsoft Graph on behalf of the signed-in user. Answers are parsed by the given schema. Every method rejects with a
 * `ToolError`. Throttling, retries and circuit breaking happen inside, within the deadline of the call.
 */
export interface GraphDoor {
  get<T>(request: GraphRequest, schema: z.ZodType<T>): Promise<T>;
  /** A Graph action that only reads, such as `getSchedule`. The client refuses any other path. */
  post<T>(request: GraphRequest & { body: unknown }, schema: z.ZodType<T>): Promise<T>;
  /** The first page of a collection. */
  getPage<T>(request: GraphRequest, itemSchema: z.ZodType<T>): Promise<GraphPage<T>>;
  /**
   * Several reads in one round trip, by JSON batches of at most 20. Each one is judged, limited and retried as if it
   * came alone, and has its result at its place: the value, or the error that `get` would reject with. Never rejects.
   * For small answers: those that are too large together, and all where Graph takes no batches, are requested alone.
   */
  getTogether<T>(reads: readonly GraphRead<T>[]): Promise<PromiseSettledResult<T>[]>;
  /** The page behind a `nextLink`, which must point to the Graph host. `prefer` as in the first request. */
  nextPage<T>(
    nextLink: string,
    itemSchema: z.ZodType<T>,
    options?: Pick<GraphRequest, "prefer">,
  ): Promise<GraphPage<T>>;
  /**
   * The bytes of a file or attachment. Rejects with `too_large` beyond `maxBytes`. `accept` is the media type to
   * request where Graph offers several; by default any. `link` is the `@microsoft.graph.downloadUrl` that Graph gave
   * with the item, a bearer secret: it saves a round trip. Without it, or where it does not work, the request is sent.
   * May last as long as the call.
   */
  download(
    request: GraphRequest,
    options: { maxBytes: number; accept?: string; link?: string | undefined },
  ): Promise<GraphDownload>;
}

/** Everything that a handler can reach. */
export interface ToolContext {
  graph: GraphDoor;
  /**
   * Extracts the text of documents with limits on size, time and memory: in a child process, except plain text,
   * transcripts, calendar entries and contacts of at most 16 kB.
   */
  extractText: DocumentReading["extractText"];
  /** Room for a document, to be made before it is loaded. */
  withDocumentRoom: DocumentReading["withRoom"];
  /**
   * The sensitivity labels whose items the organisation denies to the connector. `extractText` refuses documents with
   * one; a reader of items whose labels Graph tells gives them to `requireAllowedLabels`.
   */
  deniedLabels: ReadonlySet<string>;
  /**
   * Whether the organisation lets Microsoft 365 search by meaning for this call: the gateway has counted it. Undefined
   * where it doesn't.
   */
  retrieval: "on" | "used-up" | undefined;
  /** Shows pictures beside the answer, in this order. For a client that can't, the text has to say what they are. */
  show(pictures: readonly Picture[]): void;
  /** The delegated Graph permissions granted for this user, by their short names, such as `Mail.Read`. */
  grantedScopes: ReadonlySet<string>;
  /** What the organisation has consented to. */
  consent: {
    /** Delegated Graph permissions as Entra names them: without weaker ones that they imply. */
    scopes: ReadonlySet<string>;
    /** Page where an Entra admin of the organisation consents to what is registered for the connector. */
    adminUrl: string;
    /** Until when a change may not show, Unix milliseconds; in the past if it shows at once. */
    knownUntilMs: number;
  };
  /** The user's object id in their tenant. */
  userId: string;
  /** The user's tenant, in lower case. */
  tenantId: string;
  cloud: CloudName;
  /** The domain of the user's own address in lower case, where known. Tells internal from external people. */
  userDomain?: string;
  /** Unix milliseconds. */
  now(): number;
  /** The IANA name of the user's time zone. `UTC` when it is not known. */
  timeZone(): Promise<string>;
  /**
   * Tells times in the user's zone. It may have to be asked for, so call this beside the first request and not after
   * it. A search finds it asked already.
   */
  clock(): Promise<PersonClock>;
  /** The user's own addresses, the mail address first. Empty if none is known. */
  ownAddresses(): Promise<readonly string[]>;
  /**
   * Sealed state that only the same tenant, user and tool can open, by the same schema. `open` throws `invalid_input`.
   */
  cursor: {
    /** Seals with the schema that `open` gets, so that the compiler compares the state with it. */
    seal<T>(state: NoInfer<T>, schema: z.ZodType<T>): string;
    open<T>(text: string, schema: z.ZodType<T>): T;
  };
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Reports progress to the client. Ignored when the client did not ask for it. */
  reportProgress(progress: Progress): void;
}

/** What a tool gives. A client reads what `toBlocks` makes of it. */
interface ToolAnswer {
  [member: string]: unknown;
  incomplete?: Incomplete | undefined;
}

/** What a tool does. Its contract, in `common/tools/`, defines the input; its answer is an object of its own type. */
export interface ToolHandler<Contract extends ToolContract = ToolContract, Answer extends ToolAnswer = ToolAnswer> {
  /** Rejects with a `ToolError` for what the caller can act on. */
  run(input: z.output<Contract["inputSchema"]>, context: ToolContext): Promise<Answer>;
  /**
   * The answer as a model reads it, in blocks: of a search one value per hit, then one with what is needed to continue.
   * A text is a block as it is; any other value is written as a line of JSON.
   */
  toBlocks(answer: Answer): readonly unknown[];
}

/** Infers what a handler answers. */
export function defineHandler<Contract extends ToolContract, Answer extends ToolAnswer>(
  _contract: Contract,
  handler: ToolHandler<Contract, Answer>,
): ToolHandler<Contract, Answer> {
  return handler;
}
