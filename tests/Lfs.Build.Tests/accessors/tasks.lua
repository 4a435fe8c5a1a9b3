local M = {}
--- Takes a while.
---@async
---@param n integer
---@param label? string
---@return string
function M.slow(n, label)
  for _ = 1, n do coroutine.yield() end
  return (label or "done") .. n
end
---@async
function M.nothing() coroutine.yield() end
---@async
---@param ... integer
---@return integer
---@return integer
function M.both(...) coroutine.yield() local a, b = ... return b, a end
--- Counts.
---@param last integer
---@return async fun(): integer
function M.count(last)
  return function()
    for i = 1, last do coroutine.yield(i) end
  end
end
return M
