import { network } from "./network.ts";
import { testFamily } from "./test-family.ts";

testFamily(network);
