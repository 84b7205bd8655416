/** Turns what the core knows into the reports of PROTOCOL §4. No decisions: values in, publications out. */
import type { Publication } from '../effect.ts';
import { SAMPLE_RATE_HZ } from '../vocabulary.ts';
import { speakerOf } from '../trust/chain.ts';
import type { PlayedEntry } from '../wire/proof/proof-record.ts';
import type {
  AnnouncementPhase,
  EndReason,
  HeardReport,
  StateReport,
  TelemetryReport,
} from '../wire/report.ts';
import { stateTopic, telemetryTopic } from '../wire/topic.ts';
import type { Player } from '../playout/player.ts';
import type { Session } from '../control/session.ts';

/** Birth, will and farewell are the same report in three states; all three are retained. */
export const statePublication = (report: StateReport): Publication => ({
  topic: stateTopic(report.box),
  payload: JSON.stringify(report),
  qos: 1,
  retain: true,
});

export const telemetryPublication = (report: TelemetryReport): Publication => ({
  topic: telemetryTopic(report.box),
  payload: JSON.stringify(report),
  qos: 0,
  retain: false,
});

export const playedEntry = (box: string, session: Session, why: EndReason): PlayedEntry => {
  const { id, issuer, area, class: bulletinClass, kind, title } = session.announcement;
  const { heard, endFrame, quietAt } = session.player;
  return {
    record: 'played',
    box,
    id,
    issuer,
    key: session.by.speaker,
    mandate: speakerOf(session.by.chain).id,
    area,
    class: bulletinClass,
    kind,
    title,
    firstSoundAtUs: heard.firstAtUs ?? null,
    lastSoundAtUs: (heard.firstAtUs && quietAt) ?? null,
    firstSample: heard.firstSample ?? null,
    streamFrames: endFrame ?? null,
    why,
    endedBy: session.endedBy ?? null,
    inStep: session.isInPlace,
    amplifier: session.amplifier,
    ...heardReport(session.player),
  };
};

export const heardReport = ({ heard, bufferFrames }: Player): HeardReport => ({
  heardS: heard.samples / SAMPLE_RATE_HZ,
  toneS: heard.toneSamples / SAMPLE_RATE_HZ,
  bufferFrames,
  lateFrames: heard.lateFrames,
  concealedFrames: heard.concealedFrames,
  recoveredFrames: heard.recoveredFrames,
  silentFrames: heard.silentFrames,
  brokenFrames: heard.brokenFrames,
  jumps: heard.jumps,
  stretchedSamples: heard.stretchedSamples,
  xruns: heard.xruns,
  correction: heard.correction.report,
  stepError: heard.stepError.report,
});

/** Of one announcement in a heartbeat. */
export const presentReport = (
  session: Session | undefined,
  owner: Session | undefined,
): TelemetryReport['announcement'] => {
  if (session === undefined) return null;
  const { announcement, player } = session;
  return { id: announcement.id, phase: phaseOf(session, owner), ...heardReport(player) };
};

const phaseOf = (session: Session, owner: Session | undefined): AnnouncementPhase => {
  if (session.ending !== undefined) return 'ending';
  if (session.isDormant) return 'dormant';
  return session === owner && session.player.heard.firstAtUs !== undefined ? 'playing' : 'waiting';
};
