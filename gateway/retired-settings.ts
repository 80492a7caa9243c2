type Environment = Readonly<Record<string, string | undefined>>;

/** Compose passes them on, so that the gateway can refuse to start with them. */
export const retiredSettings: readonly string[] = ["OAUTH_SHIM", "OAUTH_SHIM_CLIENT_ID"];

/**
 * One line for settings that are gone and still set: silence would leave people without the sign-in that they had.
 * @returns no line, or one
 */
export function retiredSettingProblems(environment: Environment): string[] {
  const still = retiredSettings.filter((name) => (environment[name] ?? "") !== "");
  if (still.length === 0) return [];
  return [
    `${still.join(" and ")}: the OAuth shim is gone. Remove it, and set SIGN_IN_CLIENT_ID to the client id that ` +
      "OAUTH_SHIM_CLIENT_ID had, or to the Client app's, and SIGN_IN_KEYS to a key; see docs/upgrade.md",
  ];
}
