/** What a technician can ask for: the meanings of all sentences of the grammar. */
import type { TestName } from '../test-name.ts';
import type { ConfigOrder } from '../effect.ts';
import type { Language } from '../phrases/language.ts';

export type Command =
  | { readonly command: 'status'; readonly as: 'screen' | 'json' }
  | { readonly command: 'test'; readonly test: TestName }
  | { readonly command: 'config'; readonly order: ConfigOrder }
  | { readonly command: 'relay' | 'proof' | 'provision' | 'restart' | 'reboot' }
  | { readonly command: 'export'; readonly as: 'base64' | 'ymodem' }
  | { readonly command: 'watch' | 'why' | 'stop' | 'network' | 'time' | 'faults' | 'identity' }
  | { readonly command: 'log'; readonly filter: string; readonly isFollowed: boolean }
  /** Without a number: how loud it is. */
  | { readonly command: 'volume'; readonly volumeDb?: number }
  | { readonly command: 'change-pin' }
  | { readonly command: 'reset-latches' }
  | { readonly command: 'help'; readonly about?: string }
  | { readonly command: 'language'; readonly language: Language }
  | { readonly command: 'login' | 'logout' };
