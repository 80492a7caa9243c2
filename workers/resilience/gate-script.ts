import { askAgainAfterProbeMs } from "./request-limits.ts";

/**
 * Checks everything that limits a request, for all workers together, and books its turn if it may be sent. All times
 * are Redis', so the workers' clocks need not agree.
 *
 * KEYS: the pauses of the scope and of the tenant; the scope's places (sorted set, score = end); the tenant's pace, and
 * the clock of that pace; the line of those who wait for a place of the scope (score = since when, in microseconds),
 * and until when each of them counts as waiting (score); the probes of the scope and of the tenant; then one clock per
 * rate. ARGV: the place's name, number of places, for how long a place is held, longest wait, for how long one who
 * asked stays in line; then interval and burst of each rate.
 *
 * A clock has the time at which the next request would be due at an even rate (generic cell rate algorithm). The line
 * exists only while requests wait. A place goes to the first in line that still asks, or a worker that sends one
 * request after another would starve the others. A probe exists after a long pause; its value is until when a request
 * that probes is waited for.
 */
export const gateScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = redis.call('MGET', KEYS[1], KEYS[2], KEYS[8], KEYS[9], KEYS[4])
if found[1] or found[2] then
  local pause = math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
  if pause > 0 then return {'paused', pause} end
end
local probes = {}
for i = 3, 4 do
  if found[i] then
    if (tonumber(found[i]) or 0) > now then return {'paused', ${askAgainAfterProbeMs}} end
    probes[#probes + 1] = KEYS[i + 5]
  end
end
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
local pace = tonumber(found[5] or 0) or 0
if pace > 0 then book(KEYS[5], pace, 1) end
for i = 10, #KEYS do
  book(KEYS[i], tonumber(ARGV[6 + 2 * (i - 10)]), tonumber(ARGV[7 + 2 * (i - 10)]))
end
wait = math.ceil(wait)
if wait > tonumber(ARGV[4]) then return {'paced', wait} end
for _, entry in ipairs(booked) do
  redis.call('SET', entry[1], string.format('%.0f', entry[2]), 'PX', math.ceil(entry[2] - now) + 1000)
end
local held = math.ceil(wait + ARGV[3])
redis.call('ZADD', KEYS[3], now + held, ARGV[1])
redis.call('PEXPIRE', KEYS[3], held)
for _, probe in ipairs(probes) do
  redis.call('SET', probe, string.format('%.0f', now + held), 'KEEPTTL')
end
if waiting > 0 then
  redis.call('ZREM', KEYS[6], ARGV[1])
  redis.call('ZREM', KEYS[7], ARGV[1])
end
return {'open', wait, #probes}
`;
