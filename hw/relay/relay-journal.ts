/**
 * What relays did and when, one JSON object a line. Written through to the kernel before the call returns, so that a
 * killed process loses nothing that was switched. Owns the file, which it goes on with; knows nothing of relays' rules.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { DeviceError, RelayName } from '../ports.ts';
import { fileFailure } from '../file-failure.ts';

export interface Switching {
  /** CLOCK_MONOTONIC. */
  readonly atUs: number;
  readonly relay: RelayName;
  readonly on: boolean;
}

export class RelayJournal {
  readonly #file: string | undefined;
  #descriptor: number | undefined;

  /** @param file none: nothing is kept */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** Idempotent. @throws {DeviceError} where the file cannot be had. */
  open(): void {
    const file = this.#file;
    if (file === undefined || this.#descriptor !== undefined) return;
    this.#descriptor = this.#guarded(() => openSync(file, 'a'));
  }

  /** @throws {DeviceError} where the line could not be written. */
  add({ atUs, relay, on }: Switching): void {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    // One write a line: appended lines of a few dozen bytes do not tear.
    this.#guarded(() => writeSync(descriptor, `${JSON.stringify({ atUs, relay, on })}\n`));
  }

  /** Idempotent. */
  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #guarded<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): DeviceError {
    return fileFailure('cannot write the relay journal', this.#file ?? '', error);
  }
}
