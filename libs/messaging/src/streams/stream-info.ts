/** A field of what Redis answers to XINFO: names and values that take turns. */
export function fieldOf(fields: readonly unknown[], name: string): unknown {
  return fields[fields.indexOf(name) + 1];
}

/** When an entry was added, in milliseconds: the first half of its id. */
export function addedAtMs(streamId: string): number {
  return Number(streamId.split('-')[0]);
}

/** For Lua in Redis: `lastIdOf(stream)` is the id of the last entry that was ever added; `0-0` of a stream that is not there. */
export const LUA_LAST_ID = `
  local function lastIdOf(stream)
    if redis.call('EXISTS', stream) == 0 then return '0-0' end
    local info = redis.call('XINFO', 'STREAM', stream)
    for at = 1, #info, 2 do
      if info[at] == 'last-generated-id' then return info[at + 1] end
    end
    return '0-0'
  end`;
