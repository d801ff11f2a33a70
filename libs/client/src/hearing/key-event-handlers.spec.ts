import { describe, expect, it } from '@jest/globals';
import { Injectable, Scope, type Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CurfewModule } from '../curfew.module.js';
import { KeyEventHandlers } from './key-event-handlers.js';
import { OnKeyEvent } from './on-key-event.decorator.js';

class Clerk {
  @OnKeyEvent('KeyCreated')
  created(): void {
    // Being found is all it is here for.
  }
}

class Registrar {
  @OnKeyEvent('KeyCreated')
  noted(): void {
    // Being found is all it is here for.
  }
}

class Dreamer {
  @OnKeyEvent('KeyStolen' as 'KeyCreated')
  stolen(): void {
    // Being found is all it is here for.
  }
}

@Injectable({ scope: Scope.REQUEST })
class Passer {
  @OnKeyEvent('KeyDeleted')
  deleted(): void {
    // Being found is all it is here for.
  }
}

class Apprentice extends Clerk {}

async function put(...providers: readonly Provider[]) {
  const imports = [CurfewModule.forRoot({ redisUrl: 'redis://127.0.0.1:1', service: 'orders' })];
  return Test.createTestingModule({ imports, providers: [...providers] }).compile();
}

const typesOf = async (...providers: readonly Provider[]) => [...(await put(...providers)).get(KeyEventHandlers).find().keys()];

describe('the handlers of a service', () => {
  it('are found in its providers, with what they inherit', async () => {
    expect(await typesOf(Clerk)).toEqual(['KeyCreated']);
    expect(await typesOf(Apprentice)).toEqual(['KeyCreated']);
    expect(await typesOf()).toEqual([]);
  });

  it('count once under two names, also where the class is not the name', async () => {
    expect(await typesOf(Clerk, { provide: 'the clerk', useExisting: Clerk })).toEqual(['KeyCreated']);
    expect(await typesOf({ provide: 'made', useFactory: () => new Clerk() })).toEqual(['KeyCreated']);
    expect(await typesOf({ provide: 'given', useValue: new Clerk() })).toEqual(['KeyCreated']);
  });
});

describe('boot fails', () => {
  it.each<readonly [string, readonly Provider[], string]>([
    ['two handlers take one event', [Clerk, Registrar], 'KeyCreated is taken by Clerk.created and Registrar.noted'],
    ['a handler asks for what is no event', [Dreamer], 'Dreamer.stolen asks for KeyStolen, which is no event'],
    ['a handler would be made for every request', [Passer], 'Passer.deleted would be made anew for every request'],
  ])('when %s', async (_what, providers, sentence) => {
    const app = await put(...providers);
    await expect(app.init()).rejects.toThrow(sentence);
  });

  it('with everything that is wrong in one sentence', async () => {
    const app = await put(Clerk, Registrar, Dreamer);
    await expect(app.init()).rejects.toThrow(/KeyStolen.*KeyCreated is taken/);
  });
});
