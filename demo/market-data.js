import { readFileSync } from "node:fs";

/** Prices of five companies by month and of an index by day, 2000 to 2020, as the npm package vega-datasets ships them. */
function readCsv(name) {
  const file = new URL(`../data/${name}.csv`, import.meta.resolve("vega-datasets"));
  const [, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  return lines.map((line) => line.split(","));
}

const closing = (date) => `'${date} 16:00:00 -05:00'`;

function months() {
  return readCsv("stocks").map(([symbol, month, price]) => {
    const date = new Date(`${month} UTC`).toISOString().slice(0, 10);
    return `('${symbol}', ${closing(date)}, NULL, NULL, NULL, ${price}, NULL, NULL)`;
  });
}

function days() {
  return readCsv("sp500-2000").map(([date, open, high, low, close, , volume]) => {
    const middle = (Number(high) + Number(low) + Number(close)) / 3;
    return `('^GSPC', ${closing(date)}, ${open}, ${high}, ${low}, ${close}, ${volume}, ${middle})`;
  });
}

/** INSERT statements for MARKET_PRICES, some hundred rows each. */
export function marketData() {
  const rows = [...months(), ...days()];
  const statements = [];
  for (let at = 0; at < rows.length; at += 1000) {
    const values = rows.slice(at, at + 1000).join(", ");
    statements.push(
      `INSERT INTO PROD_DB.PUBLIC.MARKET_PRICES (SYMBOL, PRICED_AT, OPEN, HIGH, LOW, CLOSE, VOLUME, VWAP) VALUES ${values}`,
    );
  }
  return { rows: rows.length, statements };
}
