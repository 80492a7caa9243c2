/**
 * One look at everything that limits a Graph request, all workers together, and one booking if it may be sent. Times
 * are Redis', so that the workers' clocks need not agree.
 *
 * KEYS: the pause of the scope, the pause of the tenant, the scope's places (sorted set, score = end), the tenant's
 * pace, the clock of that pace, the line of who waits for a place of the scope (score = since when, in microseconds),
 * until when each of them counts as waiting (score), then one clock for each rate.
 * ARGV: the place's name, places, for how long a place is held, longest wait, for how long one who asked waits in line;
 * then for each rate interval and burst.
 * A clock holds when the next request would be due if all came evenly (generic cell rate algorithm). The line is there
 * only while somebody waits: a place goes to the first in line who still asks, never to one who comes later, or a worker
 * that sends one request after another would leave no gap for the others.
 */
export const gateScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pause = math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
if pause > 0 then return {'paused', pause} end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
local waiting = redis.call('ZCARD', KEYS[6])
local ahead = waiting
if waiting > 0 then
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', now)) do redis.call('ZREM', KEYS[6], gone) end
  redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now)
  ahead = redis.call('ZRANK', KEYS[6], ARGV[1]) or redis.call('ZCARD', KEYS[6])
end
if redis.call('ZCARD', KEYS[3]) + ahead >= tonumber(ARGV[2]) then
  redis.call('ZADD', KEYS[6], 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), ARGV[1])
  redis.call('ZADD', KEYS[7], now + ARGV[5], ARGV[1])
  redis.call('PEXPIRE', KEYS[6], ARGV[5])
  redis.call('PEXPIRE', KEYS[7], ARGV[5])
  return {'full', 0}
end

local booked, wait = {}, 0
local function book(key, interval, burst)
  local due = math.max(tonumber(redis.call('GET', key) or 0) or 0, now)
  wait = math.max(wait, due - now - interval * (burst - 1))
  booked[#booked + 1] = {key, due + interval}
end
local pace = tonumber(redis.call('GET', KEYS[4]) or 0) or 0
if pace > 0 then book(KEYS[5], pace, 1) end
for i = 8, #KEYS do
  book(KEYS[i], tonumber(ARGV[6 + 2 * (i - 8)]), tonumber(ARGV[7 + 2 * (i - 8)]))
end
wait = math.ceil(wait)
if wait > tonumber(ARGV[4]) then return {'paced', wait} end
for _, entry in ipairs(booked) do
  redis.call('SET', entry[1], string.format('%.0f', entry[2]), 'PX', math.ceil(entry[2] - now) + 1000)
end
local held = math.ceil(wait + ARGV[3])
redis.call('ZADD', KEYS[3], now + held, ARGV[1])
redis.call('PEXPIRE', KEYS[3], held)
if waiting > 0 then
  redis.call('ZREM', KEYS[6], ARGV[1])
  redis.call('ZREM', KEYS[7], ARGV[1])
end
return {'open', wait}
`;
