export interface DirectoryUser {
  id: string;
  tenantId: string;
  userPrincipalName: string;
  mail: string | null;
  displayName: string;
  timeZone: string;
  userType: "Member" | "Guest";
  hasMailbox: boolean;
  isSharedMailbox: boolean;
  /** Strings that stand only in this user's private mail, files, notes and meetings. */
  canaries: string[];
}

export interface DirectoryTenant {
  id: string;
  domain: string;
  displayName: string;
  users: DirectoryUser[];
}

export interface DirectoryView {
  tenants: DirectoryTenant[];
  serverApp: {
    clientId: string;
    clientSecret: string;
    expiredClientSecret: string;
    /** Hex, as MSAL's thumbprintSha256. */
    certificateThumbprintSha256: string;
    /** Private key and certificate in one PEM file, for AZURE_CLIENT_CERTIFICATE_PATH. */
    certificatePath: string;
    privateKeyPath: string;
    identifierUris: string[];
  };
  /** A client of somebody's own, with a secret, of all platforms. */
  clientApp: { clientId: string; clientSecret: string; redirectUris: string[] };
  /** The generated Client app where clients sign in at Entra: no secret, and addresses of Claude and loopback. */
  publicClientApp: { clientId: string; redirectUris: string[] };
  /** The generated Client app of a connector on localhost, at any port, at which people sign in. */
  signInApp: { clientId: string; redirectUris: string[] };
  /** The delegated scope, fully qualified, as a client must ask for it. */
  scope: string;
}

export interface NewFile {
  /** Below the drive's root, folders made when missing: `A/B/name.docx`. */
  path: string;
  /** The name of a site in its address, whose first library takes it; default the user's OneDrive. */
  site?: string;
  /** Content as UTF-8, and what search knows of it. */
  text?: string;
  /** Content where it is no text; search then knows `text`. */
  base64?: string;
  mimeType?: string;
  /** Ids of others who may open it. */
  sharedWith?: string[];
}

export interface AddedFile {
  driveId: string;
  itemId: string;
  webUrl: string;
}

/**
 * A line in the chat with somebody (oneself: the notes), or in a channel named `Team/Channel`, under a root if one is
 * given.
 */
export type NewChatLine = {
  html: string;
  subject?: string;
  createdDateTime?: string;
  /** Pasted at its end. */
  pictures?: { contentType: string; base64: string }[];
} & ({ withUserId: string } | { channel: string; replyTo?: string });

export interface AddedChatMessage {
  id: string;
  chatId?: string;
  teamId?: string;
  channelId?: string;
}

export interface NewCalendarEvent {
  subject: string;
  /** ISO 8601 with zone. */
  startDateTime: string;
  endDateTime: string;
  html?: string;
  location?: string;
  /** IANA; default UTC. */
  timeZone?: string;
  isAllDay?: boolean;
  isPrivate?: boolean;
}

export interface NewTodoTask {
  title: string;
  /** By name; made when there is none. Default: the first. */
  list?: string;
  /** Text. */
  note?: string;
  /** ISO 8601 with zone. */
  dueDateTime?: string;
  status?: string;
}

/** A list with rows that differ by a number only. */
export interface GeneratedList {
  /** By its name. The user becomes a member of it. */
  site: string;
  name: string;
  count: number;
}

export interface NewNotePage {
  title: string;
  /** What is in the body. */
  html: string;
  /** By its name. The user becomes a member of it. Default: a notebook of the user's own. */
  site?: string;
  /** By their names; made when there are none. */
  notebook?: string;
  section?: string;
}

export interface GeneratedMail {
  count: number;
  /** Words put into each subject and body, to search for. */
  text?: string;
  folder?: string;
  /** The newest is received now, the others this far apart. Default one minute. */
  apartSeconds?: number;
}

export interface Population {
  tenants: number;
  usersPerTenant: number;
  /** Beside the private one; default 0. */
  messagesPerUser?: number;
  /** Default User.Read and Mail.Read. */
  scopes?: string[];
}
