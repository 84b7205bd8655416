/**
 * Who may overrule whom: whoever gave the authority, at any remove, and the box itself. By names, which are worth something beneath those
 * before them alone: so an authority that has a new key still stands above those whom it appointed under the old one.
 */
import { pathOf, type Chain } from './chain.ts';

/** Whoever stands at the box: above everybody, for nobody can keep the power from being cut. */
export const AT_THE_BOX = '';

/** The names from the root down to the speaker, as one text: `tinh-ha-noi/xa-lang-ha`. */
export const pathText = (chain: Chain): string => pathOf(chain).join('/');

/** Whether `by` may end what `path` says: its own, or that of somebody beneath it. */
export const mayOverrule = (by: string, path: string): boolean =>
  by === AT_THE_BOX || by === path || path.startsWith(`${by}/`);
