/**
 * What is said about a stream on the control topic, from the announcement over its renewals to a stop. Knows when a renewal is
 * due; has no timer, and nothing to do with sound.
 */
import {
  NEVER,
  US_PER_MS,
  after,
  utcUs,
  type MonoUs,
  type UtcUs,
} from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import type { AreaChannel } from './area-channel.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { ulid } from '../issuer/ulid.ts';

/** How long the broker has to acknowledge, and how long a stop waits for a link: after it, the lease ends the sound. */
const PATIENCE_MS = 5_000;

/** An announcement but for what the issuer and the moment give it. */
export type Proclamation = Omit<
  Announcement,
  'type' | 'id' | 'issuer' | 'sequence' | 'issuedAt' | 'expiresAt'
>;

export class Announcer {
  readonly #issuer: Issuer;
  readonly #channel: AreaChannel;
  readonly #onTrouble: (line: string) => void;
  #announcement: Announcement | undefined;
  #renewAtUs: MonoUs = NEVER;
  #renewals = 0;
  #silent = false;

  constructor(issuer: Issuer, channel: AreaChannel, onTrouble: (line: string) => void) {
    this.#issuer = issuer;
    this.#channel = channel;
    this.#onTrouble = onTrouble;
  }

  get renewals(): number {
    return this.#renewals;
  }

  get nextRenewUs(): MonoUs {
    return this.#renewAtUs;
  }

  /** @throws {Error} where the sequence cannot be kept: nothing was sent then. */
  async announce(what: Proclamation, nowUs: MonoUs, nowUtcUs: UtcUs): Promise<Announcement> {
    const { announcement, taken } = await this.#issuer.issue(
      nowUtcUs,
      (sequence) => ({
        ...what,
        type: 'announce' as const,
        id: ulid(nowUtcUs / US_PER_MS),
        issuer: this.#issuer.id,
        sequence,
        issuedAt: whole(nowUtcUs),
        expiresAt: after(what.startAt, what.leaseUs),
      }),
      (jws, message) => ({
        announcement: message,
        taken: this.#channel.sendControl(jws, PATIENCE_MS),
      }),
    );
    this.#announcement = announcement;
    this.#renewAtUs = after(nowUs, what.leaseUs / 3);
    // Not waited for: the first bundle may be due before a slow broker answers.
    void taken.then((isTaken) => {
      if (!isTaken)
        this.#onTrouble('the broker did not take the announcement: it will be repeated');
    });
    return announcement;
  }

  /** Repeats the whole, every third of the lease. */
  renewIfDue(nowUs: MonoUs, nowUtcUs: UtcUs): void {
    if (nowUs < this.#renewAtUs || !this.#announcement || this.#silent) return;
    this.#renewAtUs = after(nowUs, this.#announcement.leaseUs / 3);
    // With the link down there is nothing to sign for: it is repeated when the link returns.
    if (this.#channel.up) void this.#renew(this.#announcement, nowUtcUs);
  }

  /** The link was away: the boxes may have lost it too, and want to hear before a third of the lease is over. */
  hurry(nowUs: MonoUs): void {
    if (this.#renewAtUs !== NEVER) this.#renewAtUs = nowUs;
  }

  /** Nothing more is said: the announcement has come to its end. */
  fallSilent(): void {
    this.#silent = true;
    this.#renewAtUs = NEVER;
  }

  /** Resolves true when the broker has the `stop`, false where it could not be brought to it in 5 s. */
  async stop(nowUtcUs: () => UtcUs): Promise<boolean> {
    this.fallSilent();
    if (!this.#announcement) return false;
    const { id, issuer, area, leaseUs } = this.#announcement;
    await this.#channel.waitUp(PATIENCE_MS);
    const issuedAt = whole(nowUtcUs());
    const expiresAt = after(issuedAt, leaseUs);
    return this.#unlessBroken(
      this.#issuer.issue(
        issuedAt,
        (sequence) => ({ type: 'stop' as const, id, issuer, area, sequence, issuedAt, expiresAt }),
        (jws) => this.#channel.sendControl(jws, PATIENCE_MS),
      ),
    );
  }

  async #renew(announcement: Announcement, nowUtcUs: UtcUs): Promise<void> {
    const issuedAt = whole(nowUtcUs);
    const expiresAt = after(utcUs(Math.max(announcement.startAt, issuedAt)), announcement.leaseUs);
    await this.#unlessBroken(
      this.#issuer.issue(
        issuedAt,
        (sequence) => ({ ...announcement, type: 'renew' as const, sequence, issuedAt, expiresAt }),
        (jws) => {
          if (this.#silent) return false;
          this.#renewals++;
          return this.#channel.sendControl(jws, PATIENCE_MS);
        },
      ),
    );
  }

  async #unlessBroken(said: Promise<boolean>): Promise<boolean> {
    try {
      return await said;
    } catch (error) {
      this.#onTrouble(error instanceof Error ? error.message : String(error));
      return false;
    }
  }
}

const whole = (instant: UtcUs): UtcUs => utcUs(Math.round(instant));
