/** Contacts that are files, each holding 0 or 1: for trials without hardware. Honest: what is missing or unreadable is null. */
import { readFileSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { ContactInputs, ContactLevels } from '../ports.ts';

const NAMES = ['kill', 'tamper', 'mains', 'test'] as const;

export class FileContacts implements ContactInputs {
  readonly #folder: string;
  #watcher: FSWatcher | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(): ContactLevels {
    return Object.fromEntries(NAMES.map((name) => [name, this.#level(name)]));
  }

  watch(changed: () => void): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, changed);
      this.#watcher.on('error', () => undefined);
    } catch {
      // A folder that is not there has no edges; what it holds is seen by the next reading.
    }
  }

  close(): void {
    this.#watcher?.close();
  }

  #level(name: string): boolean | null {
    try {
      const text = readFileSync(join(this.#folder, name), 'latin1').trim();
      return text === '1' ? true : text === '0' ? false : null;
    } catch {
      return null;
    }
  }
}
