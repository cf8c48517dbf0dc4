/** Given to node with --import: the program's clock is DAYS_AGO days behind. */
const behind = Number(process.env.DAYS_AGO) * 86_400_000;
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...args) {
    if (args.length === 0) super(Clock.now() - behind);
    else super(...args);
  }
  static now() {
    return Clock.now() - behind;
  }
};
