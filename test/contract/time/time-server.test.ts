/** A keeper of time against servers that it did not make: chrony, the village's own, and such as lie, hide or refuse. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { startTimeServer, type TimeServerOptions } from '../../../broker-sim/time/time-server.ts';
import { TimeAsker, type ServerAddress } from './time-asker.ts';
import { chronyMissing, startChrony, type RunningServer } from './time-chrony.ts';

/** They wait more than they work. */
const AT_ONCE = { concurrency: 4 };

const startOurs = async (options: TimeServerOptions = {}): Promise<RunningServer> => {
  const server = await startTimeServer(options);
  return { host: options.host ?? '127.0.0.1', port: server.port, close: () => server.close() };
};

const asking = (t: TestContext, server: ServerAddress): TimeAsker => {
  const asker = new TimeAsker(server);
  t.after(() => {
    asker.close();
  });
  return asker;
};

const SERVERS = [
  {
    name: 'chrony',
    missing: chronyMissing,
    start: (port?: number) => startChrony(port === undefined ? {} : { port }),
  },
  {
    name: 'the village’s own',
    missing: false,
    start: (port?: number) => startOurs(port === undefined ? {} : { port }),
  },
] as const;

for (const { name, missing, start } of SERVERS) {
  describe(`by ${name}`, { ...AT_ONCE, skip: missing }, () => {
    test('a box is locked within seconds, and as near to the machine’s clock as it says', async (t) => {
      const server = await start();
      t.after(() => server.close());
      const asker = asking(t, server);
      await asker.until(() => asker.state === 'locked', 'a lock');
      assert.deepEqual(asker.refusals, []);
      const { missedUs, errorUs } = asker;
      t.diagnostic(`off by ${missedUs.toFixed(1)} µs, said ± ${errorUs.toFixed(1)} µs`);
      assert.ok(Math.abs(missedUs) <= errorUs, `${missedUs} µs, said ± ${errorUs} µs`);
      assert.ok(errorUs < 20_000);
    });

    test('that is down when the box wakes it is told so, in a line, and locked when it comes up', async (t) => {
      const early = await start();
      await early.close();
      const asker = asking(t, early);
      await asker.until(() => asker.failures.length > 1, 'two refusals by the kernel');
      assert.match(asker.failures[0] ?? '', /^nobody listens there: .* \(ECONNREFUSED\)$/);
      assert.equal(asker.state, 'unsynced');
      const silences = asker.logged.filter(({ event }) => event === 'time.silent');
      assert.equal(silences.length, 1);
      assert.match(String(silences[0]?.fields['reason']), /is the time server running/);
      const late = await start(early.port);
      t.after(() => late.close());
      await asker.until(() => asker.state === 'locked', 'a lock');
    });
  });
}

