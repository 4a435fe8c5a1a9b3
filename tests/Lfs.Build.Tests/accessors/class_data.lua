local M = {}
---@class Options
---@field host string
---@field port? integer
---@field tags string[]
---@field on_done fun(text: string)

---@param options Options
---@return string
function M.connect(options)
  options.on_done("done")
  return options.host .. ":" .. (options.port or 80) .. "#" .. #options.tags
end
return M
