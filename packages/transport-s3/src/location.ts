import { S3TransportError } from "./errors.ts";

/** A place in an object store, as `s3://bucket/prefix?region=…&endpoint=…` says it. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region?: string;
  /** Of a store that is not Amazon's. */
  readonly endpoint?: string;
  /** Bucket in the path instead of in the host's name; what most other stores want. */
  readonly pathStyle: boolean;
  /** False only where somebody has said that there is one sender for ever. */
  readonly conditionalWrites: boolean;
}

const options = ["region", "endpoint", "path_style", "conditional_writes"];

/** Whether a delivery folder is a place in an object store. */
function isS3Location(text: string): boolean {
  return text.startsWith("s3://");
}

/** @throws S3TransportError S3_LOCATION_INVALID, saying which part */
export function parseS3Location(text: string): S3Location {
  const refuse = (detail: string): S3TransportError =>
    new S3TransportError(
      "S3_LOCATION_INVALID",
      isS3Location(text) ? text.split("?", 1).join("") : "s3 location",
      detail,
    );
  if (!URL.canParse(text) || !isS3Location(text)) throw refuse("no s3:// address");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw refuse("no credentials in an address: it stands in files and logs");
  // Amazon S3 user guide, "Bucket naming rules".
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) throw refuse(`bucket ${url.hostname || "missing"}`);
  if (url.port !== "" || url.hash !== "")
    throw refuse("a port or # has no meaning here; the store's address is endpoint=");
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, "");
  if (prefix.split("/").some((part) => part === "." || part === "..")) throw refuse("prefix with . or ..");
  for (const [name] of url.searchParams) if (!options.includes(name)) throw refuse(`unknown option ${name}`);
  const region = url.searchParams.get("region");
  const endpoint = url.searchParams.get("endpoint");
  if (endpoint !== null && !isEndpoint(endpoint)) throw refuse("endpoint is no https:// address");
  return {
    bucket: url.hostname,
    prefix,
    ...(region === null ? {} : { region }),
    ...(endpoint === null ? {} : { endpoint }),
    pathStyle: truth(url.searchParams.get("path_style"), endpoint !== null, () =>
      refuse("path_style is true or false"),
    ),
    conditionalWrites: truth(url.searchParams.get("conditional_writes"), true, () =>
      refuse("conditional_writes is true or false"),
    ),
  };
}

function truth(text: string | null, otherwise: boolean, refuse: () => Error): boolean {
  if (text === null) return otherwise;
  if (text !== "true" && text !== "false") throw refuse();
  return text === "true";
}

/** Bundles prove themselves, but credentials and names would be in the open: plain http only to this machine. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname));
}
