import { styleText } from "node:util";

const color = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format, text) => (color ? styleText(format, text) : text);

/** A step of the demo. */
export function heading(text) {
  process.stdout.write(`\n${style("bold", `== ${text}`)}\n\n`);
}

/** What happens behind the curtain. */
export function note(text) {
  process.stdout.write(`${style("dim", `# ${text}`)}\n`);
}

/** A command as a user would type it. */
export function command(text) {
  process.stdout.write(`${style("cyan", "$")} ${text}\n`);
}

/** What a command printed. */
export function show(text) {
  process.stdout.write(`${text}\n\n`);
}
