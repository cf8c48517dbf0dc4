/**
 * What moving rows costs, as ratios within one run. Usage: node bench/data.js <side> [arguments of that side]
 *   unload [size…]     reading results into parts; sizes: 1m 10m 50m wide
 */
const sides = { unload: "./data/unload.js" };

const [side, ...rest] = process.argv.slice(2);
if (sides[side] === undefined) {
  console.error(`node bench/data.js ${Object.keys(sides).join("|")} …`);
  process.exitCode = 64;
} else {
  const { run } = await import(sides[side]);
  await run(rest);
}
