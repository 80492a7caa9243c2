import type { Claim } from "./claim.ts";

/** What users of connectors to Microsoft 365 complain about in public. */
export const complaints: readonly Claim[] = [
  { id: "C1", text: "signs in again and again: an exchange that Conditional Access refuses becomes a loop" },
  { id: "C2", text: "opaque failures despite consent" },
  { id: "C3", text: "attachments and pictures can't be reached" },
  { id: "C4", text: "Teams search ignores dates, is limited (429), leaves out without a word" },
  {
    id: "C5",
    text: "chats can't be listed; a reply's address gives the message above it",
    note: "Not covered: what is unread in channels, which Graph doesn't tell.",
  },
  { id: "C6", text: "mail search ignores parameters; folders beyond the first ten are not found" },
  { id: "C7", text: "a folder is cut off without a mark" },
  { id: "C8", text: "shared mailboxes: hyphens refused, bare 403, folders of one's own instead" },
  {
    id: "C9",
    text: "files are found but can't be read; Markdown is never found; code is refused",
  },
  { id: "C10", text: "transcripts: another occurrence of the series, empty without a reason, no speakers" },
  { id: "C11", text: "file search can't be kept to a site, dies without Sites.Read.All; page ids are 404" },
  { id: "C12", text: "one bad mailbox spoils the search for a time to meet" },
  { id: "C13", text: "HTML and huge answers; wrong time zones" },
  { id: "C14", text: "personal accounts, guests and government clouds fail without a word" },
  { id: "C15", text: "connected, but without tools" },
  { id: "C16", text: "offers to write and then refuses; To Do, Planner and OneNote are missing" },
];
