/** A studio's key and chain as files, for a head-end that is started by its command line. */
import { writeFileSync } from 'node:fs';
import { makeThrowawayChain } from '../../../broker-sim/authority/throwaway-chain.ts';
import { AREA } from '../box-under-test.ts';

/** Writes them, and answers the root that a box has to pin. */
export const writeStudioFiles = async (keyFile: string, chainFile: string): Promise<string> => {
  const studio = await makeThrowawayChain(AREA);
  const pem = studio.privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(keyFile, pem, { mode: 0o600 });
  writeFileSync(chainFile, studio.chain.join('\n'));
  return studio.root;
};
