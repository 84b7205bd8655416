/** A head-end that only collects proof: by its command line, over a kill −9, until Ctrl-C. */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { ackTopic, playedTopic } from '../../../agent/core/wire/topic.ts';
import { startBroker, type Broker } from '../../../broker-sim/broker/broker.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { chainOf } from '../../contract/store/store-suite.ts';
import { writeStudioFiles } from './studio-files.ts';
import { LoaSim, OutFolder } from '../village/village-run.ts';

const BOX = 'langha-03';
const RECORDS = chainOf(5);

describe('loa-sim collect', () => {
  const out = new OutFolder();
  let broker: Broker;
  let box: MqttClient;
  let started: LoaSim | undefined;
  const acks: { readonly number: number; readonly hash: string }[] = [];
  before(async () => {
    const certificates = await createThrowawayCertificates();
    broker = await startBroker({ certificates });
    writeFileSync(out.file('ca.pem'), certificates.caPem);
    await writeStudioFiles(out.file('studio.key'), out.file('studio.chain'));
    box = await mqtt.connectAsync(broker.url, { ca: certificates.caPem, protocolVersion: 4 });
    box.on('message', (_, payload) => {
      const [, statement = ''] = payload.toString().split('.');
      acks.push(JSON.parse(Buffer.from(statement, 'base64url').toString()) as (typeof acks)[0]);
    });
    await box.subscribeAsync(ackTopic(BOX), { qos: 1 });
  });
  after(async () => {
    started?.signal('SIGKILL');
    await box.endAsync(true);
    await broker.close();
    out.remove();
  });

  const collect = (...more: string[]): LoaSim =>
    new LoaSim(
      ...[
        'collect',
        '--broker',
        broker.url,
        '--ca',
        out.file('ca.pem'),
        '--out',
        out.file('proof'),
      ],
      ...['--issuer-key', out.file('studio.key'), '--chain', out.file('studio.chain'), ...more],
    );
  const listening = async (): Promise<LoaSim> => {
    const sim = (started = collect('--box', BOX));
    await sim.until(() => sim.stdout.includes('Ctrl-C ends it.'), 'its first line');
    return sim;
  };
  const say = (number: number): Promise<unknown> =>
    box.publishAsync(playedTopic(BOX), RECORDS[number - 1]!.text, { qos: 1 });
  const acknowledged = (sim: LoaSim, number: number): Promise<void> =>
    sim.until(() => acks.at(-1)?.number === number, `the acknowledgement of ${number}`);

  it('acknowledges what is on its disk, goes on after a kill −9, and sums up at Ctrl-C', async () => {
    const first = await listening();
    await say(1);
    await say(2);
    await acknowledged(first, 2);
    first.signal('SIGKILL');
    await first.ended;
    const second = await listening();
    await say(2);
    await say(3);
    await acknowledged(second, 3);
    assert.equal(acks.at(-1)?.hash, RECORDS[2]?.hash);
    second.signal('SIGINT');
    const { status, stdout, stderr } = await second.ended;
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /langha-03 {2}3 records, whole\n$/);
    const lines = readFileSync(out.file(`proof/${BOX}.proof.jsonl`), 'utf8').split('\n');
    assert.deepEqual(
      lines.slice(0, 3),
      RECORDS.slice(0, 3).map(({ text }) => text),
    );
  });

  it('says of a proof that is not whole why it is not, and its exit status too', async () => {
    acks.length = 0;
    const sim = await listening();
    await say(5);
    await acknowledged(sim, 3);
    sim.signal('SIGINT');
    const { status, stdout } = await sim.ended;
    assert.equal(status, 1);
    assert.match(stdout, /langha-03 {2}3 records, NOT WHOLE: 1 came without the record before\n$/);
  });

  it('refuses a folder that another collects into, and takes it over from one that was killed', async () => {
    const first = await listening();
    symlinkSync(out.file('proof'), out.file('proof-by-another-name'));
    const refused = await collect('--out', out.file('proof-by-another-name')).ended;
    assert.deepEqual([refused.status, refused.stdout], [2, '']);
    const said = `another process (${first.pid}) already collects into ${out.file('proof-by-another-name')}`;
    assert.ok(refused.stderr.includes(said), refused.stderr);
    assert.doesNotMatch(refused.stderr, /\n {4}at /);
    first.signal('SIGKILL');
    await first.ended;
    const second = await listening();
    second.signal('SIGINT');
    await second.ended;
  });

  it('says a mistake in a line: a box that is none, a key that is another, no key at all', async () => {
    await new LoaSim('key', out.file('other.key')).ended;
    const mistakes = [
      [['--box', 'Not A Box'], /--box Not A Box is not the id of a box/],
      [['--issuer-key', out.file('other.key')], /is the chain of another key than/],
      [['--issuer-key', out.file('none.key')], /there is no key .*none.key: make one with/],
    ] as const;
    for (const [words, said] of mistakes) {
      const { status, stdout, stderr } = await collect(...words).ended;
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});
