/** All oracles over one trace. */
import type { Trace } from '../trace.ts';
import { amplifier } from './amplifier.ts';
import { authority } from './authority.ts';
import { birthAndWill } from './birth-and-will.ts';
import { bounds } from './bounds.ts';
import { disk } from './disk.ts';
import { farewell } from './farewell.ts';
import { killSwitch } from './kill-switch.ts';
import { noClick } from './no-click.ts';
import { nothingLost, type Demanded } from './nothing-lost.ts';
import { place } from './place.ts';
import { playedReport } from './played-report.ts';
import { proof } from './proof.ts';
import { recovery } from './recovery.ts';
import { speakerOwner } from './speaker-owner.ts';
import type { Violation } from './violation.ts';

export const ORACLES = {
  'speaker-owner': speakerOwner,
  place,
  'nothing-lost': nothingLost,
  'no-click': noClick,
  amplifier,
  bounds,
  'birth-and-will': birthAndWill,
  'played-report': playedReport,
  proof,
  disk,
  'kill-switch': killSwitch,
  authority,
  recovery,
  farewell,
} as const;

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Frames of which it was demanded that they be heard. */
  readonly demandedFrames: number;
}

export const judge = (trace: Trace): Verdict => {
  const demanded: Demanded = { frames: 0 };
  const violations = Object.values(ORACLES)
    .flatMap((oracle) => oracle(trace, demanded))
    .sort((one, other) => one.atUs - other.atUs);
  return { violations, demandedFrames: demanded.frames };
};
