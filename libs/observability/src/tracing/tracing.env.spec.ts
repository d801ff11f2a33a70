import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { tracingEnv } from './tracing.env.js';

const schema = z.object(tracingEnv);
const headersOf = (text: string) => schema.safeParse({ OTEL_EXPORTER_OTLP_HEADERS: text }).data?.OTEL_EXPORTER_OTLP_HEADERS;

describe('the address of the collector', () => {
  it.each(['http://collector:4318', 'https://otlp.example.com/tenant'])('may be %s', (url) => {
    expect(schema.parse({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).OTEL_EXPORTER_OTLP_ENDPOINT).toBe(url);
  });

  it.each(['collector:4318', 'ftp://collector', 'grpc://collector:4317'])('may not be %s', (url) => {
    expect(schema.safeParse({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).success).toBe(false);
  });
});

describe('the headers for the collector', () => {
  it.each([
    ['api-key=s3cret', { 'api-key': 's3cret' }],
    ['Authorization=Basic%20YTpi, x-tenant=one', { Authorization: 'Basic YTpi', 'x-tenant': 'one' }],
    ['api-key=a=b', { 'api-key': 'a=b' }],
  ])('are read from %s', (text, headers) => {
    expect(headersOf(text)).toEqual(headers);
  });

  it.each(['s3cret', '=s3cret', 'a b=s3cret', 'api-key=%zz', 'api-key=a%0d%0aHost:%20evil', 'api-key=s3cret,'])(
    'are not read from %s',
    (text) => {
      expect(headersOf(text)).toBeUndefined();
    },
  );
});
