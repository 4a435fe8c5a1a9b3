--- Text with <angles> & "quotes", and `code <T>`.
---
--- A second paragraph,
--- on two lines.
local M = {}
--- Says `hello` to *all*.
--- And more.
---
--- Another paragraph.
---@param x string a <b> & 'c'
---@return string # what it <i>says</i>
function M.say(x) return x end
--------------------
-- A banner.
--------------------
function M.banner() end
return M
