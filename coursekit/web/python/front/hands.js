// @ts-check
// The elements in which readers type: an exercise's question, a rule of one's own.

import { define as exercise } from "./exercise.js";
import { define as rule } from "./rule.js";

exercise();
rule();
