// Breaks only-tracing-knows-opentelemetry
import type { Span } from '@opentelemetry/api';

export type Traced = Span;
