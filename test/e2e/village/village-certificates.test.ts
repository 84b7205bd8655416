/** An integrator's own authority: certificates by loa-sim, a broker that lets in nobody else, a box and a head-end at it. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { AREA, BoxUnderTest } from '../box-under-test.ts';
import { writeStudioFiles } from '../head-end/studio-files.ts';
import { LoaSim, OutFolder } from './village-run.ts';

/** As the broker knows it; the boxes know it by its chain of mandates. */
const HEAD_END = 'xa-lang-ha';

describe('an authority of one’s own', () => {
  let out: OutFolder;
  let broker: LoaSim | undefined;
  let pki: string;
  before(async () => {
    out = new OutFolder();
    pki = out.file('pki');
    writeFileSync(
      out.file('access.toml'),
      `[[box]]\nid = "box"\narea = "${AREA}"\n[[head_end]]\nname = "${HEAD_END}"\nareas = ["${AREA}"]\n`,
    );
    for (const words of [
      ['authority'],
      ['broker', 'localhost'],
      ['box', 'box'],
      ['head-end', HEAD_END],
    ]) {
      const { status, stderr } = await certificate(...words);
      assert.equal(status, 0, stderr);
    }
  });
  after(async () => {
    broker?.signal('SIGINT');
    await broker?.ended;
    out.remove();
  });
  const certificate = (...words: string[]) =>
    new LoaSim('certificate', ...words, '--pki', pki).ended;
  const own = (name: string) => [`${pki}/${name}.pem`, `${pki}/${name}.key`] as const;

  it('keeps every key for its owner alone', () => {
    for (const name of ['ca', 'broker', 'box', `head-end.${HEAD_END}`]) {
      assert.equal(statSync(`${pki}/${name}.key`).mode & 0o777, 0o600, name);
    }
  });

  it('lets a box hear a head-end, each by its certificate', async () => {
    broker = new LoaSim('broker', '--pki', pki, '--access', out.file('access.toml'));
    const { stdout } = broker;
    await broker.until(() => broker?.stdout.includes('Ctrl-C') === true, `the broker: ${stdout}`);
    assert.match(broker.stdout, /^Lets in box, head-end\.xa-lang-ha, each by its certificate\.$/m);
    const url = /mqtts:\/\/\S+/.exec(broker.stdout)?.[0] ?? '';
    const root = await writeStudioFiles(out.file('studio.key'), out.file('studio.chain'));
    const folder = out.file('box');
    mkdirSync(folder);
    const [certificateFile, privateKeyFile] = own('box');
    const box = new BoxUnderTest({
      folder,
      brokerUrl: url,
      caFile: `${pki}/ca.pem`,
      certificate: { certificateFile, privateKeyFile },
      root,
    });
    try {
      await box.event('link.up');
      const speak = (...words: string[]) =>
        new LoaSim(
          ...['speak', out.shortRecording(), '--broker', url, '--ca', `${pki}/ca.pem`],
          ...['--issuer-key', out.file('studio.key'), '--chain', out.file('studio.chain')],
          ...['--area', AREA],
          ...words,
        ).ended;
      const [cert, key] = own(`head-end.${HEAD_END}`);
      const spoken = await speak('--cert', cert, '--key', key);
      assert.equal(spoken.status, 0, spoken.stdout + spoken.stderr);
      assert.equal((await box.event('announcement.ended'))['why'], 'complete');

      const without = await speak();
      assert.equal(without.status, 2);
      assert.match(without.stderr, /does not let this head-end in: see --cert and --key, or /);
    } finally {
      assert.equal(await box.stop(), 0);
    }
  });

  const mistake = async (sim: LoaSim, line: RegExp): Promise<void> => {
    const { status, stderr } = await sim.ended;
    assert.equal(status, 2, stderr);
    assert.match(stderr, line);
    assert.doesNotMatch(stderr, /^ +at /m);
  };

  it('says in a line what is wrong with what it was asked', async () => {
    const sim = (...words: string[]) => new LoaSim(...words);
    const access = out.file('access.toml');
    const made = (...words: string[]) => sim('certificate', ...words, '--pki', pki);
    await mistake(made('authority'), /^loa-sim: \S+pki has an authority already: name another /);
    await mistake(made('box', 'box'), /box\.pem is there already: move it away\n$/);
    await mistake(made('box', 'a/b'), /^loa-sim: "a\/b" is no name of a box: 1 to 64 letters/);
    await mistake(made('box'), /^loa-sim: name each box to make a certificate for\n$/);
    await mistake(
      sim('certificate', 'box', 'x', '--pki', out.file('none')),
      /no authority in \S+none: make one by loa-sim certificate authority --pki \S+none\n$/,
    );
    await mistake(sim('acl', 'mosquitto', out.file('none.toml')), /cannot be read \(ENOENT\)\n$/);
    await mistake(sim('acl', 'nats', access), /Allowed choices are mosquitto, rabbitmq/);
    await mistake(sim('broker', '--pki', pki), /^loa-sim: --pki needs --access FILE: /);
    const [cert, key] = own(`head-end.${HEAD_END}`);
    const speak = (...words: string[]) =>
      sim(
        ...[
          'speak',
          out.shortRecording(),
          '--broker',
          'mqtts://localhost',
          '--ca',
          `${pki}/ca.pem`,
        ],
        ...['--issuer-key', out.file('studio.key'), '--chain', out.file('studio.chain')],
        ...['--area', AREA, ...words],
      );
    await mistake(speak('--cert', cert), /--cert and --key belong together/);
    await mistake(speak('--cert', cert, '--key', own('box')[1]), /is not the key of \S+\.pem: /);
    chmodSync(key, 0o644);
    await mistake(speak('--cert', cert, '--key', key), /can be read by others: chmod 600 /);
    chmodSync(`${pki}/ca.key`, 0o640);
    await mistake(made('box', 'other'), /ca\.key can be read by others: chmod 600 /);
  });

  it('prints the rules of a village for other brokers', async () => {
    const mosquitto = await new LoaSim('acl', 'mosquitto', out.file('access.toml')).ended;
    assert.equal(mosquitto.status, 0);
    assert.match(mosquitto.stdout, /^user head-end\.xa-lang-ha\ntopic readwrite loa\/1\/area\/vn/m);
    const rabbit = await new LoaSim('acl', 'rabbitmq', out.file('access.toml')).ended;
    const { users } = JSON.parse(rabbit.stdout) as { users: { name: string }[] };
    assert.deepEqual(
      users.map(({ name }) => name),
      ['box', 'head-end.xa-lang-ha'],
    );
  });
});
