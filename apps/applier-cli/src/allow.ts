import { type OptionValues, UsageError } from "@dp/cli-kit";
import { allowableHazards, type Hazard } from "@dp/pg-ddl";

/** The hazards of `--allow`, said again or with commas between. @throws UsageError for one that there is not */
export function allowedHazards(options: OptionValues): readonly Hazard[] {
  const said = Array.isArray(options.allow) ? options.allow.map(String) : [];
  const names = said.flatMap((text) => text.split(",")).map((text) => text.trim().toUpperCase());
  return names.map((name) => {
    const hazard = allowableHazards.find((one) => one === name);
    if (hazard === undefined) {
      throw new UsageError(
        `--allow ${name} is no hazard that can be allowed`,
        `say one of ${allowableHazards.join(", ")}`,
      );
    }
    return hazard;
  });
}
