import { type ExampleSetting, readEnvExample } from "./env-example.ts";
import { markdownTable } from "./marked-block.ts";
import { listSettings, type Setting } from "./settings-list.ts";

function defaultCell(setting: Setting): string {
  if (setting.isRequired) return "required";
  if (setting.default === undefined) return "unset";
  return setting.default === "" ? "empty" : `\`${setting.default.replaceAll(",", ", ")}\``;
}

function row({ name, meaning }: ExampleSetting, setting: Setting): string[] {
  const variable = setting.isSecret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
  const by = setting.by.length === 2 ? "both" : setting.by.join();
  return [variable, by, meaning, defaultCell(setting)];
}

/** All settings in the order and with the words of .env.example; who reads them and the defaults out of the schemas. */
export function settingsTable(envExample: string): string {
  const settings = new Map(listSettings().map((setting) => [setting.name, setting]));
  const rows = readEnvExample(envExample).map((example) => {
    const setting = settings.get(example.name);
    if (setting === undefined) throw new Error(`.env.example: no process reads ${example.name}`);
    return row(example, setting);
  });
  return markdownTable(["variable", "who", "meaning", "default"], rows);
}
