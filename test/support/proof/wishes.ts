import type { Claim } from "./claim.ts";

/** What users of such servers ask for most. */
export const wishes: readonly Claim[] = [
  { id: "W1", text: "small answers, few tokens" },
  { id: "W2", text: "text of files and attachments" },
  { id: "W3", text: "what is found can be read" },
  {
    id: "W4",
    text: "a sign-in that survives the hour",
    note: "Not covered: where clients sign in at Entra itself, this server has no part in renewing.",
  },
  { id: "W5", text: "Conditional Access reaches the person" },
  { id: "W6", text: "people of one process never get each other's data" },
  { id: "W7", text: "on-behalf-of" },
  { id: "W8", text: "honest paging" },
  { id: "W9", text: "Teams channels and chats", note: "Not covered: what is unread in channels." },
  { id: "W10", text: "search in one site; OneDrive without Sites.Read.All; folders" },
  { id: "W11", text: "shared mailboxes and calendars" },
  { id: "W12", text: "transcripts of meetings, and Copilot's notes of them" },
  { id: "W13", text: "a time that suits all" },
  { id: "W14", text: "right time zones" },
  { id: "W15", text: "a query that can't fail silently" },
  { id: "W16", text: "throttling told with seconds; a breaker" },
  { id: "W17", text: "least privilege, tool by tool" },
  { id: "W18", text: "government clouds", note: "Not covered: a sign-in there, since no national cloud is played." },
  { id: "W19", text: "no client secret" },
  { id: "W20", text: "a set-up that explains itself" },
  { id: "W22", text: "lists of SharePoint", note: "Not covered: files attached to rows, which Graph does not give." },
];
