import type { Layer } from "./layers.ts";

/** A variable of libpq that is set and that nothing here goes by. */
export interface UnheededSetting {
  readonly name: string;
  readonly source: string;
  readonly hint: string;
}

/** libpq's variables whose neglect somebody would have to know of: they name the server, or what it must prove. */
const hints: Readonly<Record<string, string>> = {
  PGHOSTADDR: "name the server in POSTGRES_HOST; an address there works too, with a certificate for it",
  PGREQUIREAUTH: "let POSTGRES_SSLMODE=verify-full prove the server; it chooses how passwords are asked for",
  PGCHANNELBINDING: "let POSTGRES_SSLMODE=verify-full prove the server",
  PGSSLCRL: "certificates that were withdrawn are not looked up: take the authority out of POSTGRES_SSLROOTCERT",
  PGSSLCRLDIR: "certificates that were withdrawn are not looked up: take the authority out of POSTGRES_SSLROOTCERT",
};

/** Which of them are set, and where. `PGCHANNELBINDING` asks for nothing unless it says `require`. */
export function unheededSettings(layers: readonly Layer[]): readonly UnheededSetting[] {
  return Object.entries(hints).flatMap(([name, hint]) => {
    const found = layers.map((layer) => layer.get(name)).find((value) => value !== undefined);
    if (found === undefined || (name === "PGCHANNELBINDING" && found.value !== "require")) return [];
    return [{ name, source: found.source, hint }];
  });
}
