/**
 * The settings that hold now: those of the box's own file, above them the desired ones, above them a volume that was commanded. It knows nothing of
 * who may set them.
 */
import type { PlayoutConfig, ReceiverConfig } from '../receiver-config.ts';
import { US_PER_S } from '../vocabulary.ts';
import type { DesiredSettings } from '../wire/orders/desired.ts';

export class Tuning {
  readonly #config: ReceiverConfig;
  #desired: DesiredSettings;
  #commandedVolumeDb: number | undefined;

  constructor(config: ReceiverConfig, desired: DesiredSettings) {
    this.#config = config;
    this.#desired = desired;
  }

  get playout(): PlayoutConfig {
    const { volumeDb, chimeBefore } = this.inForce;
    return { ...this.#config.playout, volumeDb, chimeBefore };
  }

  get issuerOrder(): readonly string[] {
    return this.inForce.issuerOrder;
  }

  get heartbeatEveryUs(): number {
    return Math.round(this.inForce.heartbeatS * US_PER_S);
  }

  get inForce(): Required<DesiredSettings> {
    const { playout, issuerOrder, heartbeatEveryUs } = this.#config;
    return {
      volumeDb: this.#commandedVolumeDb ?? this.#desired.volumeDb ?? playout.volumeDb,
      chimeBefore: this.#desired.chimeBefore ?? playout.chimeBefore,
      issuerOrder: this.#desired.issuerOrder ?? issuerOrder,
      heartbeatS: this.#desired.heartbeatS ?? heartbeatEveryUs / US_PER_S,
    };
  }

  /** The volume that holds now, and what whoever installed the box allows at most. */
  get volume(): { readonly db: number; readonly mostDb: number } {
    return { db: this.inForce.volumeDb, mostDb: this.#config.playout.gainDbMax };
  }

  /** Whether this is within what whoever installed the box allows. */
  allows({ volumeDb = -Infinity }: DesiredSettings): boolean {
    return volumeDb <= this.#config.playout.gainDbMax;
  }

  /** Takes the place of what was desired and commanded before. */
  desire(settings: DesiredSettings): void {
    this.#desired = settings;
    this.#commandedVolumeDb = undefined;
  }

  /** Until the next settings, or until the process ends. */
  commandVolume(volumeDb: number): void {
    this.#commandedVolumeDb = volumeDb;
  }
}
