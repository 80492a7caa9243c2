import { graph } from "./graph.ts";
import { testFamily } from "./test-family.ts";

testFamily(graph);
