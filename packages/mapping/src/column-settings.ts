import type { ColumnSettings, MappingSettings } from "@dp/metadata";

/** The settings of one column; a column may be called `constructor`. */
export function settingsOf(settings: MappingSettings, column: string): ColumnSettings {
  const { columns } = settings;
  return columns !== undefined && Object.hasOwn(columns, column) ? (columns[column] ?? {}) : {};
}
