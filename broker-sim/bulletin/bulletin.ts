/** Where the bulletin lies that is spoken when nobody names another: 33 s of Vietnamese, made by `make-bulletin`. */
import { fileURLToPath } from 'node:url';

/** Seen from `dist/broker-sim/bulletin`, where this runs; the recording itself is not compiled. */
export const BULLETIN_PATH = fileURLToPath(
  new URL('../../../broker-sim/bulletin/bulletin-vi.opus', import.meta.url),
);
