/** What a box answers to those who command it and set it (PROTOCOL §9): replies, and the settings in force. Only boxes write these. */
import type { RefusalCode } from '../../refusal.ts';
import type { DesiredSettings } from './desired.ts';

export type ReplyResult = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** On `reply`, by the id of the command. `started`: another reply follows. */
export type ReplyReport = {
  readonly box: string;
  readonly id: string;
  /** UTC of the answer in µs, by the box's belief. */
  readonly atUs: number;
} & (
  | { readonly ok: true; readonly status: 'started' | 'done'; readonly result: ReplyResult }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail?: string }
);

/** On `reported`, retained. */
export interface ReportedReport {
  readonly box: string;
  /** Of the desired settings that are in force; null where the box's own file is. */
  readonly version: number | null;
  /** Who desired them, by the names from the root down. */
  readonly issuer: string | null;
  /** All of them as they hold now. */
  readonly settings: Required<DesiredSettings>;
  /** The last that were not taken: whole, with the reason; null once any were taken after that. */
  readonly refused: {
    readonly version: number;
    readonly issuer: string;
    readonly code: RefusalCode;
    readonly detail?: string;
  } | null;
}
