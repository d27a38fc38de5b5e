-- Judges updates one after the other, as `limits.rs` does it in memory: a bucket for each person, in thousandths of an
-- update, clocked by the instants of the updates.
--
-- KEYS: for each update the bucket of its person and the verdict on it. ARGV: updates per second, burst, by how much time may
-- step back, for how long a verdict is kept; then for each update its instant and its album, all in milliseconds.
local rate, full, jitter, kept = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3]), ARGV[4]
local verdicts = {}
for number = 1, #KEYS / 2 do
  local bucket, judged = KEYS[2 * number - 1], KEYS[2 * number]
  local at, album = tonumber(ARGV[2 * number + 3]), ARGV[2 * number + 4]
  local verdict = redis.call('GET', judged)
  if not verdict then
    local left, last, warned, former, passed =
      unpack(redis.call('HMGET', bucket, 'left', 'at', 'warned', 'album', 'passed'))
    if album ~= '' and album == former then
      verdict = passed == '1' and 'pass' or 'drop'
    else
      left, last = tonumber(left) or full, tonumber(last) or at
      local elapsed = at - last
      if elapsed < -jitter or elapsed >= 0 then
        left, last = math.min(full, left + math.max(elapsed, 0) * rate), at
      end
      if left >= 1000 then
        left, warned, verdict = left - 1000, '0', 'pass'
      elseif warned == '1' then
        verdict = 'drop'
      else
        warned, verdict = '1', 'warn'
      end
      redis.call('HSET', bucket, 'left', string.format('%.0f', left), 'at', string.format('%.0f', last), 'warned', warned)
      if album ~= '' then
        redis.call('HSET', bucket, 'album', album, 'passed', verdict == 'pass' and '1' or '0')
      end
      redis.call('PEXPIRE', bucket, math.max(kept, math.ceil(full / rate)))
    end
    redis.call('SET', judged, verdict, 'PX', kept)
  end
  verdicts[number] = verdict
end
return verdicts
