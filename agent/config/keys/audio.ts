/** The keys of `[audio]`: the way to the horn. */
import { LIMITS } from '../../core/limits.ts';
import { BULLETIN_CLASSES, US_PER_MS } from '../../core/vocabulary.ts';
import { number, oneOf, path, someOf, text, wholeNumber } from '../values/checkers.ts';
import { defaulted, isName, optional } from './key.ts';

export const AUDIO_KEYS = {
  'audio.sink': defaulted('speaker', {
    doc:
      'Where sound goes. `alsa` is a sound card that tells when each sample leaves it, as boxes in step need, by the native ' +
      'addon; `speaker` is one by a package that does not; `wav` is a file that is paced like a card, `null` nowhere at that pace.',
    check: oneOf(['alsa', 'speaker', 'wav', 'null']),
  }),
  'audio.device': defaulted('default', {
    doc: 'The card of `sink = "alsa"`, as `aplay -L` names it. Without a layer between, as `hw:0`, its timing is best.',
    check: text('a name of 1 to 200 characters', isName),
  }),
  'audio.wav_file': optional('none; `sink = "wav"` needs one', {
    doc: 'The file of `sink = "wav"`. Its instants are written beside it, as `….segments.jsonl`.',
    example: 'horn.wav',
    check: path,
  }),
  'audio.buffer_ms': defaulted(400, {
    doc: 'Sound kept in the card ahead of the horn: more survives a busier machine, and lets a stop be heard later.',
    unit: 'ms',
    check: wholeNumber(60, LIMITS.sinkBufferUsMax / US_PER_MS),
  }),
  'audio.decoder': defaulted('auto', {
    doc:
      'What decodes Opus. `libopus`, of the native addon, takes less of the processor and recovers lost frames; `opusscript` ' +
      'needs nothing built. `auto` is libopus where it is there. On what arrives they differ by the last bit of a sample in 80 000.',
    check: oneOf(['auto', 'libopus', 'opusscript']),
  }),
  'audio.gain_db_max': defaulted(0, {
    doc: 'Never louder than this, whatever an announcement asks for. 0 is as recorded.',
    unit: 'dB',
    check: number(-60, 20),
  }),
  'audio.chime_before': defaulted([], {
    doc: "Classes of bulletin before which the box plays its own chime. Empty: the bulletin's own, if any.",
    check: someOf(BULLETIN_CLASSES),
  }),
} as const;
