export { diagramFormats, type DiagramFormat, drawDiagram, type DiagramOptions } from "./draw.ts";
export type { ShownColumns } from "./entities.ts";
