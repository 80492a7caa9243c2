import type { z } from "zod";
import type { Progress } from "#common/progress.ts";

/** One GET, or one read-only POST, on Graph v1.0. */
export interface GraphRequest {
  /** Path below `/v1.0`, one raw segment each; the client encodes every segment, so an id can't leave its place. */
  path: readonly string[];
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Values for the `Prefer` header beside the ones that the client always sends. */
  prefer?: readonly string[];
}

export interface GraphPage<Item> {
  items: Item[];
  /** Opaque link to the rest. Give it to `nextPage`, or seal it into a cursor; never show it to a caller. */
  nextLink: string | undefined;
}

export interface GraphDownload {
  bytes: Uint8Array;
  /** As the server declared it; do not trust it. */
  mediaType: string;
}

/**
 * Microsoft Graph as the signed-in user. Answers are parsed by the given schema. Every method rejects with a
 * `ToolError` of the closed list; waiting, retrying and breaking are done below and stay inside the deadline.
 */
export interface GraphDoor {
  get<T>(request: GraphRequest, schema: z.ZodType<T>): Promise<T>;
  /** A Graph action that only reads, such as `getSchedule`. The client refuses any other path. */
  post<T>(request: GraphRequest & { body: unknown }, schema: z.ZodType<T>): Promise<T>;
  /** The first page of a collection. */
  getPage<T>(request: GraphRequest, itemSchema: z.ZodType<T>): Promise<GraphPage<T>>;
  /** The page behind a `nextLink`, which must point to the Graph host. `prefer` as in the first request. */
  nextPage<T>(
    nextLink: string,
    itemSchema: z.ZodType<T>,
    options?: Pick<GraphRequest, "prefer">,
  ): Promise<GraphPage<T>>;
  /**
   * The bytes of a file or attachment, at most `maxBytes` (`too_large` beyond). `accept` is the media type to ask
   * Graph for where it has several; anything by default.
   */
  download(request: GraphRequest, options: { maxBytes: number; accept?: string }): Promise<GraphDownload>;
}

export interface ExtractedText {
  /** Markdown or plain text, already cleaned of invisible characters and hidden parts. */
  text: string;
  /** What the bytes turned out to be, e.g. `text/html`. */
  detectedType: string;
  /** Why the text is not all of the document; absent when it is. */
  incomplete?: string;
  /** Who a saved message or invitation says wrote it; nobody has checked that. Absent where it says nothing. */
  writtenBy?: { name?: string; address?: string };
  /** Where the quoted history of a mail begins in `text`; only with `findQuotes`, absent when there is none. */
  quotesFrom?: number;
  /** Where the pages that were read begin in `text`; only for documents in pages (PDF, slides). */
  pages?: readonly { number: number; from: number }[];
  /** How many pages the document has, read or not; absent where it has no pages. */
  pageCount?: number;
}

export interface TextSource {
  bytes: Uint8Array;
  /** As declared, with its charset where known; a hint, the bytes decide. */
  mediaType: string;
  name?: string;
  /** What somebody wrote, as Graph gives it: the media type is right, and the text may begin like any kind of file. */
  isBody?: boolean;
  /** For the body of a mail: find where the messages that it answers begin. */
  findQuotes?: boolean;
  /** First and last page to read, counted from 1; of no effect where a document has no pages. */
  startPage?: number;
  endPage?: number;
}

/** Everything a tool can reach. A handler gets this and nothing else. */
export interface ToolContext {
  graph: GraphDoor;
  /**
   * Text of a document, made in a process of its own with limits on size, time and memory.
   * Rejects with `too_large`, `unsupported_type` or `unreadable`.
   */
  extractText(document: TextSource): Promise<ExtractedText>;
  /** Delegated Graph permissions that the tenant granted for this user, without the Graph prefix. */
  grantedScopes: ReadonlySet<string>;
  /** Domain of the user's own address, lower case; absent where it isn't known. Tells own mail from external. */
  userDomain?: string;
  /** Unix milliseconds. */
  now(): number;
  /** IANA name of the user's time zone; `UTC` where it can't be known. */
  timeZone(): Promise<string>;
  /** Cursors that only this tenant, user and tool can open. `open` rejects with `invalid_input`. */
  cursor: {
    seal(state: unknown): string;
    open<T>(text: string, schema: z.ZodType<T>): T;
  };
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** Shown to the person who waits; dropped when the client did not ask for progress. */
  reportProgress(progress: Progress): void;
}
