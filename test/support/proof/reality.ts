import type { Claim } from "./claim.ts";

/** Where a real Microsoft 365 differs from its samples, and what the connector does then. */
export const realities: readonly Claim[] = [
  { id: "R1", text: "a custom time zone is taken by its rules, and an unknown one is never silently UTC" },
  { id: "R2", text: "without a zone, only what needs it suffers" },
  { id: "R3", text: "a sender is found though the filter misses them; who only matches by name or alias is flagged" },
  { id: "R4", text: "a caller's mistake is told as such" },
  { id: "R5", text: "an ordinary address that `/shares` refuses is found by the index" },
  { id: "R6", text: "media and unknown types are found in their folder, and by the addresses of their forms" },
  { id: "R7", text: "a file of the own drive is judged by its folder, also where search does not say which" },
  { id: "R8", text: "transcripts of channel meetings are read, also without times" },
  { id: "R9", text: "of a shared mailbox, the one folder that is shared is searched" },
  { id: "R10", text: "chats of more than 25 people have all their members" },
  { id: "R11", text: "a reply in a channel is found and read as itself" },
  { id: "R12", text: "a channel with thousands of replies is listed without them" },
  { id: "R13", text: "downloads and conversions get the time that they need" },
  { id: "R14", text: "converted files come from the hosts of each cloud" },
  { id: "R15", text: "Loop pages and whiteboards are read as HTML" },
  { id: "R16", text: "Graph's access tokens need not be JWTs" },
  { id: "R17", text: "a text search that ends early goes on, or says so" },
  { id: "R18", text: "a page without items does not end a list" },
  { id: "R19", text: "a well-known folder that does not exist is looked for by its name" },
  { id: "R20", text: "of a calendar that shows free and busy times alone, these are given, and flagged" },
  { id: "R21", text: "what Mail.ReadBasic can't read names the permission that is missing" },
  { id: "R22", text: "an event without times spoils no other" },
];

/** What nobody can know without a tenant: tried in both worlds. */
export const unknowns: readonly Claim[] = [
  { id: "U1", text: "function segments have a literal `=`" },
  { id: "U2", text: "transcripts are listed with `$top`, or without it" },
  { id: "U3", text: "a meeting is found by its address, or by the number in it" },
  { id: "U4", text: "without Microsoft Search, chats and the own drive are searched" },
  { id: "U5", text: "folders are found by `IsContainer`, or by their content type" },
  { id: "U6", text: "folders of the own drive are found, though its search gives none" },
  { id: "U7", text: "pages are read by the ids that search gives, whatever its kind of hit" },
  { id: "U8", text: "a chat's hit is read with and without `chatId`" },
  { id: "U9", text: "online meetings of others than Teams have no transcript" },
  { id: "U10", text: "ids of files may have any form" },
];
