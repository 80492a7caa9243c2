import { catalog } from "#common/tools/catalog.ts";
import type { ToolDefinition } from "#common/tools/define-tool.ts";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";

/**
 * Preloaded into a gateway: the catalog has BENCH_TOOLS tools, the mail search among them. Beyond those that there are,
 * copies of them under other names, with the same schemas.
 */
const wanted = Number(process.env.BENCH_TOOLS);
const real: readonly ToolDefinition[] = catalog;
const others = real.filter(({ name }) => name !== outlookEmailSearch.name);
const copies = Array.from({ length: wanted }, (_unused, index) => {
  const original = others[index % others.length] ?? outlookEmailSearch;
  return { ...original, name: `${original.name}_${index}` };
});
const chosen = [outlookEmailSearch, ...others, ...copies].slice(0, wanted);
// A tuple to its readers, an array in fact.
(catalog as unknown as ToolDefinition[]).splice(0, catalog.length, ...chosen);
