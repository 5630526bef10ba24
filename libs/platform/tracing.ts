import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** A piece of work that a trace shows. */
export interface TracedSpan {
  /** W3C `traceparent` of its children; null where nothing is traced. */
  readonly traceParent: string | null;
  /** `endedAt`: milliseconds since 1970; default: now. `name`: in place of the one that it began with. */
  end(end?: { readonly endedAt?: number; readonly name?: string; readonly attributes?: Attributes }): void;
}

export interface SpanOptions {
  /** W3C `traceparent` of what it is part of; null: it begins a trace. */
  readonly parent: string | null;
  /** Milliseconds since 1970; default: now. */
  readonly startedAt?: number;
  readonly attributes?: Attributes;
  /** It answers a request from outside. */
  readonly isServer?: boolean;
}

export interface Tracing {
  readonly isOn: boolean;
  start(name: string, options: SpanOptions): TracedSpan;
  /** Sends what was not sent yet. */
  stop(): Promise<void>;
}

const NO_SPAN: TracedSpan = { traceParent: null, end: () => undefined };

/** Without an exporter: costs nothing, and loads no code of OpenTelemetry. */
export const NO_TRACING: Tracing = { isOn: false, start: () => NO_SPAN, stop: () => Promise.resolve() };

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const STOP_MAX_MS = 3_000;

/** A `traceparent` header that may be trusted to be one; else null. */
export function traceParentOf(header: unknown): string | null {
  return typeof header === 'string' && contextOf(header) !== null ? header : null;
}

function contextOf(traceParent: string): SpanContext | null {
  const [, traceId = '', spanId = '', flags = ''] = TRACE_PARENT.exec(traceParent) ?? [];
  if (!/[^0]/.test(traceId) || !/[^0]/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
}

/**
 * Traces by OpenTelemetry to the collector that its standard variables name; `exporter` in its place for tests. Sampler,
 * batches, headers and resource attributes are read from the environment by OpenTelemetry itself. `isTraced` false:
 * `NO_TRACING`.
 */
export async function openTracing(
  { isTraced }: { readonly isTraced: boolean },
  service: string,
  version: string,
  exporter: SpanExporter | null = null,
): Promise<Tracing> {
  if (!isTraced) return NO_TRACING;
  const { ROOT_CONTEXT, SpanKind, trace } = await import('@opentelemetry/api');
  const { BasicTracerProvider, BatchSpanProcessor, SimpleSpanProcessor } =
    await import('@opentelemetry/sdk-trace-base');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const own = resourceFromAttributes({ 'service.name': service, 'service.version': version });
  const provider = new BasicTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last: they win.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [exporter ? new SimpleSpanProcessor(exporter) : new BatchSpanProcessor(await otlpExporter())],
  });
  const tracer = provider.getTracer('costing', version);
  return {
    isOn: true,
    start: (name, { parent, startedAt, attributes = {}, isServer = false }) => {
      const context = parent === null ? null : contextOf(parent);
      const span = tracer.startSpan(
        name,
        {
          kind: isServer ? SpanKind.SERVER : SpanKind.INTERNAL,
          attributes,
          ...(startedAt !== undefined && { startTime: startedAt }),
        },
        context ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT,
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceParent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end: ({ endedAt, name: last = name, attributes: results = {} } = {}) =>
          span.updateName(last).setAttributes(results).end(endedAt),
      };
    },
    stop: () => inTime(provider.shutdown().catch(() => undefined)),
  };
}

async function otlpExporter(): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter();
}

/** A collector that does not answer must not keep the program. */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MAX_MS)))]);
  clearTimeout(timer);
}
