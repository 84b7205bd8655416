/** The last thing that an agent wrote into its log, as a person would read it. It knows pino's spelling and no events. */
import { open } from 'node:fs/promises';
import { parseJsonObject } from '../../../agent/core/wire/json.ts';

const TAIL_BYTES = 8_192;
const SHOWN_CHARS_MAX = 300;

/** What every line has, and what says nothing in a sentence. */
const SKIPPED_FIELDS = new Set(['level', 'time', 'event', 'box', 'stack']);

/** The last line of the file, or the last of those in which `isWanted` finds its event. Empty where there is none. */
export const lastLogLine = async (
  logFile: string,
  isWanted: (event: string) => boolean = () => true,
): Promise<string> => {
  const lines = (await tailOf(logFile)).split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.reverse()) {
    const said = readable(line);
    if (isWanted(said.event)) return said.text.slice(0, SHOWN_CHARS_MAX);
  }
  return '';
};

/** Empty where the file cannot be read: then nothing was said. */
const tailOf = async (file: string): Promise<string> => {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const first = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(TAIL_BYTES),
        0,
        TAIL_BYTES,
        first,
      );
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
};

/** `{"level":"warn","event":"link.down","reason":"x"}` reads `link.down: x`; what is no JSON stays as it is. */
const readable = (line: string): { readonly event: string; readonly text: string } => {
  const fields = parseJsonObject(Buffer.from(line));
  const event = fields?.['event'];
  if (fields === undefined || typeof event !== 'string') return { event: '', text: line.trim() };
  const said = Object.entries(fields)
    .filter(([name]) => !SKIPPED_FIELDS.has(name))
    .map(([name, value]) => {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      return name === 'reason' ? shown : `${name} ${shown}`;
    });
  return { event, text: said.length === 0 ? event : `${event}: ${said.join(', ')}` };
};
