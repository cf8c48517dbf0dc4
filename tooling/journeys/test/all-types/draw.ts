/** Numbers that follow from a row's number and a column's: once as Snowflake's SQL, once as arithmetic, exact in both. */
const [one, other] = [89_999_999, 89_999_983] as const;

function factors(index: number): readonly [number, number, number, number] {
  const of = (turn: number): number => ((index + 1) * 7_919 * (turn * 104_729 + 11) + turn * 31_337) % 79_999_987;
  return [of(1), of(2), of(3), of(4)];
}

/** Below 10^9, of row `N`. */
export function drawSql(index: number): string {
  const [a, b, c, d] = factors(index).map(String) as [string, string, string, string];
  return `MOD(MOD(N * ${a} + ${b}, ${String(one)}) * MOD(N * ${c} + ${d}, ${String(other)}), 1000000000)`;
}

/** The same number; exact for rows below 10^8, as all products are below 2^53. */
export function draw(row: number, index: number): number {
  const [a, b, c, d] = factors(index);
  return (((row * a + b) % one) * ((row * c + d) % other)) % 1_000_000_000;
}
