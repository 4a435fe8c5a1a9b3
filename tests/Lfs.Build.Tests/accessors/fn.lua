local calls = 0
LOADED = (LOADED or 0) + 1
--- Counts its calls.
---@param by integer
---@return integer
return function(by) calls = calls + by return calls end
