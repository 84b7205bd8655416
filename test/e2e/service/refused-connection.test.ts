/** A box whose broker is absent, strange or of another name: one clear line, no crash, and a connection once there is one. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { buildSmallVillage } from '../small-village.ts';

void test('a broker that is absent at the start is tried again, and found when it comes', async (t) => {
  const village = await buildSmallVillage(t);
  // A port that was just free: nobody listens there.
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  const box = village.startBox({ brokerUrl: `mqtts://localhost:${port}` });
  const down = await box.event('link.down');
  assert.match(String(down['reason']), /nobody listens there.*ECONNREFUSED/);
  assert.ok(Number(down['retryInMs']) >= 500 && Number(down['retryInMs']) <= 1_000);

  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  // Not a broker, but it shows that the box comes again, and says what is there.
  server.on('connection', (socket) => {
    // The box hangs up as it likes, by a reset too.
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  const strange = await box.logged(
    ({ event, reason }) => event === 'link.down' && String(reason).includes('TLS'),
  );
  assert.match(String(strange['reason']), /does not speak TLS/);
  server.close();
  assert.equal(await box.stop(), 0);
});

void test('a broker whose certificate our authority did not sign is refused', async (t) => {
  const village = await buildSmallVillage(t);
  const caFile = join(village.folder, 'other-ca.pem');
  writeFileSync(caFile, (await createThrowawayCertificates()).caPem);
  const box = village.startBox({ caFile });
  const down = await box.event('link.down');
  assert.match(String(down['reason']), /not vouched for by broker\.ca_file/);
  assert.equal(await box.stop(), 0);
});

void test('a broker whose certificate is for another host name is refused', async (t) => {
  const village = await buildSmallVillage(t, {
    hostNames: ['elsewhere.example'],
    addresses: ['127.0.0.9'],
    validDays: 1,
  });
  const box = village.startBox();
  const down = await box.event('link.down');
  assert.match(String(down['reason']), /another host name/);
  assert.equal(await box.stop(), 0);
});
