/** The other commands of loa-sim, and what it says to mistakes: one line, cause and remedy, no stack trace. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { startBroker } from '../../../broker-sim/broker/broker.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { AREA, BoxUnderTest } from '../box-under-test.ts';
import { writeStudioFiles } from '../head-end/studio-files.ts';
import { LoaSim, OutFolder } from './village-run.ts';

describe('loa-sim', () => {
  let out: OutFolder;
  let broker: LoaSim;
  let url: string;
  let root: string;
  before(async () => {
    out = new OutFolder();
    root = await writeStudioFiles(out.file('studio.key'), out.file('studio.chain'));
    broker = new LoaSim('broker', '--out', out.path);
    await broker.until(() => broker.stdout.includes('Ctrl-C'), 'the broker');
    url = /mqtts:\/\/\S+/.exec(broker.stdout)?.[0] ?? '';
  });
  after(async () => {
    broker.signal('SIGINT');
    await broker.ended;
    out.remove();
  });

  const speak = (changed: Record<string, string> = {}, source = out.shortRecording()): LoaSim => {
    const options = {
      broker: url,
      ca: out.file('ca.pem'),
      'issuer-key': out.file('studio.key'),
      chain: out.file('studio.chain'),
      area: AREA,
      ...changed,
    };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    return new LoaSim('speak', source, ...words);
  };

  it('speaks to a box that it did not start, through a broker of its own, with a key and a chain of its own', async () => {
    const folder = out.file('box');
    mkdirSync(folder);
    const box = new BoxUnderTest({ folder, brokerUrl: url, caFile: out.file('ca.pem'), root });
    try {
      await box.event('link.up');
      const { status, stdout, stderr } = await speak().ended;
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      assert.match(stdout, /^Sent 4\.0 s of sound in \d+ bundles\.$/m);
      assert.match(stdout, /^box {2}heard 4\.0 s \(complete\)$/m);
      const over = await box.event('announcement.ended');
      assert.equal(over['why'], 'complete');
    } finally {
      assert.equal(await box.stop(), 0);
    }
  });

  it('tells what a box refused that did not hear it', async () => {
    const folder = out.file('stranger');
    mkdirSync(folder);
    const strangers = encodeBase64url(new Uint8Array(32).fill(9));
    const box = new BoxUnderTest({
      folder,
      brokerUrl: url,
      caFile: out.file('ca.pem'),
      root: strangers,
      heartbeatS: 1,
    });
    try {
      await box.event('link.up');
      const { status, stdout } = await speak().ended;
      assert.equal(status, 0, stdout);
      assert.match(
        stdout,
        /^box {2}has not told of it; it refused meanwhile: chain\.root \(\d+\)/m,
      );
    } finally {
      assert.equal(await box.stop(), 0);
    }
  });

  it('stops what it speaks at Ctrl-C, and says so to the broker', async () => {
    const speaker = speak();
    await speaker.until(() => speaker.stdout.includes('announced'), 'the announcement');
    speaker.signal('SIGINT');
    const { status, stdout } = await speaker.ended;
    assert.equal(status, 130, stdout);
    assert.match(stdout, /^Stopped after .* bundles\.$/m);
  });

  it('waits for a broker that is not there, with one line', async () => {
    const speaker = speak({ broker: 'mqtts://localhost:1' });
    await speaker.until(() => speaker.stdout !== '', 'a line');
    speaker.signal('SIGINT');
    const { status, stdout, stderr } = await speaker.ended;
    assert.equal(status, 130);
    assert.equal(
      stdout,
      'no connection to mqtts://localhost:1: nothing listens there; trying again\n',
    );
    assert.equal(stderr, '');
  });

  const mistake = async (sim: LoaSim, line: RegExp): Promise<void> => {
    const { status, stderr } = await sim.ended;
    assert.equal(status, 2, stderr);
    assert.match(stderr, line);
    assert.doesNotMatch(stderr, /^ +at /m);
  };

  it('will not speak to a broker that another authority vouches for, or under another name', async () => {
    writeFileSync(out.file('other.pem'), (await createThrowawayCertificates()).caPem);
    await mistake(
      speak({ ca: out.file('other.pem') }),
      /^loa-sim: mqtts:\S+ has a certificate that the authority of --ca has not signed: .*\n$/,
    );
    const elsewhere = await createThrowawayCertificates({
      hostNames: ['elsewhere.invalid'],
      addresses: [],
      validDays: 1,
    });
    writeFileSync(out.file('elsewhere.pem'), elsewhere.caPem);
    const misnamed = await startBroker({ certificates: elsewhere });
    try {
      await mistake(
        speak({ broker: misnamed.url, ca: out.file('elsewhere.pem') }),
        /^loa-sim: mqtts:\S+ has a certificate for another name: .*\n$/,
      );
    } finally {
      await misnamed.close();
    }
  });

  it('says in a line what is wrong with what it was asked', async () => {
    writeFileSync(out.file('open.key'), 'x', { mode: 0o644 });
    const noFile = out.file('none.opus');
    const line = (text: string): RegExp => new RegExp(`^loa-sim: ${text}\\n$`);
    await mistake(speak({ ca: noFile }), line('.*none.opus .* cannot be read \\(ENOENT\\)'));
    await mistake(
      speak({ 'issuer-key': out.file('open.key') }),
      line('issuer key .*: chmod 600 .*'),
    );
    await mistake(
      speak({ broker: 'mqtt://localhost' }),
      line('--broker .* is not mqtts://HOST:PORT'),
    );
    await mistake(speak({ area: 'Vn' }), line('area "Vn" is not one: .*'));
    await mistake(
      speak({ area: 'vn.hn' }),
      line(`dai-langmau may speak to ${AREA}, not to vn\\.hn`),
    );
    await mistake(
      speak({ chain: out.file('ca.pem') }),
      line('.*ca.pem is no chain of mandates: .*'),
    );
    await mistake(
      speak({ username: 'x' }),
      line('--username and --password-file belong together.*'),
    );
    await mistake(speak({}, noFile), line('.*none.opus does not exist: check its name'));
    await mistake(new LoaSim('run', noFile), line('there is no file .*none.opus'));
    await mistake(new LoaSim('run', out.path), line('.* is not a file: name a recording'));
    await mistake(
      new LoaSim('run', '--out', '/proc/none'),
      line('cannot write to /proc/none \\(ENOENT\\): name another folder with --out'),
    );
    const { port } = new URL(url);
    await mistake(
      new LoaSim('broker', '--port', port, '--out', out.file('second')),
      line(`port ${port} on 127\\.0\\.0\\.1 is taken: .*`),
    );
    await mistake(
      new LoaSim('run', out.file('ca.pem'), '--out', out.file('run'), '--boxes', '1'),
      line('ca.pem .*'),
    );
    await mistake(new LoaSim('run', '--boxes', 'x'), /Expected a whole number from 1 to 64/);
    await mistake(new LoaSim('run', '--class', 'loud'), /Allowed choices are emergency, priority/);
    await mistake(new LoaSim('sing'), /unknown command 'sing'/);
    await mistake(new LoaSim(), /Examples:/);
  });

  it('shows examples and exit statuses in its help', async () => {
    const { status, stdout } = await new LoaSim('--help').ended;
    assert.equal(status, 0);
    assert.match(stdout, /Examples:[^]*loa-sim run news\.mp3[^]*Exit status: 0 /);
  });
});
