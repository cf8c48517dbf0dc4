import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of certificates made for a test. */
export interface Certificates {
  readonly authority: string;
  /** Signed nothing of ours. */
  readonly otherAuthority: string;
  /** `name.crt` and `name.key` of a server. */
  readonly server: (name: "right" | "elsewhere" | "alone" | "past") => { readonly cert: string; readonly key: string };
}

/** Makes two authorities and servers: for 127.0.0.1 and localhost, for another name, signed by itself, and run out. */
export function makeCertificates(folder: string): Certificates {
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  };
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  for (const name of ["ca", "other"]) {
    openssl(
      "req",
      "-x509",
      ...fresh,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.crt`,
      "-subj",
      `/CN=${name}`,
      "-days",
      "9",
    );
  }
  const here = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  openssl("req", "-x509", ...fresh, "-keyout", "alone.key", "-out", "alone.crt", "-subj", "/CN=a", "-addext", here);
  for (const [name, names, days] of [
    ["right", here, ["-days", "9"]],
    ["elsewhere", "subjectAltName=DNS:db.example.com", ["-days", "9"]],
    ["past", here, ["-not_before", "20200101000000Z", "-not_after", "20200201000000Z"]],
  ] as const) {
    writeFileSync(at(`${name}.ext`), names);
    openssl("req", ...fresh, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", `${name}.ext`];
    try {
      openssl("x509", "-req", "-in", `${name}.csr`, ...signed, ...days, "-out", `${name}.crt`);
    } catch {
      // openssl before 3.4 knows no dates here; a certificate that ends as it begins has run out as well.
      openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-days", "0", "-out", `${name}.crt`);
    }
  }
  return {
    authority: at("ca.crt"),
    otherAuthority: at("other.crt"),
    server: (name) => ({ cert: at(`${name}.crt`), key: at(`${name}.key`) }),
  };
}
