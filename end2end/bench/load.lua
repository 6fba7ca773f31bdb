-- Load for wrk: sends the requests of a file over and over, each client its own.
--   wrk … -s load.lua URL -- FILE THREADS
-- The file is a Lua table of { method, path, headers, body or body_file, addresses }. Thread n has
-- the requests n, n + THREADS, …. Every request is sent from several addresses in turn, as many
-- people would: what one address may ask for stays as it is.

local threads = 0

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

function init(args)
  local all, step = dofile(args[1]), tonumber(args[2])
  made, at = {}, 0
  local most = 0
  for _, one in ipairs(all) do most = math.max(most, one.addresses) end
  for turn = 1, most do
    for client = number + 1, #all, step do
      local one = all[client]
      if turn <= one.addresses then
        local body = one.body
        if one.body_file then
          local file = assert(io.open(one.body_file, 'rb'))
          body = file:read('*a')
          file:close()
        end
        local headers = { ['X-Forwarded-For'] = string.format('100.%d.%d.%d', 64 + math.floor(client / 250), client % 250, turn) }
        for name, value in pairs(one.headers) do headers[name] = value end
        made[#made + 1] = wrk.format(one.method, one.path, headers, body)
      end
    end
  end
end

function request()
  at = at % #made + 1
  return made[at]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "p50": %.3f, "p99": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
