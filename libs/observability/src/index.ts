export { showFigures, type ShownFigure } from './figures.js';
export { HealthModule, type ReadinessCheck } from './health.js';
export { Log, logLevels } from './log.js';
export type { LogFields } from './log-fields.js';
export { Metrics, MetricsModule } from './metrics.js';
export { NestLogger } from './nest-logger.js';
export { redact } from './redaction.js';
export { runService } from './run-service.js';
export { currentTrail, onTrail } from './trail.js';
