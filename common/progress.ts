/** The progress of a call, as MCP's `notifications/progress` reports it. */
export interface Progress {
  /** Increases with every report. */
  progress: number;
  total?: number;
  message?: string;
}
