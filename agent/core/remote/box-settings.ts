/**
 * The desired settings of this box (PROTOCOL §9): taken whole or refused whole, the newest of each issuer alone, and told as they hold. It does not
 * know what a setting does.
 */
import type { RefusalCode } from '../refusal.ts';
import { allows } from '../trust/chain.ts';
import type { BelievedOrder } from '../trust/order-belief.ts';
import { pathText } from '../trust/overrule.ts';
import { heardFrom, replayRefusal } from '../trust/replay-guard.ts';
import type { Moment } from '../trust/standing.ts';
import type { MonoUs } from '../vocabulary.ts';
import { decodeSettings, type Desired } from '../wire/orders/desired.ts';
import type { ReportedReport } from '../wire/orders/remote-report.ts';
import type { OrderRate } from './order-rate.ts';
import type { StoredRemote } from './stored-remote.ts';
import type { Tuning } from './tuning.ts';

export interface BoxSettingsParts {
  readonly boxId: string;
  readonly tuning: Tuning;
  readonly stored: () => StoredRemote;
  readonly keep: (change: Partial<StoredRemote>) => void;
  readonly rate: OrderRate;
}

export class BoxSettings {
  readonly #parts: BoxSettingsParts;
  #refused: ReportedReport['refused'] = null;

  constructor(parts: BoxSettingsParts) {
    this.#parts = parts;
  }

  /** Takes them, or answers why not: then `report` says so too, for whoever they are by is owed an answer. */
  hear(order: BelievedOrder<Desired>, moment: Moment, nowUs: MonoUs): RefusalCode | undefined {
    const { speaker, message, payload, mandate, chain } = order;
    const { tuning, stored, keep, rate } = this.#parts;
    const issuer = pathText(chain);
    const refuse = (code: RefusalCode, detail?: string): RefusalCode => {
      const { version } = message;
      this.#refused = { version, issuer, code, ...(detail !== undefined && { detail }) };
      return code;
    };
    if (!allows(mandate, 'settings')) return refuse('mandate.right', 'settings');
    const { versions, desired } = stored();
    const { version, issuedAt } = message;
    // The broker keeps it, and hands it out at each connection.
    if (desired?.version === version && desired.by === speaker) return undefined;
    const numbered = { sequence: version, issuedAt };
    const stale = replayRefusal(versions, speaker, numbered, moment);
    if (stale !== undefined) return refuse(stale === 'trust.replayed' ? 'settings.version' : stale);
    if (!rate.takes(speaker, nowUs)) return refuse('order.flood');
    const settings = decodeSettings(payload['settings']);
    if (!settings.ok) return refuse(settings.code, settings.detail);
    if (!tuning.allows(settings.value)) return refuse('volume.cap');
    keep({
      versions: heardFrom(versions, speaker, numbered, moment),
      desired: { version, issuer, by: speaker, settings: settings.value },
    });
    tuning.desire(settings.value);
    this.#refused = null;
    return undefined;
  }

  get report(): ReportedReport {
    const { boxId, tuning, stored } = this.#parts;
    const { desired } = stored();
    return {
      box: boxId,
      version: desired?.version ?? null,
      issuer: desired?.issuer ?? null,
      settings: tuning.inForce,
      refused: this.#refused,
    };
  }
}
