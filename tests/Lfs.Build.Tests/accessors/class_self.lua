---@class Account
---@field balance integer
---@field private pin integer
---@field owner? string who has it
local Account = { balance = 0 }
function Account:new(o)
  o = o or {}
  setmetatable(o, self)
  self.__index = self
  return o
end
--- Puts money in.
---@param amount integer
---@return self
function Account:deposit(amount) self.balance = self.balance + amount return self end
---@private
function Account:secret() end
return Account
