import { z } from "zod";
import { fails, fallback, holds, type Probe, untried } from "#workers/graph-check/probe.ts";
import { graphListedPlan } from "#workers/tools/tasks/graph-planner.ts";

const team = z.looseObject({ id: z.string() });

/** Planner. */
export const taskProbes: readonly Probe[] = [
  {
    id: "R43",
    assumption: "Planner lists the plans of somebody's teams among those of the person",
    scopes: ["Tasks.Read", "Team.ReadBasic.All"],
    async run({ ask, samples }) {
      const listed = new Set((await samples.plans()).map(({ id }) => id));
      const teams = await ask.page({ path: ["me", "joinedTeams"] }, team);
      let found = 0;
      const refusals: string[] = [];
      for (const { id } of teams.refusal === undefined ? teams.value.items.slice(0, 10) : []) {
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
];
