/**
 * The village: boxes, broker, head-end and forger under one clock, made from a plan, and lived through from beginning to
 * end. What happened is in the trace; whether it was right is not for this file to say.
 */
import type { Publication } from '../../../agent/core/effect.ts';
import type { PlayedReport, StateReport } from '../../../agent/core/wire/report.ts';
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import { COMMUNE, RIVAL, STUDIO } from '../plan/quarrel.ts';
import { bulletinEndUs, finaleOf, type Bulletin } from '../plan/schedule.ts';
import { VILLAGE, type RunPlan } from '../plan/run-plan.ts';
import { FrameLibrary } from '../sound/frame-library.ts';
import type { StreamTruth, Trace } from '../trace.ts';
import { AMPLIFIER } from './amplifier-times.ts';
import { arrangeNoise } from './body-noise.ts';
import { Broker } from './broker.ts';
import type { Chance } from './chance.ts';
import { Forger } from './forger.ts';
import { HeadEnd, drawIdentity, type Issuer, type StreamIdentity } from './head-end.ts';
import { House } from './house.ts';
import type { Letter } from './letter.ts';
import { mandated, mandatedCommune } from './mandates.ts';
import { Pretender } from './pretender.ts';
import { ProofReader } from './proof-reader.ts';
import { arrangeSpells } from './spells.ts';
import { Timeline } from './timeline.ts';

const GAIN_DB_MAX = 0;
/** Boxes do not all get power at the same moment. */
const POWER_ON_WITHIN_US = 2 * US_PER_S;
/** What a clock may be wrong. */
const LATE_US = US_PER_S;
const INEXACT = ['clock-skew', 'clock-step', 'clock-unsure', 'card-skew', 'card-rough'] as const;
/** From a record to its acknowledgement. */
const HEAD_END_KEEPS_US = 20_000;
const PROBE_EVERY_US = 700_000;

export class Village {
  readonly plan: RunPlan;
  readonly timeline = new Timeline();
  readonly trace: Trace;
  readonly library = new FrameLibrary();
  readonly broker: Broker;
  readonly forger: Forger;
  readonly houses: readonly House[];
  readonly pretender: Pretender;
  /** By path. */
  readonly #headEnds: ReadonlyMap<string, HeadEnd>;
  /** Of what is said by stream. */
  readonly #said = new Map<number, { bulletin: Bulletin; identity: StreamIdentity }>();
  readonly #proofReader: ProofReader;
  readonly #identities: Chance;
  readonly #quarrelled: Chance;
  readonly #pretended: Chance;

