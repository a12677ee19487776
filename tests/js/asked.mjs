// Carries jobs out with the page's Python, in node: node asked.mjs SCRIPT JOBS DONE
// A job is {check: question, source, above}, {mark: question, outcomes} or {ask: [requests]}.
import { readFileSync, writeFileSync } from "node:fs";
import vm from "node:vm";
import { check, loading, words } from "../../coursekit/web/python/front/check.js";
import { mark } from "../../coursekit/web/python/front/marks.js";
import { numbers, Python } from "../../coursekit/web/python/front/python.js";
import { NodeWorker } from "./worker.mjs";

const [from, asked, to] = process.argv.slice(2);
const [script, jobs] = [from, asked].map((path) => readFileSync(path, "utf8"));
vm.runInThisContext(script);
const python = new Python((text) => new NodeWorker(text), 300_000);
const told = (question, given) =>
  "mark" in given
    ? { status: given.mark.status, words: words(question, given.mark) }
    : { lacks: given.lacks, words: [given.says] };

const done = [];
for (const job of JSON.parse(jobs, numbers)) {
  if (job.mark) {
    done.push(told(job.mark, { mark: mark(job.mark, job.outcomes) }));
  } else if (job.check) {
    done.push(told(job.check, await check(python, job.check, job.source, job.above)));
  } else {
    const loads = job.source ? [loading(job.source, job.name)] : [];
    done.push(await python.ask([...loads, ...job.ask]));
  }
}
const plain = (_, value) =>
  typeof value === "number" && !Number.isFinite(value)
    ? { number: String(value) }
    : value;
writeFileSync(to, JSON.stringify(done, plain));
process.exit();
