/** The names that a template can hold. */
export interface TemplateNames {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

const places = /\{(database|schema|table)\}/g;

/** Which names a template holds. @internal */
export function placesIn(template: string): readonly (keyof TemplateNames)[] {
  return [...template.matchAll(places)].map(([, place]) => place as keyof TemplateNames);
}

/** A stored name as it can stand in the name of a file: small letters, digits, underscores. */
export function plainWord(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9_]/gu, "_");
}

/** Puts names into a template, each as a plain word. @internal */
export function fillTemplate(template: string, names: TemplateNames): string {
  return template.replaceAll(places, (_, place: keyof TemplateNames) => plainWord(names[place]));
}
