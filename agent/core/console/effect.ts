/** What a console session asks of the shell, as data. */

export type ConsoleEffect =
  /** For the terminal. Dropped, with a note, where the terminal takes nothing. */
  | { readonly do: 'write'; readonly text: string }
  /** The technician is gone, or wants to be. */
  | { readonly do: 'close' };
