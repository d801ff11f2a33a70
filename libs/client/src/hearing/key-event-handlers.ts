import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { streamEventTypes, type StreamEvent } from '#libs/contracts';
import { heardBy } from './on-key-event.decorator.js';

/** Works one event in; rejects if it could not. */
export type HandleEvent = (event: StreamEvent) => Promise<unknown>;

interface Found {
  readonly type: string;
  /** `Class.method`, for people. */
  readonly name: string;
  readonly isLasting: boolean;
  readonly handle: HandleEvent;
}

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the methods of a service that have an `@OnKeyEvent`. */
@Injectable()
export class KeyEventHandlers {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** One handler for each event that is heard. Throws a sentence about all that is wrong with them. */
  find(): ReadonlyMap<string, HandleEvent> {
    const found = this.wrappers().flatMap((wrapper) => this.handlersOf(wrapper));
    const problems = problemsWith(found);
    if (problems.length > 0) throw new Error(`Key events can't be heard like this: ${problems.join('; ')}`);
    return new Map(found.map(({ type, handle }) => [type, handle]));
  }

  /** Everything Nest made, or will make for each request; what has a second name counts once. */
  private wrappers(): readonly Wrapper[] {
    const all = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    return all.filter(({ isAlias }) => !isAlias);
  }

  private handlersOf(wrapper: Wrapper): readonly Found[] {
    const instance: unknown = wrapper.instance;
    const prototype: unknown = typeof instance === 'object' && instance !== null ? Object.getPrototypeOf(instance) : null;
    if (!isMethods(prototype)) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) =>
      heardBy(prototype[method] as HandleEvent).map((type) => ({
        type,
        name: `${prototype.constructor.name}.${method}`,
        isLasting: wrapper.isDependencyTreeStatic(),
        handle: async (event: StreamEvent) => prototype[method]?.call(instance, event),
      })),
    );
  }
}

/** The prototype of whatever Nest holds: nearly always that of a class. */
type Methods = Readonly<Record<string, HandleEvent>>;

function isMethods(prototype: unknown): prototype is Methods {
  return typeof prototype === 'object' && prototype !== null;
}

function problemsWith(found: readonly Found[]): readonly string[] {
  const isEvent = (type: string) => (streamEventTypes as readonly string[]).includes(type);
  const unknown = found
    .filter(({ type }) => !isEvent(type))
    .map(({ type, name }) => `${name} asks for ${type}, which is no event`);
  const passing = found.filter(({ isLasting }) => !isLasting).map(({ name }) => `${name} would be made anew for every request`);
  const doubled = streamEventTypes
    .map((type) => ({ type, takers: found.filter((one) => one.type === type).map(({ name }) => name) }))
    .filter(({ takers }) => takers.length > 1)
    .map(({ type, takers }) => `${type} is taken by ${takers.join(' and ')}`);
  return [...unknown, ...passing, ...doubled];
}