  constructor(plan: RunPlan) {
    this.plan = plan;
    const { timeline } = this;
    const { chance, faults } = plan;
    this.#identities = chance.fork('identities');
    this.#quarrelled = chance.fork('quarrelled identities');
    this.#pretended = chance.fork('pretended identities');
    this.trace = {
      amplifier: AMPLIFIER,
      isExact: faults.size === 0,
      order: plan.quarrel.order,
      streams: [],
      boxes: [],
      news: [],
      arrived: [],
      faultsEndUs: plan.faultsEndUs,
      finale: plan.bulletins.length,
      closingUs: plan.closingUs,
      endUs: plan.endUs,
    };
    this.broker = new Broker({
      timeline,
      chance: chance.fork('broker'),
      isLate: () => faults.has('late-will') && timeline.nowUs < plan.faultsEndUs,
      reads: (publication) => {
        this.#read(publication);
      },
    });
    const keys = chance.fork('issuer');
    const root = keys.bytes(32);
    const { commune, studio: issuer } = mandatedCommune(root, 'vn', keys);
    this.#proofReader = new ProofReader(issuer);
    const rival = mandated(commune, {
      id: '01JMANDATE0000000000000009',
      subject: RIVAL.slice(COMMUNE.length + 1),
      key: chance.fork('rival').bytes(32),
      areas: ['vn'],
      delegations: 0,
    });
    const speaks = (path: string, who: Issuer): readonly [string, HeadEnd] => [
      path,
      new HeadEnd(timeline, { issuer: who, path }, this.#publish),
    ];
    this.#headEnds = new Map([
      speaks(STUDIO, issuer),
      speaks(RIVAL, rival),
      speaks(COMMUNE, commune),
    ]);
    this.pretender = new Pretender({
      timeline,
      chance: chance.fork('pretender'),
      publish: (letter) => this.broker.publish(letter),
      commune,
      area: VILLAGE,
      enlist: (startUs, frames) => this.#enlistForged(startUs, frames, this.#pretended),
    });
    this.forger = new Forger({
      timeline,
      chance: chance.fork('forger'),
      publish: (letter) => this.broker.publish(letter),
      issuer,
      area: VILLAGE,
      enlist: (startUs, frames) => this.#enlistForged(startUs, frames, this.#identities),
    });
    this.houses = plan.boxes.map((box) => new House(this, box, root));
    for (const { box } of this.houses) this.trace.boxes.push(box.trace);
  }

  /** Lives through all of it. */
  live(): Trace {
    const { timeline, plan } = this;
    const chance = plan.chance.fork('life');
    for (const bulletin of plan.bulletins) this.#speak(bulletin, STUDIO, this.#identities);
    const finale = finaleOf(this.trace.finale, plan.finaleUs, VILLAGE);
    this.#speak(finale, STUDIO, this.#identities);
    for (const bulletin of plan.quarrel.rival) this.#speak(bulletin, RIVAL, this.#quarrelled);
    for (const { atUs, by, stream } of plan.quarrel.interventions) {
      const said = this.#said.get(stream);
      if (said !== undefined) this.#headEnds.get(by)?.intervene(said.bulletin, said.identity, atUs);
    }
    for (const { box } of this.houses) {
      timeline.at(chance.between(0, POWER_ON_WITHIN_US), () => {
        box.boot();
      });
      timeline.at(plan.closingUs, () => {
        box.terminate();
      });
    }
    arrangeSpells(this);
    arrangeNoise(this);
    this.#probeAt(PROBE_EVERY_US, chance);
    timeline.run(plan.endUs);
    for (const house of this.houses) house.finish();
    return this.trace;
  }

  /**
   * The streams that may be heard at this instant: each in its place, or, where the time is not known, however late. What was said
   * once may be said again by anybody, and a box without the time plays it where its arrival puts it.
   */
  voices(atUs: number): StreamTruth[] {
    const lateUs = this.plan.faults.has('clock-unsure') ? Infinity : LATE_US;
    return this.trace.streams.filter(
      ({ startUs, frames }) =>
        atUs > startUs - 3 * US_PER_S && atUs < startUs + frames * 20_000 + lateUs,
    );
  }

  readonly #publish = (letter: Letter): boolean => {
    this.forger.overhear(letter);
    return this.broker.publish(letter);
  };

  #speak(bulletin: Bulletin, by: string, identities: Chance): void {
    const identity = drawIdentity(identities);
    this.#enlist(bulletin, identity, by);
    this.#said.set(bulletin.stream, { bulletin, identity });
    this.#headEnds.get(by)?.speak(bulletin, identity);
  }

  /** `by`: undefined where it is forged. */
  #enlist(bulletin: Bulletin, identity: StreamIdentity, by: string | undefined): void {
    const { stream, startUs, frames, class: bulletinClass, gainDb, silent, broken } = bulletin;
    this.trace.streams.push({
      stream,
      startUs,
      frames,
      level: 10 ** (Math.min(gainDb, GAIN_DB_MAX) / 20),
      hasChime: this.plan.chimeBefore.includes(bulletinClass),
      mayBeBroken: broken.size > 0,
      mayBeResampled: INEXACT.some((kind) => this.plan.faults.has(kind)),
      id: identity.id,
      streamId: identity.streamId,
      class: bulletinClass,
      by: by ?? '',
      isGenuine: by !== undefined,
      mute: new Set([...silent, ...broken]),
    });
    this.timeline.at(bulletinEndUs(bulletin) + 15 * US_PER_S, () => {
      this.library.forget(stream);
    });
  }

  #enlistForged(
    startUs: number,
    frames: number,
    identities: Chance,
  ): { bulletin: Bulletin; identity: StreamIdentity } {
    const announceUs = this.timeline.nowUs;
    const stream = this.trace.streams.length;
    const bulletin = { ...finaleOf(stream, announceUs, VILLAGE), startUs, frames };
    const identity = drawIdentity(identities);
    this.#enlist({ ...bulletin, class: 'emergency' }, identity, undefined);
    return { bulletin, identity };
  }

  /** A reader of all reports, with a good line to the broker. */
  #read({ topic, payload }: Publication): void {
    const atUs = this.timeline.nowUs;
    const report: unknown = JSON.parse(payload);
    if (topic.endsWith('/state')) this.trace.news.push({ atUs, report: report as StateReport });
    if (topic.endsWith('/played')) this.#readProof(topic, payload, report as PlayedReport);
  }

  /** The head-end acknowledges what it holds, a moment after it has it on its own disk. */
  #readProof(topic: string, text: string, report: PlayedReport): void {
    const { nowUs } = this.timeline;
    this.trace.arrived.push({ atUs: nowUs, report });
    const box = topic.split('/')[3] ?? '';
    const letter = this.#proofReader.read(box, text);
    if (letter === undefined) return;
    this.timeline.after(HEAD_END_KEEPS_US, () => this.broker.publish(letter));
  }

  #probeAt(atUs: number, chance: Chance): void {
    this.timeline.at(atUs, () => {
      for (const { box } of this.houses) if (chance.hits(0.5)) box.probe();
      this.#probeAt(atUs + chance.between(0.2, 1.8) * PROBE_EVERY_US, chance);
    });
  }
}
