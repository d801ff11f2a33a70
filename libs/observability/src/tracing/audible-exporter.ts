import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.js';

/** Says in the log that spans get lost, and that they no longer do: once each, however long the collector is away. */
export class AudibleExporter implements SpanExporter {
  private failing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: Log,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      this.note(result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private note(error: Error | undefined): void {
    if (error && !this.failing) this.log.warn('Traces can not be sent, and some are lost', { error: error.message });
    if (!error && this.failing) this.log.info('Traces can be sent again');
    this.failing = error !== undefined;
  }
}
