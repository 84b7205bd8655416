/** Where the bulletin lies that is spoken when nobody names another: 33 s of Vietnamese, made by `make-bulletin`. */
import { fileURLToPath } from 'node:url';

/** Seen from `dist/broker-sim/bulletin`, where this runs; the recording itself is not compiled. */
export const BULLETIN_PATH = fileURLToPath(
  new URL('../../../broker-sim/bulletin/bulletin-vi.opus', import.meta.url),
);

/** What it is called on the air. */
export const BULLETIN_TITLE = 'Bản tin của đài truyền thanh xã Hòa Bình';
