/** Whether the optional native part that plays aloud is here, and how to get it where it is not. It loads nothing. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** One line, or undefined where `speaker` was built. */
export const speakerMissing = (): string | undefined =>
  isBuilt()
    ? undefined
    : 'Note: `speaker` is not built, so nothing can be played aloud (make listen); all else works. To get it: ' +
      'sudo apt install build-essential python3 libasound2-dev && make speaker';

const isBuilt = (): boolean => {
  try {
    const manifest = createRequire(import.meta.url).resolve('speaker/package.json');
    return existsSync(path.join(path.dirname(manifest), 'build/Release/binding.node'));
  } catch {
    // npm left it out, as it may with an optional package.
    return false;
  }
};
