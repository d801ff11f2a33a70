import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '../log.js';
import type { TracingEnv } from './tracing.env.js';
import { traceWith } from './tracing.js';

/** Turns tracing off. */
const STOP_TRACING = Symbol('STOP_TRACING');

/** Tracing of one process: on before anything is worked on, off when everything else has ended. */
@Module({})
export class TracingModule implements OnApplicationShutdown {
  constructor(@Inject(STOP_TRACING) private readonly stop: () => Promise<void>) {}

  /** `service` is how traces call the process: `curfew-keys`. Unless the environment names a collector, not even the SDK is loaded. */
  static forService(service: string, env: TracingEnv): DynamicModule {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = env;
    const useFactory = async (log: Log) => {
      if (endpoint === undefined) return () => Promise.resolve();
      const { openTracer } = await import('./tracer.js');
      return traceWith(openTracer({ service, endpoint, headers, log }));
    };
    return { module: TracingModule, providers: [{ provide: STOP_TRACING, inject: [Log], useFactory }] };
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
