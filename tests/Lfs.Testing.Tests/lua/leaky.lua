local M, kept = {}, {}

function M.keep(text)
  kept[#kept + 1] = { text = text .. #kept }
end

function M.drop(text)
  local one = { text = text .. "!" }
  return #one.text
end

return M
