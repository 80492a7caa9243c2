import type { Language } from "#gateway/pages/language.ts";

/** What ends a sign-in on a page of ours, since nobody may be sent on. A closed set: also a label in metrics. */
export type PageProblem =
  | "opened_by_hand"
  | "unreadable"
  | "unknown_client"
  | "document_unread"
  | "document_unreachable"
  | "document_unfit"
  | "unregistered_redirect"
  | "refused_redirect"
  | "assistant_not_allowed"
  | "foreign_form"
  | "expired"
  | "no_flow"
  | "too_long"
  | "not_offered";

/** What happened, and what to do. */
export interface ProblemWords {
  title: string;
  happened: string;
  next: string;
}

const startAgain = {
  en: "Go back to your app and start the sign-in there again.",
  ja: "アプリに戻り、サインインをもう一度始めてください。",
};

const tellTheMaker = {
  en: "If that does not help, tell the maker of the app.",
  ja: "解決しない場合は、アプリの開発元に連絡してください。",
};

const en: Readonly<Record<PageProblem, ProblemWords>> = {
  opened_by_hand: {
    title: "This address is opened by apps",
    happened: "Your app opens it with what it asks for, when you connect it. By itself it does nothing.",
    next: "Start the sign-in in your app: add this server there, or choose to connect or sign in.",
  },
  unreadable: {
    title: "This sign-in link can't be read",
    happened: "The link is too long or has a part twice, so it is not clear what was asked.",
    next: `${startAgain.en} ${tellTheMaker.en}`,
  },
  unknown_client: {
    title: "This server does not know the app",
    happened: "The app's client ID is not one that this server has given.",
    next:
      "Remove this server from your app and add it back, so that the app registers again. If you typed a client " +
      "ID, compare it with the one that your admin gave you.",
  },
  document_unread: {
    title: "This server does not read the app's description",
    happened:
      "The app's client ID is the address of a page that describes the app. This server reads such pages of some " +
      "apps only, and this app is none of them.",
    next:
      "If your organisation uses this app, the operator of this server can have its page read, or let it register " +
      "(SIGN_IN_CIMD). If you did not start a sign-in yourself just now, close this page.",
  },
  document_unreachable: {
    title: "The app's description can't be fetched",
    happened:
      "The app's client ID is the address of a page that describes the app. This server could not fetch that page " +
      "just now.",
    next: `Wait a moment. ${startAgain.en} ${tellTheMaker.en}`,
  },
  document_unfit: {
    title: "The app's description can't be used",
    happened:
      "The app's client ID is the address of a page that describes the app. What this server was sent from there is " +
      "no such description, or not this app's.",
    next: `Wait a moment. ${startAgain.en} ${tellTheMaker.en}`,
  },
  unregistered_redirect: {
    title: "The app asks for an answer at another address",
    happened: "The address to which the sign-in would be sent is not one that the app has registered here.",
    next:
      "Remove this server from your app and add it again. If you did not start a sign-in yourself just now, " +
      "close this page.",
  },
  refused_redirect: {
    title: "This app can't sign in here",
    happened: "The address to which the sign-in would be sent is not allowed on this server.",
    next:
      "If your organisation uses this app, the operator of this server can allow its address " +
      "(SIGN_IN_REDIRECTS). If you did not start a sign-in yourself just now, close this page.",
  },
  assistant_not_allowed: {
    title: "This app may not be connected here",
    happened:
      "The operator of this server has decided which apps may be connected to your organisation's Microsoft 365, and " +
      "this one is not among them.",
    next:
      "Use an app that your organisation allows, or ask the operator of this server (ALLOWED_ASSISTANTS, or " +
      "assistants in the tenants file). If you did not start a sign-in yourself just now, close this page.",
  },
  foreign_form: {
    title: "This did not come from our page",
    happened:
      "Your browser did not send what our own page gives it. Another page may have tried to answer for you, or " +
      "cookies of this server are blocked.",
    next: `Allow cookies for this server. ${startAgain.en}`,
  },
  expired: {
    title: "That took too long",
    happened: "A sign-in has to be confirmed within 10 minutes.",
    next: startAgain.en,
  },
  no_flow: {
    title: "This sign-in is over",
    happened:
      "It was finished before, took longer than 10 minutes, or began in another browser. Nothing was handed to " +
      "anybody.",
    next: `${startAgain.en} If somebody sent you this address, close this page.`,
  },
  too_long: {
    title: "The answer is too long for this app",
    happened: "The address that opens the app would have more than 2,000 letters, which not every system can open.",
    next: "Start the sign-in in the app's terminal or in another app.",
  },
  not_offered: {
    title: "People don't sign in at this server",
    happened:
      "This server sends its clients to Microsoft Entra. Your app came here instead: it needs registration or " +
      "metadata that Entra does not have.",
    next:
      "The operator of this server can offer sign-in here, by the settings SIGN_IN_CLIENT_ID and SIGN_IN_KEYS. " +
      "Otherwise enter the client ID that your admin gave you in the app.",
  },
};

