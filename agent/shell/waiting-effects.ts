/**
 * The order of effects: each is performed after all that were asked for before it, and none before what was to be saved
 * before it is safe from a power cut. Knows nothing of what an effect does.
 *
 *     asked       store A, relay      store B, publish
 *     disk        |------- A -------||------ B ------|
 *     performed                     relay             publish
 *
 * A save is waited for one second from when it was asked for, then no longer: an emergency must not wait for a dying disk,
 * nor may an amplifier stay on because of it. A save begins when it is asked for, so nothing waits longer than that second
 * however many saves stand before it. Meanwhile the event loop, the card and the inputs go on.
 *
 * What waits is bounded, by kind:
 *   - `log` and `publish` of QoS 0 (telemetry): beyond WAITING_NEWS_MAX in all the newest are dropped, and counted.
 *   - `relay`, `open-sink`, `close-sink`, `connect`, `disconnect`, `exit`, and `publish` of QoS 1 (state, proof of play): never
 *     dropped. Where they would be more than WAITING_MAX, the disk is waited for no longer, and all is performed, in order.
 *   - `store`: saves without another effect between them take one place, because the newest stands for all.
 */
import type { Effect } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import { US_PER_MS, US_PER_S, type MonoUs } from '../core/vocabulary.ts';
import type { Clock } from '../../hw/ports.ts';
import { describeFailure } from './failure.ts';
import type { Log } from './log/log.ts';
import { RareLine } from './log/rare-line.ts';
import type { Store } from './store/store.ts';

export const STORE_WITHIN_MS = 1_000;
export const WAITING_MAX = 256;
export const WAITING_NEWS_MAX = 128;
const TELL_EVERY_US = 60 * US_PER_S;
const TOO_SLOW =
  'went on before the disk had saved: it is slow or hangs; replace it if this goes on';

/** An effect that a device performs. */
export type Act = Exclude<Effect, { readonly do: 'store' }>;

export interface WaitingParts {
  readonly store: Pick<Store, 'save'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'write'>;
  readonly post: (input: Input) => void;
  readonly perform: (act: Act) => void;
}

type Asked = Extract<Effect, { do: 'store' }>;

/** What stands behind it waits until the save is over, or has had its second. */
interface Hold {
  readonly do: 'hold';
  readonly save: Save;
  readonly askedUs: MonoUs;
  isGivenUp: boolean;
}

interface Save {
  readonly saved: Promise<void>;
  /** The last record that it makes durable. */
  through: number | undefined;
  isOver: boolean;
}

export class WaitingEffects {
  readonly #parts: WaitingParts;
  readonly #waiting: (Act | Hold)[] = [];
  #latest: Save | undefined;
  /** The hold that stands first, and the end of its second. */
  #watched: Hold | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isPerforming = false;
  #dropped = 0;
  readonly #slowLine = new RareLine(TELL_EVERY_US);
  readonly #droppedLine = new RareLine(TELL_EVERY_US);

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** Performs it now, or in its turn. */
  take(effect: Effect): void {
    if (effect.do === 'store') this.#hold(effect);
    else this.#append(effect);
    this.#performAll();
  }

  #hold(asked: Asked): void {
    const askedUs = this.#parts.clock.nowUs();
    const hold: Hold = { do: 'hold', save: this.#save(asked), askedUs, isGivenUp: false };
    if (this.#waiting.at(-1)?.do === 'hold') this.#waiting.pop();
    this.#append(hold);
  }

  #append(entry: Act | Hold): void {
    const { length } = this.#waiting;
    if (isNews(entry) && length >= WAITING_NEWS_MAX) {
      this.#dropped += 1;
      return;
    }
    if (length >= WAITING_MAX) this.#giveUp(this.#waiting.filter(isHold));
    this.#waiting.push(entry);
  }

  /** Begins to save. States that wait together are saved by one promise, so that a disk that hangs does not gather callbacks. */
  #save({ state, records }: Asked): Save {
    const saved = this.#parts.store.save(state, records);
    const through = records.at(-1)?.number;
    if (this.#latest?.saved === saved) {
      this.#latest.through = through;
      return this.#latest;
    }
    const save: Save = { saved, through, isOver: false };
    this.#latest = save;
    void saved.then(
      () => {
        this.#over(save);
        const { through } = save;
        this.#parts.post({ on: 'stored', ...(through !== undefined && { through }) });
      },
      (error: unknown) => {
        this.#over(save);
        this.#parts.post({ on: 'store-failed', reason: describeFailure(error) });
      },
    );
    return save;
  }

  #over(save: Save): void {
    save.isOver = true;
    this.#performAll();
  }

  #performAll(): void {
    // What a device posts while it performs is taken after this, not in the midst of it.
    if (this.#isPerforming) return;
    this.#isPerforming = true;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.do === 'hold' && !first.save.isOver && !first.isGivenUp) break;
      this.#waiting.shift();
      if (first.do !== 'hold') this.#parts.perform(first);
    }
    this.#isPerforming = false;
    this.#watch();
    if (this.#waiting.length === 0) this.#tellOfDropped();
  }

  #watch(): void {
    const [first] = this.#waiting;
    const hold = first?.do === 'hold' ? first : undefined;
    if (hold === this.#watched) return;
    this.#watched = hold;
    clearTimeout(this.#timer);
    if (hold === undefined) return;
    const waitedMs = this.#waitedMs(hold);
    this.#timer = setTimeout(
      () => {
        this.#giveUp([hold]);
        this.#performAll();
      },
      Math.max(0, Math.ceil(STORE_WITHIN_MS - waitedMs)),
    );
  }

  #giveUp(holds: readonly Hold[]): void {
    const [longest] = holds;
    if (longest === undefined) return;
    for (const hold of holds) hold.isGivenUp = true;
    const times = this.#slowLine.note(1, this.#parts.clock.nowUs());
    if (times === undefined) return;
    const waitedMs = Math.round(this.#waitedMs(longest));
    this.#parts.log.write('warn', 'store.slow', { reason: TOO_SLOW, waitedMs, times });
  }

  #waitedMs({ askedUs }: Hold): number {
    return (this.#parts.clock.nowUs() - askedUs) / US_PER_MS;
  }

  #tellOfDropped(): void {
    const effects = this.#droppedLine.note(this.#dropped, this.#parts.clock.nowUs());
    this.#dropped = 0;
    if (effects !== undefined) this.#parts.log.write('warn', 'effects.dropped', { effects });
  }
}

const isHold = (entry: Act | Hold): entry is Hold => entry.do === 'hold';

/** Of no use but to be known, and known again soon. */
const isNews = (entry: Act | Hold): boolean =>
  entry.do === 'log' || (entry.do === 'publish' && entry.publication.qos === 0);
