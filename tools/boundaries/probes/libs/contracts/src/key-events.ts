export const KEY_CREATED = 'KeyCreated';
