/** GEOGRAPHY and GEOMETRY: read from WKT, EWKT, GeoJSON or hex (E)WKB, held as hex EWKB, printed in each of them. */

type Position = readonly number[];

interface Shape {
  readonly type: number;
  /** Nested to the depth of the type; a collection holds shapes. */
  readonly coordinates: Nested;
  readonly members?: readonly Shape[];
}
type Nested = Position | readonly Nested[];

const names = [
  "",
  "POINT",
  "LINESTRING",
  "POLYGON",
  "MULTIPOINT",
  "MULTILINESTRING",
  "MULTIPOLYGON",
  "GEOMETRYCOLLECTION",
];
const jsonNames = [
  "",
  "Point",
  "LineString",
  "Polygon",
  "MultiPoint",
  "MultiLineString",
  "MultiPolygon",
  "GeometryCollection",
];
/** Levels of lists around a position. */
const depths = [0, 0, 1, 2, 1, 2, 3, 0];

class WktReader {
  private at = 0;
  private readonly tokens: readonly string[];

  constructor(text: string) {
    this.tokens = text.match(/[(),]|[^\s(),]+/g) ?? [];
  }

  shape(): Shape | undefined {
    const name = (this.tokens[this.at++] ?? "").toUpperCase();
    const type = names.indexOf(name);
    if (type < 1) return undefined;
    if (/^Z?M?$/i.test(this.tokens[this.at] ?? "?")) this.at++;
    if ((this.tokens[this.at] ?? "").toUpperCase() === "EMPTY") {
      this.at++;
      return { type, coordinates: [], ...(type === 7 && { members: [] }) };
    }
    if (type === 7) {
      const members = this.list(() => this.shape());
      return { type, coordinates: [], members: members.filter((member) => member !== undefined) };
    }
    if (this.tokens[this.at] !== "(") return undefined;
    const depth = depths[type] ?? 0;
    return { type, coordinates: depth === 0 ? this.bracketed() : this.nested(depth) };
  }

  private nested(depth: number): Nested {
    return this.list(() => {
      if (depth > 1) return this.nested(depth - 1);
      return this.tokens[this.at] === "(" ? this.bracketed() : this.position();
    });
  }

  private list<Item>(item: () => Item): Item[] {
    this.at++;
    const items = [item()];
    while (this.tokens[this.at] === ",") {
      this.at++;
      items.push(item());
    }
    this.at++;
    return items;
  }

  private bracketed(): Position {
    this.at++;
    const found = this.position();
    this.at++;
    return found;
  }

  private position(): Position {
    const numbers: number[] = [];
    while (/^[-+.\d]/.test(this.tokens[this.at] ?? "")) numbers.push(Number(this.tokens[this.at++]));
    return numbers;
  }
}

interface JsonShape {
  readonly type?: string;
  readonly coordinates?: Nested;
  readonly geometries?: readonly JsonShape[];
  readonly geometry?: JsonShape;
}

function fromJson(json: JsonShape): Shape | undefined {
  if (json.type === "Feature" && json.geometry !== undefined) return fromJson(json.geometry);
  const type = jsonNames.indexOf(json.type ?? "?");
  if (type < 1) return undefined;
  if (type < 7) return { type, coordinates: json.coordinates ?? [] };
  const members = (json.geometries ?? []).map(fromJson).filter((member) => member !== undefined);
  return { type, coordinates: [], members };
}

function isPosition(value: Nested): value is Position {
  return value.length > 0 && typeof value[0] === "number";
}

function firstPosition(value: Nested): Position | undefined {
  if (isPosition(value)) return value;
  const [first] = value;
  return first === undefined || typeof first === "number" ? undefined : firstPosition(first);
}

class WkbWriter {
  private readonly bytes: Buffer[] = [];

  private word(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    this.bytes.push(bytes);
  }

  private numbers(values: Position): void {
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, index) => bytes.writeDoubleLE(value, index * 8));
    this.bytes.push(bytes);
  }

  shape(shape: Shape, srid: number): this {
    const dimensions = firstPosition(shape.coordinates)?.length ?? 2;
    this.bytes.push(Buffer.from([1]));
    this.word(shape.type | (dimensions > 2 ? 0x80000000 : 0) | (srid === 0 ? 0 : 0x20000000));
    if (srid !== 0) this.word(srid);
    if (shape.members !== undefined) {
      this.word(shape.members.length);
      for (const member of shape.members) this.shape(member, 0);
    } else if (shape.type === 1) {
      this.numbers(isPosition(shape.coordinates) ? shape.coordinates : [NaN, NaN]);
    } else if (shape.type >= 4) {
      this.word(shape.coordinates.length);
      for (const part of shape.coordinates as readonly Nested[])
        this.shape({ type: shape.type - 3, coordinates: part }, 0);
    } else this.rings(shape.coordinates, depths[shape.type] ?? 0);
    return this;
  }

  private rings(value: Nested, depth: number): void {
    if (depth === 0) {
      this.numbers(value as Position);
      return;
    }
    this.word(value.length);
    for (const part of value as readonly Nested[]) this.rings(part, depth - 1);
  }

  hex(): string {
    return Buffer.concat(this.bytes).toString("hex").toUpperCase();
  }
}

