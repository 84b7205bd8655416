/** What a box can prove, and what it will not hear twice, however often its process is killed. */
import { test } from 'node:test';
import { crashProof } from './proof-crash.ts';

const KILLS = Number(process.env['LOA_KILLS'] ?? 8);

test(`killed ${KILLS} times while it plays and records: the chain holds, and nothing that was sent is lost`, async (context) => {
  const figures = await crashProof(context, KILLS);
  context.diagnostic(JSON.stringify(figures));
});
