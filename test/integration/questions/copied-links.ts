import { type FromAnswers, the } from "./question.ts";

/** What stands in a uri after its scheme: `teams:///chats/{chat}/messages/{id}`. */
function partsOf(uri: unknown): string[] {
  return String(uri).split("/").slice(3).map(decodeURIComponent);
}

const encoded = encodeURIComponent;
const teams = "https://teams.microsoft.com/l";
const outlook = "https://outlook.office.com";

/** The address that Outlook shows for a mail. */
export const mailLink =
  (text = ""): FromAnswers =>
  (answers) =>
    `${outlook}/mail/inbox/id/${encoded(partsOf(the("uri", text)(answers))[1] ?? "")}`;

/** The address that Outlook shows for an event. */
export const eventLink =
  (text = ""): FromAnswers =>
  (answers) =>
    `${outlook}/calendar/item/${encoded(partsOf(the("uri", text)(answers))[1] ?? "")}`;

/** What Teams copies for a message of a chat, or of a channel. */
export const messageLink =
  (text = ""): FromAnswers =>
  (answers) => {
    const [of = "", id = "", , channel = "", , root = "", , reply] = partsOf(the("uri", text)(answers));
    if (of === "chats")
      return `${teams}/message/${encoded(id)}/${channel}?context=%7B%22contextType%22%3A%22chat%22%7D`;
    return `${teams}/message/${encoded(channel)}/${reply ?? root}?groupId=${id}&parentMessageId=${root}`;
  };

/** What Teams copies for the chat of a message. */
export const chatLink =
  (text = ""): FromAnswers =>
  (answers) =>
    `${teams}/chat/${encoded(partsOf(the("uri", text)(answers))[1] ?? "")}/conversations`;

/** What Teams copies for a channel. */
export const channelLink =
  (name: string): FromAnswers =>
  (answers) => {
    const [, team = "", , channel = ""] = partsOf(the("uri", name)(answers));
    return `${teams}/channel/${encoded(channel)}/${encoded(name)}?groupId=${team}`;
  };

/** A sharing link of a file in a site. */
export const siteSharingLink =
  (site: string, text: string): FromAnswers =>
  (answers) =>
    `https://aozora-coffee.sharepoint.com/:t:/s/${site}/${partsOf(the("uri", text)(answers))[1]}?e=4xYz`;

/** A sharing link of a file in somebody's OneDrive. */
export const ownSharingLink =
  (folder: string, text: string): FromAnswers =>
  (answers) =>
    `https://aozora-coffee-my.sharepoint.com/:t:/g/personal/${folder}/${partsOf(the("uri", text)(answers))[1]}?e=4xYz`;

/** A link as it stands in a mail whose links are rewritten. */
export const inSafeLink =
  (link: FromAnswers): FromAnswers =>
  (answers) =>
    `https://jpn01.safelinks.protection.outlook.com/?url=${encoded(String(link(answers)))}&data=05%7C02&reserved=0`;
