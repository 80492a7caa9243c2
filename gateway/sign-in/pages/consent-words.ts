import type { Language } from "#gateway/pages/language.ts";
import type { Profile } from "#gateway/sign-in/redirects/redirect-rules.ts";

/** The names by which people know those whose redirect addresses are known. */
export const profileNames: Partial<Record<Profile, string>> = {
  claude: "Claude",
  chatgpt: "ChatGPT",
  cursor: "Cursor",
  "copilot-studio": "Microsoft Copilot Studio",
  "vscode-dev": "VS Code for the Web",
};

interface ConsentWords {
  title: string;
  who: string;
  callsItself: (name: string) => string;
  nameless: string;
  describedAt: (host: string) => string;
  where: string;
  program: (port: number) => string;
  app: (name: string) => string;
  server: string;
  scopes: string;
  reads: string;
  stays: string;
  onlyIf: string;
  neverAsked: string;
  approve: string;
  cancel: string;
}

export const consentWords: Readonly<Record<Language, ConsentWords>> = {
  en: {
    title: "Allow this app to read your Microsoft 365?",
    who: "App",
    callsItself: (name) => `calls itself “${name}”`,
    nameless: "an app that gives no name",
    describedAt: (host) => `described at ${host}`,
    where: "The sign-in goes to",
    program: (port) => `a program on this computer, port ${port}`,
    app: (name) => `the app ${name} on this computer`,
    server: "Server",
    scopes: "It may",
    reads:
      "read what you can read in Microsoft 365, as far as your organisation has allowed: mail, calendar, files, " +
      "chats. It can't change anything.",
    stays: "stay signed in until you or your organisation end it.",
    onlyIf: "Continue only if you started this yourself just now.",
    neverAsked: "Nobody will ever ask you for the address or code that you see afterwards. Don't pass it on.",
    approve: "Continue to Microsoft",
    cancel: "Cancel",
  },
  ja: {
    title: "このアプリに Microsoft 365 の読み取りを許可しますか?",
    who: "アプリ",
    callsItself: (name) => `「${name}」と名乗るアプリ`,
    nameless: "名前のないアプリ",
    describedAt: (host) => `${host} の説明による`,
    where: "サインインの送り先",
    program: (port) => `このコンピューター上のプログラム (ポート ${port})`,
    app: (name) => `このコンピューター上のアプリ ${name}`,
    server: "サーバー",
    scopes: "許可される内容",
    reads:
      "Microsoft 365 で、あなたが閲覧でき、組織が許可した内容 (メール、予定表、" +
      "ファイル、チャット) を読み取ること。変更はできません。",
    stays: "あなたまたは組織が終了するまで、サインインした状態を保つこと。",
    onlyIf: "ご自身で今サインインを始めた場合にだけ、続行してください。",
    neverAsked:
      "この後に表示されるアドレスやコードを、第三者に伝える必要は決してありません。" +
      "尋ねられても、誰にも教えないでください。",
    approve: "Microsoft に進む",
    cancel: "キャンセル",
  },
};