class WkbReader {
  srid = 0;
  private at = 0;
  private little = true;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  private word(): number {
    const value = this.little ? this.bytes.readUInt32LE(this.at) : this.bytes.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  shape(): Shape {
    const order = this.bytes.readUInt8(this.at++);
    if (order > 1) throw new RangeError("no byte order");
    this.little = order === 1;
    const word = this.word();
    const dimensions = (word & 0x80000000) !== 0 ? 3 : 2;
    if ((word & 0x20000000) !== 0) this.srid = this.word();
    const type = word & 0xff;
    if (type === 7) {
      const members = Array.from({ length: this.word() }, () => this.shape());
      return { type, coordinates: [], members };
    }
    if (type >= 4) {
      return { type, coordinates: Array.from({ length: this.word() }, () => this.shape().coordinates) };
    }
    const coordinates = this.nested(depths[type] ?? 0, dimensions);
    const empty = type === 1 && isPosition(coordinates) && Number.isNaN(coordinates[0]);
    return { type, coordinates: empty ? [] : coordinates };
  }

  private nested(depth: number, dimensions: number): Nested {
    if (depth > 0) return Array.from({ length: this.word() }, () => this.nested(depth - 1, dimensions));
    return Array.from({ length: dimensions }, () => {
      const value = this.little ? this.bytes.readDoubleLE(this.at) : this.bytes.readDoubleBE(this.at);
      this.at += 8;
      return value;
    });
  }
}

function wkt(shape: Shape): string {
  const name = names[shape.type] ?? "";
  if (shape.members !== undefined) {
    return shape.members.length === 0 ? `${name} EMPTY` : `${name}(${shape.members.map(wkt).join(",")})`;
  }
  if (shape.coordinates.length === 0) return `${name} EMPTY`;
  const body = (value: Nested): string => {
    if (isPosition(value)) return value.map(String).join(" ");
    return `(${value.map((part) => body(part)).join(",")})`;
  };
  const text = body(shape.coordinates);
  return shape.type === 1 ? `${name}(${text})` : name + text;
}

function geoJson(shape: Shape): string {
  const type = jsonNames[shape.type] ?? "";
  if (shape.members !== undefined) {
    return `{"geometries":[${shape.members.map(geoJson).join(",")}],"type":"${type}"}`;
  }
  return `{"coordinates":${JSON.stringify(shape.coordinates)},"type":"${type}"}`;
}

function read(text: string): { shape: Shape; srid: number } | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]+$/i.test(trimmed)) {
    const reader = new WkbReader(Buffer.from(trimmed, "hex"));
    const shape = reader.shape();
    return { shape, srid: reader.srid };
  }
  if (trimmed.startsWith("{")) {
    const shape = fromJson(JSON.parse(trimmed) as JsonShape);
    return shape && { shape, srid: 0 };
  }
  const match = /^(?:SRID=(\d+);)?([\s\S]*)$/i.exec(trimmed);
  const shape = new WktReader(match?.[2] ?? "").shape();
  return shape && { shape, srid: Number(match?.[1] ?? 0) };
}

/** Hex EWKB of a shape in any of the texts; undefined when it is none. `srid` counts where the text names none. */
export function parseGeometry(text: string, srid: number): string | undefined {
  try {
    const found = read(text);
    return found && new WkbWriter().shape(found.shape, found.srid === 0 ? srid : found.srid).hex();
  } catch {
    return undefined;
  }
}

/** SRID of a stored shape. */
export function geometrySrid(stored: string): number {
  const reader = new WkbReader(Buffer.from(stored, "hex"));
  reader.shape();
  return reader.srid;
}

/** A stored shape in GEOJSON, WKT, EWKT, WKB or EWKB. */
export function geometryText(stored: string, format: string): string {
  const reader = new WkbReader(Buffer.from(stored, "hex"));
  const shape = reader.shape();
  if (format === "EWKB") return stored;
  if (format === "WKB") return new WkbWriter().shape(shape, 0).hex();
  if (format === "WKT") return wkt(shape);
  if (format === "EWKT") return `SRID=${String(reader.srid)};${wkt(shape)}`;
  return geoJson(shape);
}
