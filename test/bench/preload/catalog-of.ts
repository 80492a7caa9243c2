import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { openCatalog } from "./open-catalog.ts";

/**
 * Preloaded into a gateway: the catalog has BENCH_TOOLS tools, the mail search among them. Beyond those that there are,
 * copies of them under other names, with the same schemas.
 */
const wanted = Number(process.env.BENCH_TOOLS);
const others = openCatalog.filter(({ name }) => name !== outlookEmailSearch.name);
const copies = Array.from({ length: wanted }, (_unused, index) => {
  const original = others[index % others.length] ?? outlookEmailSearch;
  return { ...original, name: `${original.name}_${index}` };
});
const chosen = [outlookEmailSearch, ...others, ...copies].slice(0, wanted);
openCatalog.splice(0, openCatalog.length, ...chosen);
