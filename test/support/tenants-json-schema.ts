import { z } from "zod";
import { catalog } from "#common/tools/catalog.ts";
import { tenantsFileSchema } from "#gateway/tenants/tenants-file-schema.ts";

/** docs/tenants.schema.json: the tenants file as an editor checks it. That no tenant is listed twice it can't say. */
export function tenantsJsonSchema(): string {
  const schema = tenantsFileSchema(catalog.map(({ name }) => name));
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  const named = { $schema, title: "TENANTS_FILE of m365-connector", ...rest };
  return `${JSON.stringify(named, null, 2)}\n`;
}
