local M = {}
--- Opens a port.
---@param host string
---@param port? integer
---@param retries integer
function M.open(host, port, retries)
  port = port or 23
  retries = retries or 3
  return host .. ":" .. port .. "/" .. retries
end
---@param a? string
---@param b string
---@return string
function M.middle(a, b) return (a or "-") .. b end
function M.plain(x)
  if x == nil then x = "nothing" end
  return x
end
return M
