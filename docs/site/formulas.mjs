// Formulas as SVG: a JSON list of {tex, display} comes in; out goes the HTML of each,
// and the glyphs that they use, by id. MathJax writes each formula twice: as a picture,
// and as MathML for those who do not see it.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { init } = createRequire(import.meta.url)("mathjax");
const MathJax = await init({
  loader: { load: ["input/tex-full", "output/svg", "a11y/assistive-mml"] },
  tex: { packages: { "[-]": ["noerrors", "noundefined"] } }, // faults are told
  svg: { fontCache: "global" },
});
const { adaptor, output } = MathJax.startup;

const UNUSED = / (data-c|data-mml-node|data-mjx-texclass|xmlns:xlink)="[^"]*"/g;

/** @param {{ tex: string, display: boolean }} formula */
function drawn({ tex, display }) {
  const html = adaptor.outerHTML(MathJax.tex2svg(tex, { display }));
  const error = html.match(/data-mjx-error="([^"]*)"/);
  if (error) throw new Error(`${error[1]} in the formula ${tex}`);
  return html.replace(UNUSED, "").replaceAll("xlink:href", "href");
}

try {
  const formulas = JSON.parse(await text(process.stdin)).map(drawn);
  const paths = adaptor.childNodes(output.fontCache.getCache());
  const glyphs = paths.map((/** @type {any} */ path) => [
    adaptor.getAttribute(path, "id"),
    adaptor.outerHTML(path),
  ]);
  process.stdout.write(
    JSON.stringify({ formulas, glyphs: Object.fromEntries(glyphs) }),
  );
} catch (error) {
  process.stderr.write(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