const ja: Readonly<Record<PageProblem, ProblemWords>> = {
  opened_by_hand: {
    title: "アプリが開くアドレスです",
    happened: "アプリを接続するときに、アプリが必要な情報とともに開きます。直接開いても何も行われません。",
    next: "アプリでこのサーバーを追加するか、接続またはサインインを選択してください。",
  },
  unreadable: {
    title: "サインインのリンクを読み取れません",
    happened: "リンクが長すぎるか、同じ項目が二度含まれています。",
    next: `${startAgain.ja}${tellTheMaker.ja}`,
  },
  unknown_client: {
    title: "このアプリは登録されていません",
    happened: "アプリのクライアント ID は、このサーバーが発行したものではありません。",
    next:
      "アプリからこのサーバーを削除し、もう一度追加してください。" +
      "クライアント ID を入力した場合は、" +
      "管理者から受け取ったものと一致するか確認してください。",
  },
  document_unread: {
    title: "このアプリの説明は参照されません",
    happened:
      "アプリのクライアント ID は、アプリを説明するページのアドレスです。" +
      "サーバーは一部のアプリの説明だけを参照し、このアプリはその中にありません。",
    next:
      "組織でこのアプリを利用する場合は、サーバーの運用者が SIGN_IN_CIMD で説明の参照、" +
      "またはアプリの登録を許可できます。" +
      "ご自身で今サインインを始めたのでなければ、このページを閉じてください。",
  },
  document_unreachable: {
    title: "アプリの説明を取得できません",
    happened:
      "アプリのクライアント ID は、アプリを説明するページのアドレスです。" +
      "サーバーは今、そのページを取得できませんでした。",
    next: `しばらく待ってから、${startAgain.ja}${tellTheMaker.ja}`,
  },
  document_unfit: {
    title: "アプリの説明を利用できません",
    happened:
      "アプリのクライアント ID は、アプリを説明するページのアドレスです。" +
      "そこから届いた内容は説明の形式に合っていないか、別のアプリのものです。",
    next: `しばらく待ってから、${startAgain.ja}${tellTheMaker.ja}`,
  },
  unregistered_redirect: {
    title: "登録と異なる宛先が指定されています",
    happened: "結果の送り先が、アプリが登録したアドレスではありません。",
    next:
      "アプリからこのサーバーを削除し、もう一度追加してください。" +
      "ご自身で今サインインを始めたのでなければ、このページを閉じてください。",
  },
  refused_redirect: {
    title: "このアプリではサインインできません",
    happened: "サインインの結果の送り先は、このサーバーでは許可されていません。",
    next:
      "組織でこのアプリを利用する場合は、" +
      "サーバーの運用者が SIGN_IN_REDIRECTS で許可できます。" +
      "ご自身で今サインインを始めたのでなければ、このページを閉じてください。",
  },
  assistant_not_allowed: {
    title: "このアプリは接続できません",
    happened:
      "組織の Microsoft 365 に接続できるアプリはこのサーバーの運用者が決めており、このアプリは含まれていません。",
    next:
      "組織で許可されたアプリを使うか、サーバーの運用者に問い合わせてください（ALLOWED_ASSISTANTS、テナントファイルの assistants）。" +
      "ご自身で今サインインを始めたのでなければ、このページを閉じてください。",
  },
  foreign_form: {
    title: "このサーバーのページからの操作ではありません",
    happened:
      "このページが渡した情報がブラウザーから送られませんでした。" +
      "別のページが代わりに答えようとしたか、Cookie がブロックされています。",
    next: `このサーバーの Cookie を許可してください。${startAgain.ja}`,
  },
  expired: {
    title: "時間切れです",
    happened: "サインインは 10 分以内に確認する必要があります。",
    next: startAgain.ja,
  },
  no_flow: {
    title: "このサインインは終了しています",
    happened: "すでに完了したか、10 分を過ぎたか、別のブラウザーで始められたものです。誰にも何も渡していません。",
    next: `${startAgain.ja}このアドレスが誰かから送られてきた場合は、このページを閉じてください。`,
  },
  too_long: {
    title: "このアプリには長すぎます",
    happened: "アプリを開くアドレスが 2,000 文字を超えます。",
    next: "アプリのターミナルまたは別のアプリでサインインしてください。",
  },
  not_offered: {
    title: "このサーバーではサインインできません",
    happened:
      "このサーバーはクライアントを Microsoft Entra に案内します。" +
      "アプリは Entra にない登録やメタデータを必要とするため、ここに来ました。",
    next:
      "サーバーの運用者は、SIGN_IN_CLIENT_ID と SIGN_IN_KEYS を設定すると、" +
      "ここでのサインインを有効にできます。" +
      "または、管理者から受け取ったクライアント ID をアプリに入力してください。",
  },
};

export const problemWords: Readonly<Record<Language, Readonly<Record<PageProblem, ProblemWords>>>> = { en, ja };
