/**
 * The walk from the socket in the wall to the horn: each step judged by what is known of it, in the order in which a fault must be
 * looked for. With what was just tried it is `why`; without, it is the verdict of `status`. Values in, findings out.
 */
import { DISK_FREE_MIB_MIN } from '../../self-test/findings.ts';
import { FRAME_US, US_PER_MS } from '../../vocabulary.ts';
import { reasonSays } from '../phrases/device-reasons.ts';
import { DIAGNOSIS } from '../phrases/diagnosis-phrases.ts';
import { FAULT_TROUBLES } from '../phrases/fault-phrases.ts';
import { joined, plain } from '../phrases/language.ts';
import { refusalTrouble } from '../phrases/refusal-phrases.ts';
import { AMPLIFIER_STATES, PHASES } from '../phrases/state-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { fails, passes, unknown, warns, type Finding, type Step } from './finding.ts';
import { linkSteps } from './link-steps.ts';
import type { Probes } from './probes.ts';

/** A refusal that is older says nothing of what is wrong now. */
const REFUSED_LATELY_S = 600;

export const diagnose = (box: BoxSnapshot, probes?: Probes): Finding[] =>
  walk(box, probes).map((finding) => {
    const fault = faultAt(finding.step, box);
    return fault === undefined || (fault.mark === 'warn' && finding.mark === 'fail')
      ? finding
      : fault;
  });

const walk = (box: BoxSnapshot, probes: Probes | undefined): Finding[] => [
  power(box),
  machine(box, probes),
  ...linkSteps(box, probes),
  time(box),
  announcement(box),
  decoder(box),
  card(box, probes),
  amplifier(box),
  line(box),
];

/** What the box itself knows to be wrong there: worse than anything that is measured, and what is mild only where nothing is. */
const faultAt = (step: Step, { faults }: BoxSnapshot): Finding | undefined => {
  const here = faults.map(({ code }) => FAULT_TROUBLES[code]).filter((one) => one.step === step);
  const grave = here.find(({ isWarning }) => isWarning !== true);
  if (grave !== undefined) return fails(step, grave.what, grave.remedy);
  const [mild] = here;
  return mild && warns(step, mild.what, mild.remedy);
};

const power = ({ body }: BoxSnapshot): Finding => {
  const parts = [
    ...(body.mainsLost === false ? [DIAGNOSIS.mainsThere] : []),
    ...(body.supplyV === null ? [] : [DIAGNOSIS.volts(body.supplyV)]),
    ...(body.currentA === null ? [] : [DIAGNOSIS.amperes(body.currentA)]),
  ];
  return parts.length === 0
    ? unknown('power', DIAGNOSIS.notMeasured)
    : passes('power', joined(parts));
};

const machine = (box: BoxSnapshot, probes: Probes | undefined): Finding => {
  const trouble = probes?.disk?.trouble ?? null;
  if (trouble !== null)
    return fails('box', DIAGNOSIS.diskFull(reasonSays(trouble)), DIAGNOSIS.diskRemedy);
  if (box.storeFailure !== null && !probes?.disk) {
    return fails(
      'box',
      DIAGNOSIS.diskFull(reasonSays(box.storeFailure.reason)),
      DIAGNOSIS.diskRemedy,
    );
  }
  const freeMiB = probes?.disk?.freeMiB ?? DISK_FREE_MIB_MIN;
  if (freeMiB < DISK_FREE_MIB_MIN) {
    return fails('box', DIAGNOSIS.diskLow(`${freeMiB} MiB`), DIAGNOSIS.diskRemedy);
  }
  const parts = [DIAGNOSIS.running(box.uptimeS)];
  if (box.body.temperatureC !== null) parts.push(DIAGNOSIS.degrees(box.body.temperatureC));
  if (probes?.disk) parts.push(DIAGNOSIS.diskRoom(probes.disk.freeMiB));
  return passes('box', joined(parts));
};

