/**
 * An alarm by the native addon: setting it to another instant wakes nobody at the old one. A box that plays sets one anew for each
 * bundle, and would be woken twice for each by a timer of Node.
 */
import { getSystemErrorName } from 'node:util';
import type { NativeAlarm, NativeAlarmHandle } from '../native/load.ts';
import type { Alarm } from '../ports.ts';

export class KernelAlarm implements Alarm {
  readonly #native: NativeAlarm;
  readonly #handle: NativeAlarmHandle;

  /** @throws {Error} where the kernel has no more descriptors or threads. */
  constructor(native: NativeAlarm, ring: () => void) {
    this.#native = native;
    const handle = native.open(ring);
    if (typeof handle === 'number') throw new Error(`no alarm: ${getSystemErrorName(handle)}`);
    this.#handle = handle;
  }

  setIn(us: number): void {
    this.#native.set(this.#handle, Math.max(0, us));
  }

  clear(): void {
    this.#native.set(this.#handle, -1);
  }

  close(): void {
    this.#native.close(this.#handle);
  }
}
