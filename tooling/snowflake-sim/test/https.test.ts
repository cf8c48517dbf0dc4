import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { testCertificate } from "../src/test-certificate.ts";
import { smallEngine } from "./small-engine.ts";

const tls = testCertificate(["localhost"]);
let sim: SnowflakeSim;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sim-tls-"));
  await writeFile(join(folder, "ca.pem"), tls.cert);
  sim = await serve(smallEngine(), { tls, users: [{ name: "DEMO", roles: ["R"] }] });
});

afterAll(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

test("the driver asks for the SSO address over https, opens it, and signs in with its token", async () => {
  const script = fileURLToPath(new URL("https-sign-in.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    timeout: 20_000,
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
      SNOWFLAKE_DISABLE_PLATFORM_DETECTION: "true",
      SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: "1",
      SNOWFLAKE_DISABLE_MINICORE: "1",
      SIM_URL: sim.url,
      SIM_TLS_URL: sim.tlsUrl ?? "",
    },
  });
  expect(stdout).toBe("https:\nconnected: true");
}, 30_000);
