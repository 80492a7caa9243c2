import { z } from "zod";
import { byJoinUrl } from "#workers/tools/calendar/find-meeting.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { ProbeContext } from "./probe.ts";
import { anyItem, type Samples } from "./samples.ts";

/** The value of a placeholder of `KnownRequest.path`; undefined where this person has nothing of the kind. */
export type Fill = (placeholder: string) => Promise<string | undefined>;

const identified = z.looseObject({ id: z.string() });

/** Something for each placeholder of a path, found by the requests above it in the table. */
export function createFill(samples: Samples, named: Pick<ProbeContext, "sharedMailbox">): Fill {
  const first = async (path: readonly (string | undefined)[]): Promise<string | undefined> => {
    if (path.includes(undefined)) return undefined;
    const segments = path.filter((segment) => segment !== undefined);
    return (await samples.list(segments, {}, identified))[0]?.id;
  };
  const file = async () => (await samples.files()).find(({ parentReference }) => parentReference?.driveId);
  const channelHit = async () =>
    (await samples.chatHits()).find(({ resource }) => resource?.channelIdentity?.teamId)?.resource?.channelIdentity;
  const inChannel = async () => {
    const place = await channelHit();
    return ["teams", place?.teamId ?? undefined, "channels", place?.channelId ?? undefined, "messages"];
  };
  const inSharedInbox = async () => ["users", await fill("sharedMailbox"), "mailFolders", "inbox", "messages"];
  const page = async () =>
    (await samples.search("listItem", "filetype:aspx")).hits.find(({ resource }) => resource?.parentReference?.siteId);
  const found: Readonly<Record<string, Fill>> = {
    mailbox: async () => "me",
    user: async () => samples.ownAddress(),
    folder: async () => "inbox",
    message: async () => {
      const messages = await samples.messages();
      return (messages.find(({ hasAttachments }) => hasAttachments === true) ?? messages[0])?.id;
    },
    attachment: async () => first(["me", "messages", await fill("message"), "attachments"]),
    sharedMailbox: async () => named.sharedMailbox,
    sharedFolder: async () => "inbox",
    sharedMessage: async () => first(await inSharedInbox()),
    sharedAttachment: async () => first([...(await inSharedInbox()), await fill("sharedMessage"), "attachments"]),
    event: async () => (await samples.events())[0]?.id,
    meeting: async () => {
      const joinUrl = (await samples.events()).find(({ onlineMeeting }) => onlineMeeting?.joinUrl)?.onlineMeeting
        ?.joinUrl;
      if (!joinUrl) return undefined;
      const $filter = renderFilter(byJoinUrl(joinUrl));
      return (await samples.list(["me", "onlineMeetings"], { $filter }, identified))[0]?.id;
    },
    transcript: async () => first(["me", "onlineMeetings", await fill("meeting"), "transcripts"]),
    drive: async () => (await file())?.parentReference?.driveId ?? undefined,
    item: async () => (await file())?.id ?? undefined,
    path: async () => {
      const drive = await fill("drive");
      if (drive === undefined) return undefined;
      return (await samples.list(["drives", drive, "items", "root", "children"], {}, anyItem))[0]?.name ?? undefined;
    },
    link: async () => {
      const url = (await file())?.webUrl;
      return url == null ? undefined : `u!${Buffer.from(url).toString("base64url")}`;
    },
    text: async () => "a",
    site: async () => (await page())?.resource?.parentReference?.siteId ?? undefined,
    page: async () => (await page())?.resource?.id ?? undefined,
    chat: async () => (await samples.chats())[0]?.id,
    chatMessage: async () => first(["chats", await fill("chat"), "messages"]),
    team: async () => (await channelHit())?.teamId ?? undefined,
    channel: async () => (await channelHit())?.channelId ?? undefined,
    rootMessage: async () => first(await inChannel()),
    reply: async () => first([...(await inChannel()), await fill("rootMessage"), "replies"]),
  };
  const kept = new Map<string, Promise<string | undefined>>();
  const fill: Fill = (placeholder) => {
    const value = kept.get(placeholder) ?? found[placeholder]?.(placeholder) ?? Promise.resolve(undefined);
    kept.set(placeholder, value);
    return value;
  };
  return fill;
}
