/** The weaker scopes that Graph accepts a granted scope for. https://learn.microsoft.com/graph/permissions-reference */
const implied: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "User.ReadWrite": ["User.Read"],
    "User.ReadBasic.All": ["User.Read"],
    "User.Read.All": ["User.ReadBasic.All", "User.Read"],
    "User.ReadWrite.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "Directory.Read.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "Directory.ReadWrite.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "People.Read.All": ["People.Read"],
    "MailboxSettings.ReadWrite": ["MailboxSettings.Read"],
    "Mail.ReadWrite": ["Mail.Read", "Mail.ReadBasic"],
    "Mail.Read": ["Mail.ReadBasic"],
    "Mail.ReadWrite.Shared": ["Mail.Read.Shared"],
    "Calendars.ReadWrite": ["Calendars.Read", "Calendars.ReadBasic"],
    "Calendars.Read": ["Calendars.ReadBasic"],
    "Calendars.ReadWrite.Shared": ["Calendars.Read.Shared"],
    "Chat.ReadWrite": ["Chat.Read", "Chat.ReadBasic", "ChatMember.Read"],
    "Chat.Read": ["Chat.ReadBasic", "ChatMember.Read"],
    "Chat.ReadBasic": ["ChatMember.Read"],
    "ChatMember.ReadWrite": ["ChatMember.Read"],
    "Files.ReadWrite.All": ["Files.Read.All", "Files.Read"],
    "Files.ReadWrite": ["Files.Read"],
    "Files.Read.All": ["Files.Read"],
    "Sites.ReadWrite.All": ["Sites.Read.All"],
    "Sites.FullControl.All": ["Sites.Read.All"],
    "Notes.ReadWrite": ["Notes.Read"],
    "Notes.Read.All": ["Notes.Read"],
    "Notes.ReadWrite.All": ["Notes.Read.All", "Notes.Read"],
    "Tasks.ReadWrite": ["Tasks.Read"],
  }),
);

/** The granted scopes and every weaker scope that they cover, so that tools only need `has`. */
export function withImpliedScopes(granted: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(granted);
  for (const scope of granted) for (const weaker of implied.get(scope) ?? []) all.add(weaker);
  return all;
}
