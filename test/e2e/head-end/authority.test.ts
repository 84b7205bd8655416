/** From nothing to a studio that a box believes, by the commands that an integrator types; then a theft, and the box falls silent. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { AREA, BoxUnderTest } from '../box-under-test.ts';
import { LoaSim, OutFolder, type SimResult } from '../village/village-run.ts';

describe('loa-sim authority', () => {
  let out: OutFolder;
  before(() => {
    out = new OutFolder();
  });
  after(() => {
    out.remove();
  });

  const authority = (...words: string[]): Promise<SimResult> =>
    new LoaSim('authority', ...words).ended;
  const made = async (...words: string[]): Promise<string> => {
    const { status, stdout, stderr } = await authority(...words);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const key = async (name: string): Promise<string> =>
    (await new LoaSim('key', out.file(name)).ended).stdout.trim();
  const issue = (by: string, subject: string, publicKey: string, ...more: string[]): string[] => [
    ...['issue', '--by', out.file(by), '--subject', subject, '--public-key', publicKey],
    ...['--out', out.file(`${subject}.chain`), ...more],
  ];
  let roots: string[] = [];
  let studio = '';

  it('makes two roots, for their owner alone, and the same ones ever after', async () => {
    const toml = await made('init', out.file('roots'));
    roots = JSON.parse(/^roots = (.*)$/m.exec(toml)?.[1] ?? '[]') as string[];
    assert.equal(roots.length, 2);
    assert.notEqual(roots[0], roots[1]);
    assert.equal(await made('init', out.file('roots')), toml);
    for (const name of ['working.key', 'reserve.key']) {
      assert.equal(statSync(out.file(`roots/${name}`)).mode & 0o777, 0o600);
    }
  });

  it('issues a chain from the root over the commune to the studio, and shows it in words', async () => {
    const commune = await key('xa.key');
    studio = await key('dai.key');
    const wide = ['--area', 'vn.hn', '--class', 'emergency', '--delegations', '1', '--days', '700'];
    await made(...issue('roots/working.key', 'xa', commune, ...wide));
    const own = ['--chain', out.file('xa.chain'), '--area', AREA, '--class', 'priority'];
    const said = await made(...issue('xa.key', 'dai', studio, ...own));
    assert.match(
      said,
      new RegExp(
        `^chain from root ${roots[0] ?? ''}\n  xa\n[^]*\n  dai\n    may speak to  ${AREA}, up to priority\n`,
      ),
    );
    assert.equal(await made('show', out.file('dai.chain')), said);
  });

  it('issues nothing that a box would refuse, and says why in a line', async () => {
    const mistake = async (text: RegExp, ...words: string[]): Promise<void> => {
      const { status, stdout, stderr } = await authority(...words);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, text);
      assert.doesNotMatch(stderr, /\n {4}at /);
    };
    const beneath = ['--chain', out.file('xa.chain'), '--area'];
    const before = readdirSync(out.path);
    await mistake(
      /gives more area, class or time .*\(x: areas\)/,
      ...issue('xa.key', 'x', studio, ...beneath, 'vn.hnx'),
    );
    await mistake(
      /may not delegate.*\(x\)/,
      ...issue('xa.key', 'x', studio, ...beneath, AREA, '--delegations', '1'),
    );
    await mistake(
      /xa.chain is the chain of another key than .*dai.key: it ends in xa/,
      ...issue('dai.key', 'x', studio, ...beneath, AREA),
    );
    await mistake(
      /there is no key .*none.key: make one with loa-sim key/,
      ...issue('none.key', 'x', studio, '--area', AREA),
    );
    await mistake(
      /Expected a–z, 0–9 and hyphens/,
      ...issue('xa.key', 'Xã', studio, '--area', AREA),
    );
    await mistake(
      /Expected a public key as loa-sim key prints it/,
      ...issue('xa.key', 'x', 'studio', '--area', AREA),
    );
    await mistake(/xa.key cannot be believed|is no chain/, 'show', out.file('xa.key'));
    chmodSync(out.file('xa.key'), 0o644);
    await mistake(
      /can be read by others: chmod 600/,
      ...issue('xa.key', 'x', studio, ...beneath, AREA),
    );
    chmodSync(out.file('xa.key'), 0o600);
    assert.deepEqual(readdirSync(out.path), before, 'nothing is left behind');
  });

  it('shows no secret, whatever it is asked', async () => {
    const secrets = ['roots/working.key', 'xa.key'].map(
      (name) => readFileSync(out.file(name), 'utf8').split('\n')[1] ?? '',
    );
    const { stdout, stderr } = await authority('show', out.file('xa.key'));
    for (const secret of secrets)
      assert.ok(secret.length > 20 && !`${stdout}${stderr}`.includes(secret));
  });

  it('lets the studio speak to a box, and silences it in the middle of a word once it is revoked', async () => {
    const broker = new LoaSim('broker', '--out', out.path);
    await broker.until(() => broker.stdout.includes('Ctrl-C'), 'the broker');
    const url = /mqtts:\/\/\S+/.exec(broker.stdout)?.[0] ?? '';
    const at = ['--broker', url, '--ca', out.file('ca.pem')];
    mkdirSync(out.file('box'));
    const box = new BoxUnderTest({
      folder: out.file('box'),
      brokerUrl: url,
      caFile: out.file('ca.pem'),
      root: roots[0] ?? '',
    });
    const speaking = new LoaSim(
      ...['speak', BULLETIN_PATH, ...at, '--area', AREA, '--class', 'priority'],
      ...['--issuer-key', out.file('dai.key'), '--chain', out.file('dai.chain')],
    );
    try {
      await box.switched({ relay: 'line', on: true }, 15_000);
      const list = await made(
        'revoke',
        '--by',
        out.file('roots/working.key'),
        '--list',
        out.file('revoked'),
        '--public-key',
        studio,
      );
      assert.match(
        list,
        new RegExp(`^revocations of root ${roots[0] ?? ''}, version \\d+\n  key {6}${studio}\n$`),
      );
      assert.match(
        await made('publish', out.file('revoked'), ...at, '--area', 'vn.hn'),
        /^Published 1 statement/,
      );
      const ended = await box.event('announcement.ended', 15_000);
      assert.equal(ended['why'], 'revoked');
    } finally {
      speaking.signal('SIGINT');
      await speaking.ended;
      assert.equal(await box.stop(), 0);
      broker.signal('SIGINT');
      await broker.ended;
    }
  });

  it('raises the version of a list with each revocation, and lets nobody else write it', async () => {
    const versionOf = (words: string): number => Number(/version (\d+)/.exec(words)?.[1]);
    const before = versionOf(await made('show', out.file('revoked')));
    const again = [
      'revoke',
      '--list',
      out.file('revoked'),
      '--public-key',
      await key('other.key'),
      '--by',
    ];
    assert.ok(versionOf(await made(...again, out.file('roots/working.key'))) > before);
    const { status, stderr } = await authority(...again, out.file('roots/reserve.key'));
    assert.equal(status, 2);
    assert.match(stderr, /is the list of another root/);
  });

  it('replaces the working root by word of the reserve', async () => {
    const next = await key('next.key');
    const words = await made(
      'replace-root',
      '--by',
      out.file('roots/reserve.key'),
      '--public-key',
      next,
      '--out',
      out.file('replaced'),
    );
    assert.match(
      words,
      new RegExp(
        `^working root replaced, version \\d+\n  by reserve  ${roots[1] ?? ''}\n  with {8}${next}\n$`,
      ),
    );
    assert.equal(await made('show', out.file('replaced')), words);
  });
});
