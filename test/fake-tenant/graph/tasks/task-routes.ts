import type { GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { plannerRoutes } from "./planner-routes.ts";
import { todoRoutes } from "./todo-routes.ts";

/** The caller's own tasks, in To Do and Planner. */
export const taskRoutes: readonly GraphRoute[] = [...todoRoutes, ...plannerRoutes];
