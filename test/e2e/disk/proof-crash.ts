/**
 * Kills one real agent again and again in the midst of playing and recording proof, with a head-end that acknowledges when it likes and
 * says again whatever it has said, and holds what the box has on its disk at the end against what it sent.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ackTopic } from '../../../agent/core/wire/topic.ts';
import { readPlace } from '../../../agent/core/wire/proof/proof-chain.ts';
import { proofLines } from '../../../agent/proof-lines.ts';
import { verifyProof } from '../../../agent/proof-command.ts';
import { Issuer } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { sha256 } from '../../core/report/proof-parts.ts';
import { AREA, type LogLine } from '../box-under-test.ts';
import { buildSmallVillage, type Ending } from '../small-village.ts';

export interface CrashFigures {
  readonly kills: number;
  readonly records: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly accepted: number;
  readonly replayed: number;
}

/** At a random moment within so long. */
const soon = (withinMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * withinMs));

/** Messages that are said again after each start. */
const SAID_AGAIN = 6;

const sequenceOf = (jws: Buffer): number => {
  const [, payload = ''] = jws.toString('utf8').split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sequence: number })
    .sequence;
};

export const crashProof = async (test: Ending, kills: number): Promise<CrashFigures> => {
  const village = await buildSmallVillage(test);
  const { headEnd, studio, folder } = village;
  const issuer = new Issuer(studio, studio.privateKey, { next: () => 0 });
  /** Lines by number, as they were sent. */
  const sent = new Map<number, string>();
  const conflicts: number[] = [];
  let acknowledged = 0;
  headEnd.on('message', (topic, payload) => {
    if (!topic.endsWith('/played')) return;
    const line = payload.toString('utf8');
    const place = readPlace(line, sha256);
    assert.ok(place);
    const known = sent.get(place.number);
    if (known !== undefined && known !== line) conflicts.push(place.number);
    sent.set(place.number, line);
    if (Math.random() < 0.4) return;
    let last = place.number;
    while (!Array.from({ length: last }, (_, at) => at + 1).every((number) => sent.has(number)))
      last -= 1;
    const whole = readPlace(sent.get(last) ?? '', sha256);
    if (whole === undefined) return;
    acknowledged = Math.max(acknowledged, last);
    const { chain, number, hash } = whole;
    void issuer
      .acknowledge({ box: 'box', chain, number, hash })
      .then((jws) => headEnd.publish(ackTopic('box'), jws, { qos: 1 }));
  });
  await headEnd.subscribeAsync('loa/1/box/box/played', { qos: 1 });

  /** Whatever was said on the control topic, to be said again. */
  const said: Buffer[] = [];
  const control = `loa/1/area/${AREA}/control`;
  let isReplaying = false;
  headEnd.on('message', (topic, payload) => {
    if (topic === control && !isReplaying) said.push(payload);
  });
  await headEnd.subscribeAsync(control, { qos: 1 });

  const accepted: number[] = [];
  /** Accepted by a life though it was said before that began. */
  const again: number[] = [];
  let replayed = 0;
  const storeFile = join(folder, 'box.json');
  for (let kill = 0; kill <= kills; kill++) {
    const before = new Set(said.map(sequenceOf));
    const box = village.startBox({
      storeFile,
      audio: { sink: 'null' },
      amplifier: { warm_up_ms: 0, hold_ms: 0, minimum_on_ms: 0, minimum_off_ms: 0 },
    });
    const linkUp = await box.event('link.up', 20_000);
    isReplaying = true;
    for (const payload of said.slice(-SAID_AGAIN)) {
      await headEnd.publishAsync(control, payload, { qos: 1 });
      replayed += 1;
    }
    isReplaying = false;
    const broadcast = await village.speak(30 + Math.floor(Math.random() * 30), {
      leaseUs: 2_000_000,
    });
    const isLast = kill === kills;
    const ended = ({ event }: LogLine): boolean => event === 'announcement.ended';
    await soon(1_500);
    // Half of them end now: a record is being made as the process is killed.
    if (isLast || Math.random() < 0.5) void broadcast.stop().catch(() => undefined);
    if (isLast) await box.logged(ended, 20_000, linkUp);
    else await soon(60);
    const now = box.lines
      .filter(({ event }) => event === 'announcement.accepted')
      .map(({ sequence }) => Number(sequence));
    accepted.push(...now);
    again.push(...now.filter((sequence) => before.has(sequence)));
    if (isLast) await box.stop();
    else box.signal('SIGKILL');
    void broadcast.stop().catch(() => undefined);
    await box.gone;
  }

  const database = join(folder, 'box.db');
  assert.equal(verifyProof(database), 0, 'the chain holds');
  assert.deepEqual(conflicts, [], 'no number was sent with two lines');
  const kept = new Map(
    [...proofLines(database)].map(({ line }) => [readPlace(line, sha256)?.number ?? 0, line]),
  );
  for (const [number, line] of sent) {
    assert.equal(kept.get(number), line, `record ${number} was sent, and is on the disk as it was`);
  }
  const twice = accepted.filter((sequence, at) => accepted.indexOf(sequence) !== at);
  assert.deepEqual(twice, [], 'no sequence was accepted twice');
  assert.deepEqual(again, [], 'nor one that the life before may have had, stored or not');
  const { size } = kept;
  return {
    kills,
    records: size,
    sent: sent.size,
    acknowledged,
    accepted: accepted.length,
    replayed,
  };
};
