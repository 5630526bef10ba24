/** The samples of a scrape in Prometheus' text format. */
export class Samples {
  private readonly values = new Map<string, number>();

  constructor(readonly text: string) {
    for (const line of text.split('\n')) {
      const found = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (!found) continue;
      const [, name = '', labels = '', value] = found;
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
      this.values.set(keyOf(name, Object.fromEntries(pairs) as Record<string, string>), Number(value));
    }
  }

  /** null: there is no sample of this name with exactly these labels. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | null {
    return this.values.get(keyOf(name, labels)) ?? null;
  }

  /** Of all samples of the name that have these labels and perhaps others. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    let sum = 0;
    for (const [key, value] of this.values) {
      const [itsName, itsLabels] = JSON.parse(key) as [string, [string, string][]];
      const has = new Map(itsLabels);
      if (itsName === name && Object.entries(labels).every(([label, text]) => has.get(label) === text)) sum += value;
    }
    return sum;
  }

  /** Names of metrics as `# TYPE` declares them. */
  get names(): string[] {
    return [...this.text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!);
  }
}

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
