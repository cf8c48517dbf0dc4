interface Campaign {
  readonly name: string;
  readonly title: string;
  readonly cases: number;
  readonly seed: number;
}

interface Entry {
  readonly commit: string;
  readonly batches: number;
  readonly cases: number;
  readonly counts: Readonly<Record<string, number>>;
}

type Ledger = Readonly<Record<string, Entry>>;

export function entryFor(ledger: Ledger, campaign: Campaign, commit: string): Entry;
export function addBatch(entry: Entry, cases: number, counts: Readonly<Record<string, number>>): Entry;
export function printPage(ledger: Ledger, campaigns: readonly Campaign[]): string;
