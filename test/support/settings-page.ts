import { markdownTable } from "./marked-block.ts";
import { listSettings, type Setting, settingsBySection } from "./settings-list.ts";

function defaultCell(setting: Setting): string {
  if (setting.isRequired) return "required";
  if (setting.default === undefined) return "not set";
  return setting.default === "" ? "empty" : `\`${setting.default.replaceAll(",", ", ")}\``;
}

function row(setting: Setting): string[] {
  const { name, isSecret, by, description } = setting;
  const variable = isSecret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
  return [variable, by.length === 2 ? "both" : by.join(), defaultCell(setting), description];
}

/** The settings as Markdown: one heading and one table per section. */
export function settingsTables(settings: readonly Setting[] = listSettings()): string {
  return settingsBySection(settings)
    .filter(([, ofSection]) => ofSection.length > 0)
    .map(([section, ofSection]) => {
      const table = markdownTable(["variable", "process", "default", "meaning"], ofSection.map(row));
      return `## ${section}\n\n${table}`;
    })
    .join("\n\n");
}
