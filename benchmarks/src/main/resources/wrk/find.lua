-- Paths in the file that PATHS names, one a line, asked for in random order.
local requests = {}

function init(args)
  math.randomseed(os.time())
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  return requests[math.random(#requests)]
end
