import { z } from "zod";
import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import { onenoteSearch } from "#common/tools/onenote-search.ts";
import { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { tasksSearch } from "#common/tools/tasks-search.ts";

/** A result as ChatGPT reads it. Its title has words of others: data, never instructions. */
export const searchResultSchema = z.object({
  id: z.string().describe("For fetch"),
  title: z.string(),
  url: z.string().describe("For people; empty where there is none"),
});
export type SearchResult = z.output<typeof searchResultSchema>;

/** A tool that a search asks, and how a result is made of each of its hits. */
export interface SearchPart {
  tool: ToolContract;
  /** What it searches, for the caller. */
  what: string;
  /** The member of its output with the hits, best first. */
  list: string;
  /** Reads a hit. One that can't be fetched has no result. */
  hit: z.ZodType<SearchResult>;
}

const text = z.string().optional().catch(undefined);
const day = text.transform((time) => time?.slice(0, "2026-01-31".length));

const startDay = z.object({ dateTime: day }).optional().catch(undefined);

/** What looks like the sign between two parts of a title: a subject with it could name another sender. */
const likeBetween = / · | ·|· /g;

/** `Arrival notice · Daniel Costa · 2026-11-20`: what it is, who wrote it, and when. */
const titled = (...parts: readonly (string | undefined)[]): string =>
  parts.flatMap((part) => part?.replace(likeBetween, " - ") || []).join(" · ") || "(no title)";

/** What `read_resource` reads a hit by. */
const uri = z.string().min(1);

/** What a search asks, in the order in which results of the same rank stand. */
export const searchParts: readonly SearchPart[] = [
  {
    tool: sharepointSearch,
    what: "files and pages",
    list: "files",
    hit: z
      .object({ uri, kind: text, name: text, title: text, lastModifiedDateTime: day, webUrl: text })
      .transform(({ uri: id, kind, name, title, lastModifiedDateTime, webUrl = "" }) => ({
        id,
        // The name of a page is that of its file.
        title: titled(kind === "page" ? (title ?? name) : name, lastModifiedDateTime),
        url: webUrl,
      })),
  },
  {
    tool: outlookEmailSearch,
    what: "email",
    list: "messages",
    hit: z
      .object({ uri, subject: text, senderName: text, sender: text, receivedDateTime: day, webLink: text })
      .transform(({ uri: id, subject, senderName, sender, receivedDateTime, webLink = "" }) => ({
        id,
        title: titled(subject, senderName ?? sender, receivedDateTime),
        url: webLink,
      })),
  },
  {
    tool: chatMessageSearch,
    what: "Teams messages",
    list: "messages",
    hit: z
      .object({
        uri,
        subject: text,
        summary: text,
        from: z.object({ displayName: text }).optional().catch(undefined),
        createdDateTime: day,
        webUrl: text,
      })
      .transform(({ uri: id, subject, summary, from, createdDateTime, webUrl = "" }) => ({
        id,
        title: titled(subject || summary, from?.displayName, createdDateTime),
        url: webUrl,
      })),
  },
  {
    tool: outlookCalendarSearch,
    what: "calendar events",
    list: "events",
    hit: z
      .object({ uri, subject: text, organizerName: text, organizer: text, start: startDay, webLink: text })
      .transform(({ uri: id, subject, organizerName, organizer, start, webLink = "" }) => ({
        id,
        title: titled(subject, organizerName ?? organizer, start?.dateTime),
        url: webLink,
      })),
  },
  {
    tool: onenoteSearch,
    what: "titles of OneNote pages",
    list: "pages",
    hit: z
      .object({ uri, title: text, notebook: text, modified: day })
      .transform(({ uri: id, title, notebook, modified }) => ({
        id,
        title: titled(title, notebook, modified),
        url: "",
      })),
  },
  {
    tool: tasksSearch,
    what: "tasks",
    list: "tasks",
    hit: z.object({ uri, title: text, list: text, due: day }).transform(({ uri: id, title, list, due }) => ({
      id,
      title: titled(title, list, due && `due ${due}`),
      url: "",
    })),
  },
];
