export { SmtpSink } from './smtp-sink.js';
