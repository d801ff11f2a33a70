import type { ServerResponse } from 'node:http';

/**
 * The open pages, told by server-sent events that something changed: a new message, an edit, faults set or spent. What
 * changed they fetch themselves, so a page that missed an event, or many, misses nothing.
 */
export class LiveFeed {
  private readonly pages = new Set<ServerResponse>();

  /** Keeps the response open as an event stream until its page goes away. */
  attach(response: ServerResponse): void {
    this.pages.add(response);
    response.on('close', () => this.pages.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
  }

  /** Tells every page, but not one that has yet to take earlier news: those will make it look at the same state. */
  changed(): void {
    for (const page of this.pages) if (!page.writableNeedDrain) page.write('event: changed\ndata: {}\n\n');
  }
}
