/** How far a call has got, as MCP's `notifications/progress` reports it. */
export interface Progress {
  /** Grows with every report. */
  progress: number;
  total?: number;
  message?: string;
}
