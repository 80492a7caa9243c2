/** The delegated Graph permissions of the Server app's registration, to which an admin consents as a whole. */
export const registeredPermissions: readonly string[] = [
  "User.Read",
  "Mail.Read",
  "Mail.Read.Shared",
  "Calendars.Read",
  "Calendars.Read.Shared",
  "Files.Read.All",
  "Sites.Read.All",
  "Chat.Read",
  "ChannelMessage.Read.All",
  "OnlineMeetings.Read",
  "OnlineMeetingTranscript.Read.All",
];
