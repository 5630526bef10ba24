import type { Fault } from '#platform';
import type { Place } from './place.js';

/** Collects everything that is wrong with an import: a person wants to repair the file once. */
export class FaultList {
  readonly all: Fault[] = [];

  add(place: Place, code: string, message: string): void {
    this.all.push({ path: place.toString(), code, message });
  }
}
