import { expect, test } from "@jest/globals";
import { geometryText, parseGeometry } from "./geometry.ts";

test.each([
  "POINT(-122.35 37.55)",
  "POINT EMPTY",
  "LINESTRING(0 0,1 1.5)",
  "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
  "MULTIPOINT((1 2),(3 4))",
  "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
  "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))",
  "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))",
  "POINT(1 2 3)",
])("%s comes back from WKB, WKT and GeoJSON", (wkt) => {
  const stored = parseGeometry(wkt, 4326) ?? "";
  const text = (format: string): string => geometryText(stored, format);
  expect(text("EWKT")).toBe(`SRID=4326;${normal(wkt)}`);
  for (const format of ["EWKB", "WKT", "EWKT", "GEOJSON"]) expect(parseGeometry(text(format), 4326)).toBe(stored);
});

/** Points of a MULTIPOINT are printed without parentheses of their own. */
function normal(wkt: string): string {
  return wkt.startsWith("MULTIPOINT") ? "MULTIPOINT(1 2,3 4)" : wkt;
}

test("hex EWKB of a point", () => {
  expect(parseGeometry("POINT(-122.35 37.55)", 4326)).toBe("0101000020E61000006666666666965EC06666666666C64240");
});

test("what is no shape is refused", () => {
  for (const text of ["", "POINT", "CIRCLE(1 2)", "{}", "abc", "01"]) expect(parseGeometry(text, 0)).toBeUndefined();
});
