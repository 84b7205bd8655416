/** Commands and settings from a head-end to one box: each is done once, answered, and refused to whoever has no right to it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { US_PER_MS, US_PER_S, after as later, utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { encodeCommand, type Deed } from '../../../agent/core/wire/orders/command.ts';
import { encodeDesired, type DesiredSettings } from '../../../agent/core/wire/orders/desired.ts';
import type { Right } from '../../../agent/core/wire/trust/mandate.ts';
import { signMandate } from '../../../broker-sim/authority/statement/statement.ts';
import { startBroker, type Broker } from '../../../broker-sim/broker/broker.ts';
import { LOOPBACK, createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { Issuer } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { issuerPublicKey } from '../../../broker-sim/head-end/issuer/issuer-key.ts';
import { speak } from '../../../broker-sim/head-end/speak.ts';
import { ulid } from '../../../broker-sim/head-end/issuer/ulid.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { AREA, BoxUnderTest } from '../box-under-test.ts';
import { LoaSim, OutFolder, type SimResult } from '../village/village-run.ts';

const DAY_US = 86_400 * US_PER_S;
const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
const nowAt = () => utcUs(Date.now() * US_PER_MS);

describe('orders to one box', () => {
  const root = newKey();
  const heard: { readonly topic: string; readonly text: string; readonly retain: boolean }[] = [];
  let out: OutFolder;
  let broker: Broker;
  let client: MqttClient;
  let caPem = '';
  let box: BoxUnderTest;
  let commune: Issuer;
  let studio: Issuer;
  let number = 0;

  /** Whoever the root has mandated to this, with files as an integrator has them. */
  const mandated = async (name: string, may: readonly Right[]): Promise<Issuer> => {
    const privateKey = newKey();
    const key = decodeBase64url(issuerPublicKey(privateKey));
    assert.ok(key);
    const mandate = {
      ...{ id: ulid(Date.now()), subject: name, key, areas: [AREA], may, delegations: 0 },
      ...{ notBefore: later(nowAt(), -DAY_US), expiresAt: later(nowAt(), DAY_US) },
      class: 'emergency' as const,
    };
    const chain = [await signMandate(mandate, root)];
    writeFileSync(out.file(`${name}.chain`), `${chain.join('\n')}\n`);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(out.file(`${name}.key`), pem, { mode: 0o600 });
    return new Issuer({ id: name, chain }, privateKey, { next: () => ++number });
  };

  const startBox = (): BoxUnderTest =>
    new BoxUnderTest({
      folder: out.path,
      brokerUrl: broker.url,
      caFile: out.file('ca.pem'),
      root: issuerPublicKey(root),
    });

  const order = (...words: string[]): Promise<SimResult> =>
    new LoaSim(
      ...words,
      ...['--broker', broker.url, '--ca', out.file('ca.pem')],
      ...['--issuer-key', out.file('xa.key'), '--chain', out.file('xa.chain')],
    ).ended;

  const came = async (channel: string, isIt: (text: string) => boolean, since = 0) => {
    const deadline = Date.now() + 8_000;
    for (;;) {
      const one = heard
        .slice(since)
        .find(({ topic, text }) => topic === `loa/1/box/box/${channel}` && isIt(text));
      if (one !== undefined) return one.text;
      assert.ok(
        Date.now() < deadline,
        `nothing of the kind on ${channel}: ${JSON.stringify(heard)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  const signed = (issuer: Issuer, id: string, deed: Deed): Promise<string> =>
    issuer.order('command', nowAt(), (sequence) =>
      encodeCommand(
        {
          ...{ id, issuer: issuer.id, box: 'box', sequence, issuedAt: nowAt() },
          expiresAt: later(nowAt(), 20 * US_PER_S),
        },
        deed,
      ),
    );
  /** Publishes it, and answers the next reply to this id. */
  const reply = async (id: string, jws: string): Promise<string> => {
    const since = heard.length;
    await client.publishAsync('loa/1/box/box/command', jws, { qos: 1 });
    return came('reply', (text) => text.includes(id), since);
  };
  const desire = async (version: number, settings: DesiredSettings): Promise<void> => {
    const jws = await commune.order('desired', nowAt(), () =>
      encodeDesired({ issuer: commune.id, box: 'box', version, issuedAt: nowAt() }, settings),
    );
    await client.publishAsync('loa/1/box/box/desired', jws, { qos: 1, retain: true });
  };

  before(async () => {
    out = new OutFolder();
    const certificates = await createThrowawayCertificates(LOOPBACK);
    caPem = certificates.caPem;
    writeFileSync(out.file('ca.pem'), caPem);
    broker = await startBroker({ certificates });
    commune = await mandated('xa', ['speak', 'command', 'settings']);
    studio = await mandated('dai', ['speak']);
    client = mqtt.connect(broker.url, { ca: caPem, protocolVersion: 4 });
    client.on('message', (topic, bytes, { retain }) => {
      heard.push({ topic, text: bytes.toString('utf8'), retain });
    });
    await client.subscribeAsync('loa/1/box/box/#', { qos: 1 });
    box = startBox();
    await came('reported', () => true);
  });
  after(async () => {
    await box.stop();
    client.end(true);
    await broker.close();
    out.remove();
  });

  it('does the same id once, and answers it as often as it comes, in the same words', async () => {
    const id = ulid(Date.now());
    const softer = await signed(commune, id, { do: 'volume', volumeDb: -6 });
    const first = await reply(id, softer);
    assert.match(first, /"ok":true/);
    const other = ulid(Date.now());
    await reply(other, await signed(commune, other, { do: 'volume', volumeDb: -3 }));
    assert.equal(await reply(id, softer), first);
    const last = ulid(Date.now());
    assert.match(
      await reply(last, await signed(commune, last, { do: 'logs', lines: 1 })),
      /"ok":true/,
    );
    const reported = heard.filter(({ topic }) => topic.endsWith('/reported'));
    assert.match(reported.at(-1)?.text ?? '', /"settings":\{"volumeDb":-3,/);
  });

  it('refuses whoever has no right to it, and answers nobody who is not believed', async () => {
    const id = ulid(Date.now());
    const refusal = await reply(id, await signed(studio, id, { do: 'restart' }));
    assert.match(refusal, /"ok":false,"code":"mandate.right"/);
    const strange = ulid(Date.now());
    const [header = '', payload = ''] = (await signed(commune, strange, { do: 'restart' })).split(
      '.',
    );
    const forged = `${header}.${payload}.${Buffer.alloc(64, 7).toString('base64url')}`;
    await client.publishAsync('loa/1/box/box/command', forged, { qos: 1 });
    const counted = await box.logged(
      (line) => line.event.includes('refused') && line['code'] === 'trust.signature',
    );
    assert.ok(counted);
    await came('telemetry', (text) => text.includes('"trust.signature":1'));
    assert.ok(!heard.some(({ topic, text }) => topic.endsWith('reply') && text.includes(strange)));
  });

  it('holds to the newest settings, says so for whoever asks later, and refuses older ones', async () => {
    await desire(5, { volumeDb: -9 });
    await came('reported', (text) => text.includes('"version":5,"issuer":"xa"'));
    await desire(4, { volumeDb: -2 });
    const both = await came('reported', (text) => text.includes('settings.version'));
    assert.match(both, /"version":5,"issuer":"xa","settings":\{"volumeDb":-9,/);
    const later = mqtt.connect(broker.url, { ca: caPem, protocolVersion: 4 });
    const echo = new Promise((resolve) => {
      later.once('message', (_topic, bytes, { retain }) => {
        resolve([retain, bytes.toString('utf8')]);
      });
    });
    await later.subscribeAsync('loa/1/box/box/reported', { qos: 1 });
    assert.deepEqual(await echo, [true, both]);
    later.end(true);
  });

  it('tests itself by loa-sim command, and says what it found, in telemetry and in the proof too', async () => {
    const tested = await order('command', 'box', 'self-test');
    assert.equal(tested.status, 0, tested.stderr);
    for (const found of ['relays', 'card', 'disk', 'broker']) {
      assert.ok(tested.stdout.includes(found), tested.stdout);
    }
    await came('telemetry', (text) => /"selfTest":\{"atUs":\d+,"by":"command",/.test(text));
    await came('played', (text) => text.includes('"record":"self-test"'));
  });

  it('is set by loa-sim settings, and stops what is on the air by loa-sim command', async () => {
    const speaking = await speak({
      ...{ client, issuer: commune, area: AREA, class: 'normal', title: 'Bản tin thử' },
      source: openRecording(BULLETIN_PATH, () => undefined),
    });
    const set = await order('settings', 'box', '--volume', '-12', '--chime-before', 'none');
    assert.equal(set.status, 0, set.stderr);
    assert.match(set.stdout, /^box: settings in force, version \d+ by xa\n {2}volume {8}-12 dB\n/);
    await box.switched({ relay: 'line', on: true });
    const stopped = await order('command', 'box', 'stop');
    assert.equal(stopped.status, 0, stopped.stderr);
    assert.match(stopped.stdout, /^box: done\n {2}stopped {2}[0-9A-Z]{26}\n$/);
    assert.equal((await box.event('announcement.ended'))['why'], 'stopped');
    const loud = await order('command', 'box', 'volume', '20');
    assert.deepEqual([loud.status, loud.stderr], [1, '']);
    assert.match(loud.stdout, /^box refused: .* \(volume\.cap\)\n$/);
    await speaking.stop();
  });

  it('tests its hardware by loa-sim command, and tells each finding', async () => {
    const { status, stdout, stderr } = await order('command', 'box', 'self-test');
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^box: done\n[^]* {2}relays {2}\w+\n[^]* {2}disk {2}well\n/);
    assert.match(stderr, /^box is at it …\n$/);
  });

  it('is told which box did not answer in time, and what to look at', async () => {
    const { status, stdout, stderr } = await order(
      ...['command', 'nobody', 'volume', '-3', '--time-limit', '1'],
    );
    assert.deepEqual([status, stdout], [3, ''], stderr);
    assert.match(stderr, /^loa-sim: nobody did not answer within 1 s\. .*has expired by now/);
  });

  it('ends by a restart in good order, and holds to its settings when it is started again', async () => {
    const { status, stdout, stderr } = await order('command', 'box', 'restart');
    assert.deepEqual([status, stdout], [0, 'box: done\n'], stderr);
    assert.equal(await box.stop(), 0);
    const since = heard.length;
    box = startBox();
    await came('reported', (text) => text.includes('"volumeDb":-12'), since);
  });
});
