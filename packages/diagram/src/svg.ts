import { type Entities } from "./entities.ts";
import { graphvizText } from "./graphviz.ts";

/** Comments name the layout program's version, which would change a committed picture without any change of tables. */
function withoutComments(svg: string): string {
  return svg.replace(/<!--[\s\S]*?-->\n?/g, "");
}

/** A picture laid out by Graphviz, compiled to WebAssembly: nothing to install, no network, the same bytes each time. */
export async function svgText(entities: Entities): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return withoutComments(viz.renderString(graphvizText(entities), { format: "svg" }));
}
