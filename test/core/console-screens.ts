/**
 * Every screen of the console by its name, in both languages, made of literal boxes. The committed texts in `test/fixtures/console`
 * are what a technician sees; the technician's pages show the same.
 */
import { LANGUAGES, type Language } from '../../agent/core/console/phrases/language.ts';
import { commandHelpView, helpView } from '../../agent/core/console/view/help-view.ts';
import { statusView } from '../../agent/core/console/view/status-view.ts';
import { CUT_OFF_BOX, GOOD_BOX, PLAYING_BOX } from './console-box.ts';

const SCREENS: Readonly<Record<string, (language: Language) => readonly string[]>> = {
  'status-good': (language) => statusView(GOOD_BOX, language),
  'status-playing': (language) => statusView(PLAYING_BOX, language),
  'status-cut-off': (language) => statusView(CUT_OFF_BOX, language),
  help: (language) => helpView(language),
  'help-status': (language) => commandHelpView('status', language) ?? [],
};

export interface Screen {
  /** `status-good.vi` */
  readonly name: string;
  readonly lines: readonly string[];
}

export const screens = (): Screen[] =>
  Object.entries(SCREENS).flatMap(([name, draw]) =>
    LANGUAGES.map((language) => ({ name: `${name}.${language}`, lines: draw(language) })),
  );
