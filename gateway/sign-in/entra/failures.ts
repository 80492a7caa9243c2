import type { Language } from "#gateway/pages/language.ts";
import type { OauthErrorCode } from "#gateway/sign-in/oauth-fault.ts";

/** What the words name. */
export interface FailurePlace {
  /** The redirect address that Entra must know. */
  callback: string;
  /** This server's page for admins, with the links to both consents. */
  adminUrl: string;
}

/** What Entra's refusal of a sign-in or a renewal means, and what to do. Words only: signing in has no other way on. */
export interface EntraFailure {
  /** What the client is told; at the token endpoint always `invalid_grant`, unless the operator has to act. */
  code: Extract<OauthErrorCode, "access_denied" | "server_error">;
  words: Readonly<Record<Language, (place: FailurePlace) => string>>;
}

const blocked: EntraFailure = {
  code: "access_denied",
  words: {
    en: ({ adminUrl }) =>
      "A Conditional Access policy of your organisation blocks this sign-in. Codes and renewals reach Microsoft " +
      "from the address of this connector's gateway, not from yours. An Entra admin can add the gateway's egress " +
      "addresses as a named location, and let the policy allow that location for the connector's apps: " +
      `${adminUrl}`,
    ja: ({ adminUrl }) =>
      "組織の条件付きアクセス ポリシーによって、このサインインはブロックされました。" +
      "認可コードの引き換えとトークンの更新は、お使いの端末ではなく、" +
      "このコネクタのゲートウェイのアドレスから Microsoft に送られます。" +
      "Entra 管理者は、ゲートウェイの送信元アドレスをネームド ロケーションとして登録し、" +
      `コネクタのアプリについてその場所を許可してください: ${adminUrl}`,
  },
};

const notAssigned: EntraFailure = {
  code: "access_denied",
  words: {
    en: () =>
      "Your organisation lets only assigned people use this connector. Ask an Entra admin to assign you, or a " +
      "group that you are a direct member of, to its enterprise applications.",
    ja: () =>
      "このコネクタは、組織が割り当てたユーザーだけが利用できます。" +
      "Entra 管理者に、コネクタのエンタープライズ アプリケーションへ、" +
      "あなたまたはあなたが直接所属するグループを割り当てるよう依頼してください。",
  },
};

export const consentMissing: EntraFailure = {
  code: "access_denied",
  words: {
    en: ({ adminUrl }) =>
      `Your organisation has not allowed this connector yet. An Entra admin can do so for everybody: ${adminUrl}`,
    ja: ({ adminUrl }) =>
      `組織はまだこのコネクタを許可していません。Entra 管理者は、次の URL で全員に対して同意できます: ${adminUrl}`,
  },
};

export const declined: EntraFailure = {
  code: "access_denied",
  words: {
    en: () => "The permissions were declined. Start the sign-in again in your app if you want to use this connector.",
    ja: () => "許可が拒否されました。このコネクタを使う場合は、アプリからサインインをやり直してください。",
  },
};

export const wrongRedirect: EntraFailure = {
  code: "server_error",
  words: {
    en: ({ callback }) =>
      `Microsoft Entra does not know this server's redirect URI. Its operator adds ${callback} to the sign-in ` +
      "app in Entra, under Authentication, Mobile and desktop applications.",
    ja: ({ callback }) =>
      "このサーバーのリダイレクト URI が Microsoft Entra に登録されていません。" +
      "運用者は、Entra のサインイン用アプリの「認証」で、" +
      `「モバイル アプリケーションとデスクトップ アプリケーション」に ${callback} を追加してください。`,
  },
};

export const wrongPlatform: EntraFailure = {
  code: "server_error",
  words: {
    en: ({ callback }) =>
      `In Entra, ${callback} is registered for the wrong kind of app. Its operator moves it to Authentication, ` +
      "Mobile and desktop applications: this server has no secret and is no web page.",
    ja: ({ callback }) =>
      `Entra で ${callback} が別の種類のプラットフォームに登録されています。` +
      "運用者は「認証」の「モバイル アプリケーションとデスクトップ アプリケーション」へ移してください。",
  },
};

const appMissing: EntraFailure = {
  code: "server_error",
  words: {
    en: ({ adminUrl }) =>
      "Microsoft Entra does not find the connector's sign-in app in your organisation. An Entra admin can add " +
      `it: ${adminUrl} If that fails, its operator checks SIGN_IN_CLIENT_ID.`,
    ja: ({ adminUrl }) =>
      "組織の Microsoft Entra にコネクタのサインイン用アプリが見つかりません。" +
      `Entra 管理者は次の URL で追加できます: ${adminUrl} うまくいかない場合は、` +
      "運用者が SIGN_IN_CLIENT_ID を確認してください。",
  },
};

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const failures: ReadonlyMap<number, EntraFailure> = new Map([
  [53003, blocked],
  [50105, notAssigned],
  [65001, consentMissing],
  [90094, consentMissing],
  [65004, declined],
  [50011, wrongRedirect],
  [500113, wrongRedirect],
  [7000218, wrongPlatform],
  [9002326, wrongPlatform],
  [9002327, wrongPlatform],
  [700016, appMissing],
]);
