import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * For consumers of the event stream: lets a handler's error reach the transport as it is, which decides by its kind whether
 * to try again. Nest's own filter would replace it with "Internal server error".
 */
@Catch()
export class Rethrow implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
