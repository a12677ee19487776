// The script that Python joins of the modules: COURSEKIT_SCRIPT names the file.
import assert from "node:assert/strict";
import test from "node:test";
import { pathToFileURL } from "node:url";

const path = process.env.COURSEKIT_SCRIPT;

test("the joined script exports what its entry does, and runs", {
  skip: !path,
}, async () => {
  const joined = await import(pathToFileURL(path));
  const entry = await import("../../coursekit/explorers/front/explorer.js");
  assert.deepEqual(Object.keys(joined).sort(), Object.keys(entry).sort());
  assert.equal(typeof joined.default.render, "function");
});
