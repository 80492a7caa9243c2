import { fails, fallback, holds, type Probe, untried } from "#workers/graph-check/probe.ts";
import { identified, itemsOf } from "#workers/graph-check/samples.ts";
import { graphNotePage, graphSection, maxPageSize, pageFields } from "#workers/tools/notes/graph-notes.ts";
import { containsLowered } from "#workers/tools/query/odata.ts";
import { graphListedPlan } from "#workers/tools/tasks/graph-tasks.ts";

const query = {
  $filter: containsLowered("title", "a"),
  $orderby: "lastModifiedDateTime desc",
  $top: maxPageSize,
};

/** Planner and OneNote. */
export const noteAndTaskProbes: readonly Probe[] = [
  {
    id: "R43",
    assumption: "Planner lists the plans of somebody's teams among those of the person",
    scopes: ["Tasks.Read", "Team.ReadBasic.All"],
    async run({ ask, samples }) {
      const listed = new Set((await samples.plans()).map(({ id }) => id));
      const teams = await ask.page({ path: ["me", "joinedTeams"] }, identified);
      let found = 0;
      const refusals: string[] = [];
      for (const { id } of itemsOf(teams).slice(0, 10)) {
        const plans = await ask.page({ path: ["groups", id, "planner", "plans"] }, graphListedPlan);
        if (plans.refusal !== undefined) refusals.push(plans.refusal);
        else if (plans.value.items.some((plan) => !listed.has(plan.id)))
          return fallback("its teams are asked for a plan");
        else found += plans.value.items.length;
      }
      if (found > 0) return holds;
      const [refusal] = refusals;
      return refusal === undefined ? untried("no plan in a team") : fails(`a team's plans are refused: ${refusal}`);
    },
  },
  {
    id: "R32",
    assumption: "OneNote lists the pages of all sections at once",
    scopes: ["Notes.Read"],
    async run({ ask }) {
      const me = ["me", "onenote"];
      const all = await ask.page({ path: [...me, "pages"], query: { ...query, ...pageFields } }, graphNotePage);
      if (all.refusal === undefined) return holds;
      const sections = await ask.page(
        { path: [...me, "sections"], query: { $select: "id", $orderby: query.$orderby, $top: 12 } },
        graphSection,
      );
      if (sections.refusal !== undefined) return fails(`the sections are refused too: ${sections.refusal}`);
      const { items } = sections.value;
      if (items.length === 0) return untried(`no section, and the list is refused: ${all.codes.join(" ")}`);
      let refused = 0;
      for (const { id } of items) {
        const path = [...me, "sections", id, "pages"];
        const pages = await ask.page({ path, query: { ...query, $select: pageFields.$select } }, graphNotePage);
        if (pages.refusal !== undefined) refused += 1;
      }
      const how = `section by section, of which ${refused} of ${items.length} are refused; ${all.codes.join(" ")}`;
      return refused < items.length ? fallback(how) : fails(how);
    },
  },
];
