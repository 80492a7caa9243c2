import type { ToolName } from "#common/tools/catalog.ts";

/** What each tool gives, as the first sentence of its contract says it in English. */
export const toolWordsJa: Readonly<Record<ToolName, string>> = {
  sharepoint_search: "SharePoint と OneDrive のファイル、フォルダー、ページをテキストやプロパティで検索します。",
  sharepoint_folder_search: "SharePoint と OneDrive のフォルダーを名前の一部で検索します。",
  outlook_email_search: "Outlook のメールをテキスト、差出人、宛先、フォルダー、日付で検索します。",
  outlook_calendar_search: "Outlook の予定を日付、テキスト、出席者、開催者で検索します。",
  find_meeting_availability: "Outlook の予定表から、ご本人とほかの参加者の空き時間を探します。",
  chat_message_search: "Teams のチャットとチャネルのメッセージをテキスト、ユーザー、日付で検索します。",
  onenote_search: "OneNote のページを、タイトルに含まれる語で新しい順に検索します。",
  tasks_search:
    "Microsoft To Do のタスクと、Planner でご本人に割り当てられたタスクを、テキスト、リスト、期限で検索します。",
  read_resource: "メール、予定、チャット、ファイルなどの本文、画像、添付ファイルを URI で読み取ります。",
  outlook_find_available_time: "ご本人、ほかの参加者、会議室の空いている時間と、ご本人の現在時刻を示します。",
  get_me: "サインインしたご本人の名前、アドレス、職務、上司、勤務先、電話番号、現在時刻、勤務時間を示します。",
  get_granted_scopes: "組織がこのコネクタに許可したアクセス許可と、各ツールに不足しているものを示します。",
  search_people: "ご本人が一緒に仕事をしている人と組織内の人を、名前やメール アドレスで検索します。",
  teams_list_chats: "ご本人が参加している Teams のチャットを、新しいメッセージの順に一覧表示します。",
  teams_list_teams: "ご本人が参加している Teams のチームを一覧表示します。",
  teams_list_channels: "Teams のチームのチャネルを、ほかのチームから共有されたものも含めて一覧表示します。",
  teams_list_channel_messages: "Teams のチャネルのメッセージを、最新の返信とともに、新しいスレッドから一覧表示します。",
};
