/** The socket to a time server, by Node alone and by the native addon: whom it speaks to, what it tells of failures, and how true its stamps are. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { KernelTimeSocket } from '../../../hw/clock/kernel-time-socket.ts';
import { LoopTimeSocket } from '../../../hw/clock/loop-time-socket.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nativeDatagram } from '../../../hw/native/load.ts';
import type { OpenTimeSocket, TimeSocket } from '../../../hw/ports.ts';

const clock = new MonotonicClock();
const BLOCKED_US = 60_000;
/** A busy machine may take a thread off for so long; a stamp by the loop is later than the whole block. */
const STAMPED_WITHIN_US = BLOCKED_US / 2;

const SOCKETS: readonly {
  readonly name: string;
  readonly open: OpenTimeSocket;
  readonly skip: string | false;
  readonly isByKernel: boolean;
}[] = [
  {
    name: 'by Node alone',
    open: (peer) => LoopTimeSocket.open(clock, peer),
    skip: false,
    isByKernel: false,
  },
  {
    name: 'by the native addon',
    open: (peer) => KernelTimeSocket.open(nativeDatagram.part!, peer),
    skip: nativeDatagram.absent ?? false,
    isByKernel: true,
  },
];

/** Says again whatever it is told. */
const startEcho = async (t: TestContext): Promise<Socket> => {
  const echo = createSocket('udp4').bind(0, '127.0.0.1');
  await once(echo, 'listening');
  echo.on('message', (bytes, from) => {
    echo.send(bytes, from.port, from.address);
  });
  t.after(() => echo.close());
  return echo;
};

interface Heard {
  readonly text: string;
  readonly receivedUs: number;
}

class Talk {
  readonly heard: Heard[] = [];
  readonly errors: NodeJS.ErrnoException[] = [];
  socket: TimeSocket | undefined;
  #next: () => void = () => undefined;

  async begin(t: TestContext, open: OpenTimeSocket, port: number): Promise<TimeSocket> {
    const socket = await open({
      address: '127.0.0.1',
      family: 4,
      port,
      onDatagram: (bytes, receivedUs) => {
        this.heard.push({ text: Buffer.from(bytes).toString(), receivedUs });
        this.#next();
      },
      onError: (error) => {
        this.errors.push(error);
        this.#next();
      },
    });
    t.after(() => {
      socket.close();
    });
    this.socket = socket;
    return socket;
  }

  /** The next datagram, or failure. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#next = resolve;
    });
  }
}

for (const { name, open, skip, isByKernel } of SOCKETS) {
  void describe(`a socket to a time server ${name}`, { skip }, () => {
    it('says when a datagram left and when its answer came', async (t) => {
      const echo = await startEcho(t);
      const talk = new Talk();
      const socket = await talk.begin(t, open, echo.address().port);
      for (let round = 0; round < 20; round += 1) {
        const beforeUs = clock.nowUs();
        const sentUs = socket.send(Buffer.from(`question ${round}`)) ?? Number.NaN;
        const afterUs = clock.nowUs();
        assert.ok(beforeUs <= sentUs && sentUs <= afterUs);
        await talk.next();
        const { text, receivedUs = Number.NaN } = talk.heard.at(-1) ?? {};
        assert.equal(text, `question ${round}`);
        assert.ok(sentUs <= receivedUs && receivedUs <= clock.nowUs());
      }
    });

    it('hears nobody else', async (t) => {
      const echo = await startEcho(t);
      const stranger = createSocket('udp4');
      t.after(() => stranger.close());
      const own = new Promise<number>((resolve) => {
        echo.once('message', (_, { port }) => {
          resolve(port);
        });
      });
      const talk = new Talk();
      const socket = await talk.begin(t, open, echo.address().port);
      socket.send(Buffer.from('one'));
      const port = await own;
      if (talk.heard.length === 0) await talk.next();
      await new Promise((sent) => {
        stranger.send('forged', port, '127.0.0.1', sent);
      });
      socket.send(Buffer.from('other'));
      await talk.next();
      assert.deepEqual(
        talk.heard.map(({ text }) => text),
        ['one', 'other'],
      );
    });

    it('tells where nobody listens', async (t) => {
      const gone = createSocket('udp4').bind(0, '127.0.0.1');
      await once(gone, 'listening');
      const { port } = gone.address();
      gone.close();
      const talk = new Talk();
      const socket = await talk.begin(t, open, port);
      const told = talk.next();
      socket.send(Buffer.from('is anybody there'));
      await told;
      assert.equal(talk.errors[0]?.code, 'ECONNREFUSED');
    });

    it('is not had where the kernel does not let it', async () => {
      const peer = { address: '255.255.255.255', family: 4, port: 123 } as const;
      const nothing = { onDatagram: () => undefined, onError: () => undefined };
      await assert.rejects(open({ ...peer, ...nothing }), { code: 'EACCES' });
    });

    it('leaves no descriptor behind', async (t) => {
      const echo = await startEcho(t);
      const descriptors = (): number => readdirSync('/proc/self/fd').length;
      const before = descriptors();
      const peer = { address: '127.0.0.1', family: 4, port: echo.address().port } as const;
      const nothing = { onDatagram: () => undefined, onError: () => undefined };
      for (let turn = 0; turn < 20; turn += 1) (await open({ ...peer, ...nothing })).close();
      await new Promise(setImmediate);
      assert.equal(descriptors(), before);
    });

    if (!isByKernel) return;
    it('stamps what comes while the event loop is blocked as it comes', async (t) => {
      // Another process answers: this one's loop is busy.
      const child = fork(new URL('time-socket-echo.js', import.meta.url));
      t.after(() => child.disconnect());
      const [port] = (await once(child, 'message')) as [number];
      const talk = new Talk();
      const socket = await talk.begin(t, open, port);
      // The kernel begins to stamp a moment after the first socket that wants it was opened.
      socket.send(Buffer.from('warm'));
      await talk.next();
      const waitsUs: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const answer = talk.next();
        const sentUs = socket.send(Buffer.from('question')) ?? Number.NaN;
        while (clock.nowUs() < sentUs + BLOCKED_US);
        await answer;
        waitsUs.push((talk.heard.at(-1)?.receivedUs ?? Number.NaN) - sentUs);
      }
      assert.ok(Math.min(...waitsUs) < STAMPED_WITHIN_US, `${waitsUs.join(', ')} µs`);
    });
  });
}
