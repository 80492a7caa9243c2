export interface Address {
  name: string;
  address: string;
}

export interface NewAttachment {
  name: string;
  contentType: string | null;
  /** `file` carries bytes, `item` a nested message, `reference` only a link to a cloud file. */
  kind?: "file" | "item" | "reference";
  /** Text content; encoded as UTF-8. */
  text?: string;
  base64?: string;
  isInline?: boolean;
  contentId?: string;
  /** kind `item`. */
  item?: NewMessage;
}

/** A message as tests and the seed write it; all but subject have defaults. */
export interface NewMessage {
  subject: string;
  from?: Address;
  /** Other addresses of the sender, which a search knows and a filter does not. */
  fromAliases?: string[];
  to?: Address[];
  cc?: Address[];
  bcc?: Address[];
  replyTo?: Address[];
  html?: string;
  text?: string;
  /** ISO 8601 with zone; default now. */
  receivedDateTime?: string;
  /** Default: two seconds before it was received. */
  sentDateTime?: string;
  /** A folder path such as `Inbox/Projects/Kyoto`, made when missing. Default Inbox. */
  folder?: string;
  isRead?: boolean;
  isDraft?: boolean;
  importance?: "low" | "normal" | "high";
  categories?: string[];
  flagged?: boolean;
  /** Messages with the same conversation belong to one thread. */
  conversation?: string;
  /** The same for the copies of one message that were sent and received. Default: of its own. */
  internetMessageId?: string;
  attachments?: NewAttachment[];
  headers?: { name: string; value: string }[];
  /** A meeting invitation. */
  meetingRequest?: boolean;
}

export interface StoredAttachment {
  /** Ends up in the attachment's id. */
  key: string;
  kind: "file" | "item" | "reference";
  name: string;
  contentType: string | null;
  bytes: Buffer;
  isInline: boolean;
  contentId: string | null;
  item: StoredMessage | null;
}

export interface StoredMessage {
  id: string;
  immutableId: string;
  folder: StoredFolder;
  subject: string;
  from: Address;
  fromAliases: readonly string[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  bodyType: "html" | "text";
  body: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  sentAt: number;
  isRead: boolean;
  isDraft: boolean;
  importance: "low" | "normal" | "high";
  categories: string[];
  flagged: boolean;
  conversationId: string;
  internetMessageId: string;
  attachments: StoredAttachment[];
  headers: { name: string; value: string }[];
  meetingRequest: boolean;
  /** JSON by property and by row, filled on first use. */
  json: Map<string, string>;
  /** What search reads, by part of the message, filled on first use. */
  words: Map<string, string>;
}

export interface StoredFolder {
  id: string;
  displayName: string;
  parent: StoredFolder | null;
  children: StoredFolder[];
  isHidden: boolean;
  /** Exchange's name for it (`inbox`), where it has one. */
  wellKnownName: string | null;
  /** Newest first; sorted on demand. */
  messages: SortedMessages;
}

/** Messages kept newest first by receipt, sorted only when read. */
export interface SortedMessages {
  add(message: StoredMessage): void;
  remove(message: StoredMessage): void;
  all(): readonly StoredMessage[];
  size(): number;
  unread(): number;
}
