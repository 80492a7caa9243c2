/**
 * Pauses a scope that met a limit; and its tenant, when enough of the tenant's scopes met one lately. All times are
 * Redis'.
 *
 * KEYS: the pauses of the scope and of the tenant; the tenant's scopes that met a limit (sorted set, score = when).
 * ARGV: the scope's name, for how long, how many scopes make it the tenant's, within what time. Returns 1 when the
 * tenant is paused, else 0. The count then begins again, so the set never has more names than that.
 */
export const limitScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function pause(key)
  if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('SET', key, '1', 'PX', ARGV[2]) end
end
pause(KEYS[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[4])
redis.call('ZADD', KEYS[3], now, ARGV[1])
if redis.call('ZCARD', KEYS[3]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[3], ARGV[4])
  return 0
end
redis.call('DEL', KEYS[3])
pause(KEYS[2])
return 1
`;
