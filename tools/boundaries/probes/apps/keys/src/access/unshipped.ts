// Breaks shipped-code-has-no-dev-dependency
import fc from 'fast-check';

export const anything = fc.anything();