describe('a server', AT_ONCE, () => {
  test(
    'by chrony that answers only some, because it limits rates, a box is locked',
    { skip: chronyMissing },
    async (t) => {
      const directives = ['local stratum 8', 'ratelimit interval 1 burst 2 leak 1'];
      const server = await startChrony({ directives });
      t.after(() => server.close());
      const asker = asking(t, server);
      await asker.until(() => asker.state === 'locked', 'a lock');
    },
  );

  test('chrony without a source of time gives none', { skip: chronyMissing }, async (t) => {
    const server = await startChrony({ directives: [] });
    t.after(() => server.close());
    const asker = asking(t, server);
    await asker.until(() => asker.refusals.length >= 8, 'eight refusals');
    assert.equal(asker.state, 'unsynced');
    assert.deepEqual([...new Set(asker.refusals)], ['time.unsynchronised']);
  });

  // Its error grows by a tenth of a second a second: in seconds what takes days on a gateway.
  for (const [how, directives] of [
    ['and goes on serving further and further from it', ['maxclockerror 100000']],
    ['and goes by its own clock', ['maxclockerror 100000', 'local stratum 10 distance 0.3']],
  ] as const) {
    test(
      `by chrony that loses its source ${how}, a box stays locked, and says that it is adrift`,
      { skip: chronyMissing },
      async (t) => {
        const source = await startChrony();
        const uplink = `server 127.0.0.1 port ${source.port} minpoll 0 maxpoll 0 iburst`;
        const gateway = await startChrony({ directives: [uplink, ...directives] });
        t.after(() => gateway.close());
        const asker = asking(t, gateway);
        await asker.until(() => asker.state === 'locked' && !asker.isAdrift, 'a lock');
        asker.refusals.length = 0;
        await source.close();
        const isBoth = () => asker.isAdrift && asker.state === 'locked';
        await asker.until(isBoth, 'its word that it is adrift, and locked');
        assert.deepEqual(asker.refusals, []);
        assert.ok(asker.errorUs >= 100_000, `said ± ${asker.errorUs} µs`);
      },
    );
  }

  const hasIpv6 = Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1');

  test(
    'a server over IPv6',
    { skip: !hasIpv6 && 'hardware: this machine has no IPv6 on loopback' },
    async (t) => {
      const server = await startOurs({ host: '::1' });
      t.after(() => server.close());
      const asker = asking(t, server);
      await asker.until(() => asker.state === 'locked', 'a lock');
    },
  );

  test('a server that is set while it serves is followed', async (t) => {
    const server = await startTimeServer();
    t.after(() => server.close());
    const asker = asking(t, { host: 'localhost', port: server.port });
    await asker.until(() => asker.state === 'locked', 'a lock');
    server.step(500_000);
    await asker.until(() => Math.abs(asker.missedUs - 500_000) < 5_000, 'half a second');
    assert.ok(asker.logged.some(({ event }) => event === 'time.stepped'));
  });

  test('that cannot be connected to is told with what to look at, and asked again', async (t) => {
    // The kernel lets no socket connect to a broadcast that did not ask for it: nothing leaves.
    const asker = asking(t, { host: '255.255.255.255', port: 123 });
    await asker.until(() => asker.failures.length > 1, 'two failures');
    assert.match(asker.failures[0] ?? '', /^a firewall of this box .* \(EACCES\)$/);
    assert.equal(asker.state, 'unsynced');
  });

  test('a name that nobody has is told with what to look at', async (t) => {
    const asker = asking(t, { host: 'gateway.invalid', port: 123 });
    await asker.until(() => asker.failures.length > 0, 'a failed look-up');
    assert.match(
      asker.failures[0] ?? '',
      /^the (?:name is not known|DNS server does not answer): .*network|DNS/,
    );
  });
});

describe('a forged answer is of no use', AT_ONCE, () => {
  test('to a question that the forger has not seen', async (t) => {
    const server = await startOurs({
      tamper: (answer) => {
        answer[31] = (answer[31] ?? 0) ^ 1;
        return answer;
      },
    });
    t.after(() => server.close());
    const asker = asking(t, server);
    await asker.until(() => asker.refusals.length >= 8, 'eight refusals');
    assert.deepEqual([...new Set(asker.refusals)], ['time.origin']);
    assert.equal(asker.state, 'unsynced');
  });

  test('from another port, even with the right number: the kernel drops it', async (t) => {
    const stranger = createSocket('udp4');
    await new Promise<void>((resolve) => {
      stranger.bind(0, '127.0.0.1', resolve);
    });
    let forged = 0;
    const server = createSocket('udp4');
    await new Promise<void>((resolve) => {
      server.bind(0, '127.0.0.1', resolve);
    });
    // Whoever stands on the way could forge as well as this; it must still speak from the server's own address.
    server.on('message', (question, asker) => {
      const answer = Buffer.from(question);
      answer.writeUInt8(0x24, 0);
      answer.writeUInt8(1, 1);
      question.copy(answer, 24, 40, 48);
      answer.writeUInt32BE(0xf000_0000, 32);
      answer.writeUInt32BE(0xf000_0000, 40);
      stranger.send(answer, asker.port, asker.address, () => {
        forged += 1;
      });
    });
    t.after(() => {
      server.close();
      stranger.close();
    });
    const asker = asking(t, { host: '127.0.0.1', port: server.address().port });
    await asker.until(() => forged >= 8, 'eight forgeries');
    await asker.until(
      () => asker.logged.some(({ event }) => event === 'time.silent'),
      'the end of the burst',
    );
    assert.equal(asker.state, 'unsynced');
    assert.deepEqual(asker.refusals, []);
  });

  test('that says DENY, where it answers no question of ours', async (t) => {
    const server = await startOurs({
      tamper: (answer) => {
        answer.fill(0, 24, 32);
        answer[1] = 0;
        answer.set(Buffer.from('DENY'), 12);
        return answer;
      },
    });
    t.after(() => server.close());
    const asker = asking(t, server);
    await asker.until(() => asker.refusals.length >= 9, 'a second burst');
    assert.deepEqual([...new Set(asker.refusals)], ['time.origin']);
  });
});
