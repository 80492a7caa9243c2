import { testSpoilt } from "./spoil-search-tools.ts";

testSpoilt("outlook");
