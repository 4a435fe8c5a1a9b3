local n = ... or 0
return {
  up = function(by) n = n + (by or 1); return n end,
  value = function() return n end,
}
