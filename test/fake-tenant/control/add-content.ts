import {
  addItem,
  type DriveRecord,
  ensureFolder,
  type StoredItem,
  webUrlOf,
} from "#test/fake-tenant/data/files/drive.ts";
import { authorOf } from "#test/fake-tenant/data/files/file-store.ts";
import { addChatMessage, teamIdOf } from "#test/fake-tenant/data/teams/team-store.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type {
  AddedChatMessage,
  AddedFile,
  NewCalendarEvent,
  NewChatLine,
  NewFile,
  NewNotePage,
  NewTodoTask,
} from "./control-types.ts";

/** Puts a file into a OneDrive, or into a site's first library. */
export function addFile(world: World, user: UserRecord, file: NewFile): AddedFile {
  const drive = driveFor(world, user, file.site);
  const names = file.path.split("/").filter((name) => name !== "");
  const name = names.pop() ?? "";
  const bytes = file.base64 === undefined ? Buffer.from(file.text ?? "") : Buffer.from(file.base64, "base64");
  const made = { createdBy: authorOf(user), createdAt: world.now(), modifiedAt: world.now() };
  const item: StoredItem = addItem(ensureFolder(drive.root, names.join("/"), made), {
    ...made,
    name,
    source: { bytes: () => bytes, size: bytes.length, text: () => file.text ?? "" },
    ...(file.mimeType === undefined ? {} : { mimeType: file.mimeType }),
  });
  for (const id of file.sharedWith ?? []) item.sharedWith.add(id);
  return { driveId: drive.id, itemId: item.id, webUrl: webUrlOf(item) };
}

function driveFor(world: World, user: UserRecord, siteName: string | undefined): DriveRecord {
  const drive =
    siteName === undefined
      ? world.files.oneDrive(user)
      : world.files.sites(user.tenantId).find(({ name }) => name === siteName)?.drives[0];
  if (drive === undefined) throw new Error(`The fake cloud has no drive for ${siteName ?? user.displayName}.`);
  return drive;
}

/** Writes into a chat or channel; a chat of two people is made when there is none. */
export function addLine(world: World, user: UserRecord, line: NewChatLine): AddedChatMessage {
  const createdAt = line.createdDateTime === undefined ? world.now() : Date.parse(line.createdDateTime);
  const content = {
    from: user,
    html: line.html,
    createdAt,
    ...(line.subject === undefined ? {} : { subject: line.subject }),
    pictures: (line.pictures ?? []).map(({ contentType, base64 }) => ({
      contentType,
      bytes: Buffer.from(base64, "base64"),
    })),
  };
  if ("channel" in line) {
    const channels = world.teams.teams(user).flatMap(({ channels }) => channels);
    const channel = channels.find(({ team, displayName }) => `${team.displayName}/${displayName}` === line.channel);
    if (channel === undefined) throw new Error(`The fake cloud has no channel ${line.channel}.`);
    const root = channel.messages.find(({ id }) => id === line.replyTo);
    const { id } = addChatMessage(root === undefined ? { channel } : { root }, content);
    return { id, teamId: channel.team.id, channelId: channel.id };
  }
  const other = world.directory.users.get(line.withUserId);
  if (other === undefined) throw new Error(`The fake cloud has no user ${line.withUserId}.`);
  const members = other === user ? [user] : [user, other];
  const chat =
    world.teams
      .chats(user)
      .find((one) => (one.isSelf ? other === user : one.chatType === "oneOnOne" && one.members.includes(other))) ??
    world.teams.addChat({ key: `${user.id}:${other.id}`, chatType: "oneOnOne", members, createdAt });
  return { id: addChatMessage({ chat }, content).id, chatId: chat.id };
}

/** Adds a user to the team of this name. */
export function joinTeam(world: World, user: UserRecord, name: string): { teamId: string } {
  const team = world.teams.team(user.tenantId, teamIdOf(user.tenantId, name));
  if (team === undefined) throw new Error(`The fake cloud has no team ${name}.`);
  if (!team.members.includes(user)) team.members.push(user);
  return { teamId: team.id };
}

/** Puts a meeting into a user's calendar and those of the people invited; the id is the user's. */
export function addEvent(world: World, user: UserRecord, event: NewCalendarEvent): { id: string } {
  const start = Date.parse(event.startDateTime);
  const meeting = world.calendars.add({
    key: `added:${user.id}:${world.calendars.masters(user).length}`,
    tenantId: user.tenantId,
    organizer: user,
    subject: event.subject,
    html: event.html ?? "",
    location: event.location ?? "",
    startAt: start,
    durationMs: Date.parse(event.endDateTime) - start,
    isAllDay: event.isAllDay ?? false,
    timeZone: event.timeZone ?? "UTC",
    sensitivity: event.isPrivate === true ? "private" : "normal",
    createdAt: world.now(),
  });
  const made = world.calendars.masters(user).find((one) => one.meeting === meeting);
  if (made === undefined) throw new Error(`${user.displayName} has no calendar.`);
  return { id: made.id };
}

/** Puts a task into a list of To Do. */
export function addTask(world: World, user: UserRecord, task: NewTodoTask): { listId: string; id: string } {
  const list = world.tasks.list(user, task.list ?? "Tasks");
  const { id } = world.tasks.addTask(list, {
    key: `added:${list.tasks.length}`,
    title: task.title,
    ...(task.note !== undefined && { note: { type: "text" as const, content: task.note } }),
    ...(task.dueDateTime !== undefined && { dueAt: Date.parse(task.dueDateTime) }),
    ...(task.status !== undefined && { status: task.status }),
  });
  return { listId: list.id, id };
}

/** Puts a page into a notebook of the user, or of a site. */
export function addNotePage(world: World, user: UserRecord, page: NewNotePage): { id: string; siteId?: string } {
  const { site: siteName, notebook = "Private", section = "Diary", ...content } = page;
  const site = world.files.sites(user.tenantId).find(({ name }) => name === siteName);
  site?.members.add(user.id);
  const { id } = world.notes.addPage(
    world.notes.section(world.notes.notebook(site ?? user, notebook), section),
    content,
  );
  return site === undefined ? { id } : { id, siteId: site.id };
}
