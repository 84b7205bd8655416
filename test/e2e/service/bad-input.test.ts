/**
 * Somebody who may publish on the commune's channel, and is not its head-end: whatever comes from there is a counted code
 * and a line in the log, and the bulletin that plays meanwhile loses no sample by it.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { CompactSign } from 'jose';
import { encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import { audioTopic, controlTopic, telemetryTopic } from '../../../agent/core/wire/topic.ts';
import type { TelemetryReport } from '../../../agent/core/wire/report.ts';
import {
  makeThrowawayChain,
  type ThrowawayChain,
} from '../../../broker-sim/authority/throwaway-chain.ts';
import { issuerPublicKey } from '../../../broker-sim/head-end/issuer/issuer-key.ts';
import { assertHeardWhole } from '../sound/reference.ts';
import { AREA } from '../box-under-test.ts';
import { buildSmallVillage } from '../small-village.ts';

const FRAMES = 300;
const control = controlTopic(AREA);
const audio = audioTopic(AREA);

void test('a stranger on the channel is counted and not heard, and the bulletin is whole', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox();
  const refusals = watchRefusals(village.headEnd);
  await village.headEnd.subscribeAsync(telemetryTopic('box'));
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });

  const client = village.headEnd;
  const wanted = new Set<RefusalCode>();
  for (const [code, topic, payload] of await hostileMessages(
    broadcast.announcement,
    village.studio,
  )) {
    wanted.add(code);
    await client.publishAsync(topic, payload, { qos: 1 });
  }
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.deepEqual(
    [ended['why'], ended['lateFrames'], ended['concealedFrames']],
    ['complete', 0, 0],
  );
  const counted = await refusals((codes) => [...wanted].every((code) => (codes[code] ?? 0) > 0));
  assert.deepEqual(
    [...wanted].filter((code) => counted[code] === undefined),
    [],
  );
  for (const code of wanted) {
    const lines = box.lines.filter((line) => line.event === 'refused' && line['code'] === code);
    assert.equal(lines.length, 1, `${code} is logged once, however often it comes`);
  }
  assert.equal(await box.stop(), 0);

  await assertHeardWhole(box.wavFile, FRAMES);
});

void test('what a broker retained does not start sound in a box that comes later', async (t) => {
  const village = await buildSmallVillage(t);
  const refusals = watchRefusals(village.headEnd);
  await village.headEnd.subscribeAsync(telemetryTopic('box'));
  const heard: [string, Buffer][] = [];
  village.headEnd.on('message', (topic, payload) => {
    if (topic === control || topic === audio) heard.push([topic, payload]);
  });
  await village.headEnd.subscribeAsync([control, audio]);
  const broadcast = await village.speak(100);
  await broadcast.done;
  for (const [topic, payload] of heard.slice(0, 3)) {
    await village.headEnd.publishAsync(topic, payload, { qos: 1, retain: true });
  }
  const box = village.startBox();
  const counted = await refusals(
    (codes) => codes['retained.control'] !== undefined && codes['retained.audio'] !== undefined,
  );
  assert.deepEqual([counted['retained.control'], counted['retained.audio']], [1, 1]);
  assert.equal(
    box.lines.some(({ event }) => event === 'announcement.accepted'),
    false,
  );
  assert.equal(await box.stop(), 0);
});

type Refusals = TelemetryReport['refusals'];

/** Resolves with the counts of the first heartbeat for which `isEnough` holds. */
const watchRefusals = (client: MqttClient) => (isEnough: (codes: Refusals) => boolean) =>
  new Promise<Refusals>((resolve, reject) => {
    let last: Refusals = {};
    const late = setTimeout(() => {
      reject(new Error(`not all refused in time; there was ${JSON.stringify(last)}`));
    }, 15_000);
    client.on('message', (topic, payload) => {
      if (topic !== telemetryTopic('box')) return;
      last = (JSON.parse(payload.toString()) as TelemetryReport).refusals;
      if (!isEnough(last)) return;
      clearTimeout(late);
      resolve(last);
    });
  });

/** What a stranger may send, and the code by which it must be refused. Each twice or more, so that the log is limited. */
const hostileMessages = async (
  announcement: Announcement,
  { chain, privateKey }: ThrowawayChain,
): Promise<[RefusalCode, string, Buffer][]> => {
  const speaker = issuerPublicKey(privateKey);
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const packet = Uint8Array.of(0xfc, ...randomBytes(40));
  const bundle = (sequence: number, streamId = announcement.streamId): Buffer => {
    const unsigned = encodeUnsignedBundle({ streamId, sequence, packets: [packet], last: false });
    return Buffer.concat([unsigned, sign(null, unsigned, stranger)]);
  };
  const good = bundle(50);
  const changed = (at: number, byte: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at] = byte;
    return bytes;
  };
  const header = { alg: 'EdDSA', typ: 'loa-control', kid: issuerPublicKey(stranger) };
  const signed = (payload: string, changed: object = {}): Promise<string> =>
    new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ ...header, ...changed })
      .sign(stranger);
  const unsignedJws = (header: unknown, payload: string): string =>
    [JSON.stringify(header), payload, 'x'.repeat(64)]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');

  const messages: [RefusalCode, string, Buffer | string][] = [
    ['bundle.truncated', audio, good.subarray(0, 60)],
    ['bundle.oversized', audio, Buffer.concat([good, Buffer.alloc(20_000)])],
    ['bundle.magic', audio, randomBytes(100).fill(0, 0, 1)],
    ['bundle.version', audio, changed(1, 9)],
    ['bundle.flags', audio, changed(2, 0x80)],
    ['bundle.trailing', audio, Buffer.concat([good, Buffer.alloc(7)])],
    ['bundle.packet', audio, changed(18, 0x00)],
    ['bundle.signature', audio, good],
    ['bundle.unknown-stream', audio, bundle(50, 'ffffffffffffffff')],
    ['control.oversized', control, 'x'.repeat(9_000)],
    ['control.not-jws', control, '{"type":"announce"}'],
    ['control.algorithm', control, unsignedJws({ ...header, alg: 'none' }, '{}')],
    ['control.not-json', control, unsignedJws(header, 'không phải JSON')],
    ['control.type', control, await signed('{}', { typ: 'loa-mandate' })],
    ['chain.missing', control, await signed('{"type":"announce"}')],
    ['chain.root', control, await signed('{}', { chain: (await makeThrowawayChain(AREA)).chain })],
    ['trust.key', control, await signed('{}', { chain })],
    ['trust.signature', control, await signed('{}', { chain, kid: speaker })],
  ];
  return messages.flatMap(([code, topic, payload]) =>
    Array.from({ length: 3 }, (): [RefusalCode, string, Buffer] => [
      code,
      topic,
      Buffer.from(payload),
    ]),
  );
};