const time = (box: BoxSnapshot): Finding => {
  const { trusted, errorUs, sync } = box.clock;
  const { timeRemedy } = DIAGNOSIS;
  if (sync === undefined) {
    return trusted
      ? passes('time', DIAGNOSIS.timeSystem)
      : fails('time', DIAGNOSIS.timeUntrusted, timeRemedy);
  }
  const isHeld = sync.state === 'locked' || sync.state === 'coarse';
  if (isHeld && sync.adrift)
    return warns('time', DIAGNOSIS.timeAdrift(sync.server), DIAGNOSIS.timeAdriftRemedy);
  switch (sync.state) {
    case 'locked':
      return passes('time', DIAGNOSIS.timeLocked(sync.server, errorUs));
    case 'coarse':
      return warns('time', DIAGNOSIS.timeCoarse(errorUs), DIAGNOSIS.timeWait);
    case 'holdover':
      return warns('time', DIAGNOSIS.timeHoldover(sync.ageS ?? 0, errorUs), timeRemedy);
    case 'unsynced':
      return fails('time', DIAGNOSIS.timeUnsynced(sync.server), timeRemedy);
  }
};

const announcement = ({ announcement: present, killSwitch, refused }: BoxSnapshot): Finding => {
  if (killSwitch) {
    return fails('announcement', DIAGNOSIS.switchThrown, DIAGNOSIS.switchRemedy);
  }
  if (present === null) return lately(refused);
  const phase = PHASES[present.phase];
  if (present.phase === 'dormant') {
    return fails('announcement', DIAGNOSIS.starved(phase), DIAGNOSIS.starvedRemedy);
  }
  const bufferMs = (present.bufferFrames * FRAME_US) / US_PER_MS;
  return passes('announcement', DIAGNOSIS.announced(phase, bufferMs));
};

/** Nothing plays: perhaps because whoever spoke last was not believed. */
const lately = (refused: BoxSnapshot['refused']): Finding => {
  if (refused === null || refused.agoS > REFUSED_LATELY_S) {
    return passes('announcement', DIAGNOSIS.quiet);
  }
  const { what, remedy, isSure } = refusalTrouble(refused.code);
  const said = joined([what, plain(refused.code)]);
  // Whoever has nothing but a connection may send what is not believed: that is no fault of the box.
  return isSure ? fails('announcement', said, remedy) : warns('announcement', said, remedy);
};

const decoder = ({ announcement: present, facts }: BoxSnapshot): Finding => {
  const frames = present?.brokenFrames ?? 0;
  return frames > 0
    ? warns('decoder', DIAGNOSIS.broken(frames), DIAGNOSIS.brokenRemedy)
    : passes('decoder', DIAGNOSIS.decodes(facts.decoder));
};

const card = (box: BoxSnapshot, probes: Probes | undefined): Finding => {
  const { sink, sinkFailure } = box;
  const { cardRemedy } = DIAGNOSIS;
  if (probes?.card.went === 'wrong') {
    const { why, reason } = probes.card;
    const said =
      why === 'stalled'
        ? DIAGNOSIS.cardStalls(reasonSays(reason))
        : DIAGNOSIS.cardFails(reasonSays(reason));
    return fails('card', said, cardRemedy);
  }
  if (probes?.card.went === 'well') return passes('card', DIAGNOSIS.cardOpens(sink.xruns));
  if (sinkFailure !== null)
    return fails('card', DIAGNOSIS.cardFails(reasonSays(sinkFailure.reason)), cardRemedy);
  return passes(
    'card',
    sink.open ? DIAGNOSIS.cardPlays(sink.xruns, sink.delayUs) : DIAGNOSIS.cardIdle(sink.xruns),
  );
};

const amplifier = (box: BoxSnapshot): Finding => {
  const { relays, facts } = box;
  const state = DIAGNOSIS.amplifierIs(AMPLIFIER_STATES[box.amplifier], relays.supply, relays.line);
  return passes(
    'amplifier',
    facts.relays === 'fake' ? joined([state, DIAGNOSIS.simulated]) : state,
  );
};

/** Short and open are faults of the box; how they are told from one another is not the console's. */
const line = ({ body }: BoxSnapshot): Finding =>
  body.speakerLine === 'normal'
    ? passes('line', DIAGNOSIS.lineNormal)
    : unknown('line', DIAGNOSIS.notMeasured);
