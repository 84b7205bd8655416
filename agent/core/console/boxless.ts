/** Commands that ask nothing of the box itself, and so are obeyed whether it lives or cannot start. */
import type { Activity } from './activity/activity.ts';
import { LogFollow } from './activity/log-follow.ts';
import type { ConfigOrder } from './effect.ts';
import type { Command } from './grammar/command.ts';
import { ask, type Office } from './office.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import { configView } from './view/config-view.ts';
import { commandHelpView, helpView } from './view/help-view.ts';
import { logView } from './view/log-view.ts';

export const help = (about: string | undefined, { voice }: Office): undefined => {
  const { language } = voice;
  const view = about === undefined ? helpView(language) : commandHelpView(about, language);
  return view === undefined ? voice.tell(SAYS.noCommand(about ?? '')) : voice.say(view);
};

export const log = (
  { filter, isFollowed }: Extract<Command, { command: 'log' }>,
  office: Office,
): Activity => {
  if (!isFollowed) {
    return ask(office, { about: 'log', filter, isFollowed }, (answer) =>
      answer.about === 'log' ? logView(answer.lines) : [],
    );
  }
  office.voice.tell(SAYS.following);
  office.effect({ do: 'ask', question: { about: 'log', filter, isFollowed } });
  return new LogFollow(office.voice);
};

export const configure = (order: ConfigOrder, office: Office): Activity => {
  const { effect, voice } = office;
  return ask(office, { about: 'config', order }, (answer) => {
    if (answer.about !== 'config') return [];
    // Its own restart is what puts it in force.
    if (answer.answer.came === 'committed') effect({ do: 'post', input: { on: 'shutdown' } });
    return configView(answer.answer, voice.language);
  });
};

export const reboot = (canReboot: boolean, { effect, voice }: Office): undefined => {
  if (!canReboot) return voice.tell(SAYS.cannotReboot);
  effect({ do: 'post', input: { on: 'reboot', by: 'console' } });
  return voice.tell(SAYS.rebooting);
};
