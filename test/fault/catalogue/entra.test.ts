import { entra } from "./entra.ts";
import { testFamily } from "./test-family.ts";

testFamily(entra);
