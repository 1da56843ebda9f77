/** Where a command runs, and where it prints to. */
export interface Terminal {
  /** How the command was called, for its usage. */
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  /** To stdout. */
  readonly print: (text: string) => void;
  /** To stderr. */
  readonly complain: (text: string) => void;
  /** All of stdin. */
  readonly readInput: () => Promise<string>;
  /** Whether stdout shows colours, and is to. */
  readonly isColoured: boolean;
  /** Aborted when the user has had enough. */
  readonly signal: AbortSignal;
}
