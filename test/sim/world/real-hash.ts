/** SHA-256 as it is: unlike a signature it costs nothing beside a virtual hour. */
import { createHash } from 'node:crypto';
import type { Sha256 } from '../../../agent/core/sha256.ts';

export const realSha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();
