/** Every bound is kept, the core wakes when it must and only then, and it never throws. */
import { LIMITS } from '../../../agent/core/limits.ts';
import type { BoxTrace, Trace } from '../trace.ts';
import { complaints, type Violation } from './violation.ts';

/** All reports that were kept, all announcements that end, and what goes with a new connection. */
const EFFECTS_MAX = LIMITS.proofInFlightMax + 3 * LIMITS.announcementsMax + 16;
/** One that is displaced is still fading while its successor is held. */
const SESSIONS_MAX = LIMITS.announcementsMax + 1;
/** The heartbeat of the village, and a process that stood still. */
const PULSE_US = 60_000_000 + 3_000_000;

export const bounds = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('bounds');
  for (const box of trace.boxes) {
    for (const { atUs, error } of box.crashes) complain(box.id, atUs, `threw: ${error}`);
    for (const atUs of box.spins) complain(box.id, atUs, 'woke again and again for nothing');
    for (const { atUs, effect } of box.overslept)
      complain(box.id, atUs, `was to be woken too late for ${effect}`);
    const { effects, sessions } = box.most;
    if (effects > EFFECTS_MAX) complain(box.id, 0, `${effects} effects in one step`);
    if (sessions > SESSIONS_MAX) complain(box.id, 0, `${sessions} announcements at once`);
    for (const { atUs, frames } of overfull(box))
      complain(box.id, atUs, `${frames} frames in a jitter buffer`);
    for (const atUs of pulseless(trace, box)) complain(box.id, atUs, 'no heartbeat');
    for (const atUs of talkative(box))
      complain(box.id, atUs, 'more records at once than it may send');
  }
  return found;
};

const overfull = (box: BoxTrace): { atUs: number; frames: number }[] =>
  box.published.flatMap(({ atUs, report }) => {
    const frames =
      report.of === 'telemetry'
        ? (report.announcement?.bufferFrames ?? 0)
        : report.of === 'played'
          ? report.bufferFrames
          : 0;
    return frames > LIMITS.jitterBufferFrames ? [{ atUs, frames }] : [];
  });

/** Ends of stretches in which the link was up, and nothing was heard of the box for longer than a heartbeat. */
const pulseless = (trace: Trace, box: BoxTrace): number[] => {
  const beats = box.published
    .filter(({ report }) => report.of === 'telemetry')
    .map(({ atUs }) => atUs);
  return box.links.flatMap(({ atUs: upUs, state }, index) => {
    if (state !== 'up') return [];
    const life = box.lives.find(({ fromUs, toUs }) => fromUs <= upUs && upUs <= toUs);
    const downUs = Math.min(
      box.links[index + 1]?.atUs ?? Infinity,
      life?.toUs ?? upUs,
      trace.endUs,
    );
    const marks = [upUs, ...beats.filter((atUs) => atUs > upUs && atUs < downUs), downUs];
    return marks.filter((atUs, mark) => atUs - (marks[mark - 1] ?? atUs) > PULSE_US);
  });
};

const talkative = (box: BoxTrace): number[] =>
  box.links
    .filter(({ state }) => state === 'up')
    .map(({ atUs }) => atUs)
    .filter(
      (upUs) => box.proved.filter(({ atUs }) => atUs === upUs).length > LIMITS.proofInFlightMax,
    );
