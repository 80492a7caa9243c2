import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { permissionsByArgument, type ToolContract } from "#common/tools/define-tool.ts";
import { codeText, type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

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

/** Up to and with the first full stop. */
export const firstSentence = (text: string): string => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;

/** The argument that every call must have and that decides what it needs, such as the uri of what is read. */
export function decidingArgument(tool: ToolContract): string | undefined {
  if (tool.needsOf === undefined || tool.inputSchema.safeParse({}).success) return undefined;
  return Object.keys(tool.inputSchema.shape)[0];
}

const words = {
  en: {
    tool: "Tool",
    needs: "Needs",
    nothing: "Nothing but the sign-in",
    and: " and ",
    or: " or ",
    less: "Gives less with ",
    withArgument: "Also, with ",
    oneOf: "The permission of what is read: ",
  },
  ja: {
    tool: "ツール",
    needs: "必要なアクセス許可",
    nothing: "サインインのみ",
    and: " と ",
    or: " または ",
    less: "次の場合は一部のみ: ",
    withArgument: "次の引数を使う場合は追加で必要: ",
    oneOf: "読み取る内容に応じたアクセス許可: ",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Values with a word between them. */
const joined = (parts: readonly Html[], between: string): Html =>
  html`${parts.map((part, at) => (at === 0 ? part : html`${between}${part}`))}`;

const names = (scopes: readonly string[], between: string): Html => joined(scopes.map(codeText), between);

function needs(tool: ToolContract, language: Language): Html {
  const { and, or, less, withArgument, oneOf, nothing } = words[language];
  if (tool.permissions[0].scopes.length === 0) return html`${nothing}`;
  if (decidingArgument(tool) !== undefined) {
    return html`${oneOf}${names([...new Set(tool.permissions.flatMap(({ scopes }) => scopes))], ", ")}`;
  }
  const sets = (isReduced: boolean) =>
    tool.permissions
      .filter(({ reduced }) => (reduced !== undefined) === isReduced)
      .map(({ scopes }) => names(scopes, and));
  const reduced = sets(true);
  const partly = reduced.length === 0 ? [] : [html`<p class="quiet">${less}${joined(reduced, or)}</p>`];
  const more = permissionsByArgument(tool).map(
    ({ argument, scopes }) => html`<p class="quiet">${withArgument}${codeText(argument)}: ${names(scopes, and)}</p>`,
  );
  return html`${joined(sets(false), or)}${[...partly, ...more]}`;
}

const gives = (tool: (typeof catalog)[number], language: Language): string =>
  language === "ja" ? toolWordsJa[tool.name] : firstSentence(tool.description);

/** Every tool: what it gives, and the delegated Graph permissions that it needs, as its contract says. */
export function toolsTable(language: Language): Html {
  const { tool: toolHeading, needs: needsHeading } = words[language];
  const rows = catalog.map(
    (tool) =>
      html`<tr><th scope="row">${codeText(tool.name)}<p>${gives(tool, language)}</p></th>
<td data-label="${needsHeading}">${needs(tool, language)}</td></tr>
`,
  );
  return html`<div class="table"><table>
<thead><tr><th scope="col">${toolHeading}</th><th scope="col">${needsHeading}</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}
