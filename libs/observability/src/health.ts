import { Controller, Get, Inject, Injectable, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Gauge } from 'prom-client';
import { HealthCheckService, HealthIndicatorService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { Metrics } from './metrics.js';
import { redact } from './redaction.js';

/** One thing a process needs, or at least wants, to do its work. */
export interface ReadinessCheck {
  readonly name: string;
  /** Without a required one the process answers 503; without another it works on, degraded, and says so. */
  readonly required: boolean;
  /** Resolves with figures worth showing, or rejects with the reason; what takes longer than 2 s counts as rejected. */
  probe(): Promise<Record<string, string | number>>;
}

/** The readiness checks of a process, in the order shown. */
const READINESS_CHECKS = Symbol('READINESS_CHECKS');

/** `GET /health/live`: the process answers. `GET /health/ready`: it can do its work. */
@ApiExcludeController()
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
  ) {}

  @Get('live')
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    return this.health.check(this.checks.map((check) => () => this.run(check)));
  }

  private async run(check: ReadinessCheck) {
    const session = this.indicator.check(check.name);
    try {
      return session.up(await inTime(check.probe()));
    } catch (error) {
      const reason = redact(error instanceof Error ? error.message : String(error));
      return check.required ? session.down({ reason }) : session.up({ degraded: reason });
    }
  }
}

/** The same checks as a metric: an alert can't ask `/health/ready`. */
@Injectable()
class ReadinessMetrics {
  constructor(metrics: Metrics, @Inject(READINESS_CHECKS) checks: readonly ReadinessCheck[]) {
    new Gauge({
      name: 'curfew_ready',
      help: '1 while a check of /health/ready passes, else 0; also for what the process can do without.',
      labelNames: ['check'],
      registers: [metrics],
      async collect() {
        const passes = async (check: ReadinessCheck) => {
          const ready = await inTime(check.probe()).then(
            () => 1,
            () => 0,
          );
          this.set({ check: check.name }, ready);
        };
        await Promise.all(checks.map(passes));
      },
    });
  }
}

/** Kubernetes gives a probe of ours 5 s: an answer that says what is wrong is worth more than none. */
const PROBE_MS = 2_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(PROBE_MS / 1_000)} s`));
    }, PROBE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface HealthOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject: readonly (string | symbol | (abstract new (...args: never[]) => unknown))[];
  /** Makes the checks from what was injected. */
  readonly checks: (...dependencies: never[]) => readonly ReadinessCheck[];
}

/** Health of one process. */
@Module({})
export class HealthModule {
  static with({ imports = [], inject, checks }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [{ provide: READINESS_CHECKS, inject: [...inject] as never[], useFactory: checks as never }, ReadinessMetrics],
    };
  }
}
