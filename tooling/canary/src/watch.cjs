"use strict";
/* global Buffer, require, setImmediate */
/* eslint-disable @typescript-eslint/no-require-imports -- loaded by --require, before any module */
const { appendFileSync } = require("node:fs");
const dns = require("node:dns");
const net = require("node:net");
const { channel } = require("node:diagnostics_channel");

const { WATCH_FILE, CRASH } = process.env;
const note = (kind, what) => {
  if (WATCH_FILE !== undefined) appendFileSync(WATCH_FILE, `${kind} ${what}\n`);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    note("socket", first.path ?? `${first.host ?? "localhost"}:${first.port}`);
  } else note("socket", typeof second === "string" ? `${second}:${first}` : String(first));
  if (CRASH !== undefined) this.once("connect", () => setImmediate(crash));
  return connect.apply(this, args);
};

for (const home of [dns, dns.promises]) {
  for (const name of Object.keys(home).filter((key) => /^(?:lookup|resolve)/.test(key))) {
    const original = home[name];
    if (typeof original !== "function") continue;
    home[name] = function (host, ...rest) {
      note("lookup", host);
      return original.call(this, host, ...rest);
    };
  }
}

channel("http.client.request.start").subscribe(({ request }) => {
  note("request", `${request.method} ${request.path.split("?")[0]}`);
});

// An error as drivers throw them: secrets in its message, and on the objects that hang on it.
function crash() {
  const error = new Error(`failed with ${CRASH}`, { cause: new Error(CRASH) });
  error.config = { headers: { Authorization: `Basic ${Buffer.from(`me:${CRASH}`).toString("base64")}` }, data: CRASH };
  throw error;
}
