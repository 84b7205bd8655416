/**
 * What this process tells systemd (sd_notify(3)): that it is ready, that it stops, and, as often as the unit's WatchdogSec wants,
 * that it is alive. Tells nothing where no manager asked, and decides nothing: what is alive is `core/liveness.ts`.
 */
import { Liveness, type LifeSigns } from '../../core/liveness.ts';
import { US_PER_MS } from '../../core/vocabulary.ts';
import type { Clock } from '../../../hw/ports.ts';
import type { NativeNotify, NativePart } from '../../../hw/native/load.ts';
import type { Log } from '../log/log.ts';

/** Fed three times in each WatchdogSec: one that is late is no reset. */
const FEEDS = 3;

export interface SystemdParts {
  readonly notify: NativePart<NativeNotify>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signs: () => LifeSigns;
  readonly clock: Clock;
  readonly log: Pick<Log, 'write'>;
}

export class Systemd {
  readonly #parts: SystemdParts;
  readonly #liveness = new Liveness();
  #timer: NodeJS.Timeout | undefined;
  #isWithheld = false;

  constructor(parts: SystemdParts) {
    this.#parts = parts;
  }

  /** The relays are off and the loop runs. From here on the watchdog is fed. `status`: for whoever asks systemd, on one line. */
  ready(status?: string): void {
    const { notify, environment, log } = this.#parts;
    if (environment['NOTIFY_SOCKET'] === undefined) return;
    if (notify.absent !== undefined) {
      log.write('warn', 'service.mute', { reason: notify.absent });
      return;
    }
    this.#tell(status === undefined ? 'READY=1' : `READY=1\nSTATUS=${status}`);
    const everyUs = Number(environment['WATCHDOG_USEC'] ?? 0) / FEEDS;
    if (!(everyUs > 0)) return;
    this.#feed();
    this.#timer = setInterval(() => {
      this.#feed();
    }, everyUs / US_PER_MS);
    this.#timer.unref();
  }

  /** Still fed, for a stop that hangs is cut short by itself. */
  stopping(): void {
    this.#tell('STOPPING=1');
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #feed(): void {
    const { signs, clock, log } = this.#parts;
    const dead = this.#liveness.observe(signs(), clock.nowUs());
    if (dead === undefined) this.#tell('WATCHDOG=1');
    else if (!this.#isWithheld) log.write('fatal', 'watchdog.withheld', { reason: dead });
    this.#isWithheld = dead !== undefined;
  }

  #tell(text: string): void {
    const address = this.#parts.environment['NOTIFY_SOCKET'];
    if (address === undefined) return;
    // A manager that does not hear kills, and then starts: nothing here could do better.
    this.#parts.notify.part?.send(address, text);
  }
}
