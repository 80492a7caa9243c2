/**
 * One look at everything that limits a Graph request, all workers together, and one booking if it may be sent. Times
 * are Redis', so that the workers' clocks need not agree.
 *
 * KEYS: the pause of the scope, the pause of the tenant, the scope's places (sorted set, score = end), the tenant's
 * pace, the clock of that pace, then one clock for each rate.
 * ARGV: a new place's name, places, for how long a place is held, longest wait; then for each rate interval and burst.
 * A clock holds when the next request would be due if all came evenly (generic cell rate algorithm).
 */
export const gateScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pause = math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
if pause > 0 then return {'paused', pause} end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[2]) then return {'full', 0} end

local booked, wait = {}, 0
local function book(key, interval, burst)
  local due = math.max(tonumber(redis.call('GET', key) or 0) or 0, now)
  wait = math.max(wait, due - now - interval * (burst - 1))
  booked[#booked + 1] = {key, due + interval}
end
local pace = tonumber(redis.call('GET', KEYS[4]) or 0) or 0
if pace > 0 then book(KEYS[5], pace, 1) end
for i = 6, #KEYS do
  book(KEYS[i], tonumber(ARGV[5 + 2 * (i - 6)]), tonumber(ARGV[6 + 2 * (i - 6)]))
end
wait = math.ceil(wait)
if wait > tonumber(ARGV[4]) then return {'paced', wait} end
for _, entry in ipairs(booked) do
  redis.call('SET', entry[1], string.format('%.0f', entry[2]), 'PX', math.ceil(entry[2] - now) + 1000)
end
local held = math.ceil(wait + ARGV[3])
redis.call('ZADD', KEYS[3], now + held, ARGV[1])
redis.call('PEXPIRE', KEYS[3], held)
return {'open', wait}
`;
