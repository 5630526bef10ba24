import type { ParameterValues } from './parameter-values.js';

/** One copy of what repeats: a million variants name the same few routings and yarns, and list the same keys. */
export class RepeatedValues {
  private readonly texts = new Map<string, string>();
  private lastKeys: readonly string[] = [];

  text(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }

  /** Neighbours in a file mostly list the same keys in the same order. */
  parameters({ keys, values }: ParameterValues): ParameterValues {
    const last = this.lastKeys;
    if (keys.length !== last.length || keys.some((key, n) => key !== last[n])) this.lastKeys = keys;
    return { keys: this.lastKeys, values };
  }
}
