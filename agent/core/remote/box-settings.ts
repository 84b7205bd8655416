/**
 * The desired settings of this box (PROTOCOL §9): taken whole or refused whole, the newest of each issuer alone, and told as they hold. It does not
 * know what a setting does.
 */
import { LIMITS } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { allows } from '../trust/chain.ts';
import type { BelievedOrder } from '../trust/order-belief.ts';
import { pathText } from '../trust/overrule.ts';
import { decodeSettings, type Desired } from '../wire/desired.ts';
import type { ReportedReport } from '../wire/remote-report.ts';
import type { StoredRemote } from './stored-remote.ts';
import type { Tuning } from './tuning.ts';

export interface BoxSettingsParts {
  readonly boxId: string;
  readonly tuning: Tuning;
  readonly stored: () => StoredRemote;
  readonly keep: (change: Partial<StoredRemote>) => void;
}

export class BoxSettings {
  readonly #parts: BoxSettingsParts;
  #refused: ReportedReport['refused'] = null;

  constructor(parts: BoxSettingsParts) {
    this.#parts = parts;
  }

  /** Takes them, or answers why not: then `report` says so too, for whoever they are by is owed an answer. */
  hear(order: BelievedOrder<Desired>): RefusalCode | undefined {
    const { speaker, message, payload, mandate, chain } = order;
    const { tuning, stored, keep } = this.#parts;
    const issuer = pathText(chain);
    const refuse = (code: RefusalCode, detail?: string): RefusalCode => {
      const { version } = message;
      this.#refused = { version, issuer, code, ...(detail !== undefined && { detail }) };
      return code;
    };
    if (!allows(mandate, 'settings')) return refuse('mandate.right', 'settings');
    const { versions, desired } = stored();
    const last = versions.find(({ by }) => by === speaker)?.version ?? 0;
    // The broker keeps it, and hands it out at each connection.
    const isInForce = desired?.version === message.version && desired.issuer === issuer;
    if (message.version === last && isInForce) return undefined;
    if (message.version <= last) return refuse('settings.version');
    const settings = decodeSettings(payload['settings']);
    if (!settings.ok) return refuse(settings.code, settings.detail);
    if (!tuning.allows(settings.value)) return refuse('volume.cap');
    const others = versions.filter(({ by }) => by !== speaker);
    const { version } = message;
    keep({
      versions: [...others, { by: speaker, version }].slice(-LIMITS.issuersMax),
      desired: { version, issuer, settings: settings.value },
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
