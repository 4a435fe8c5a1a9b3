local t = setmetatable({}, {
  __index = function() return 1, 2, 3 end,
  __add = function() return "a", "b" end,
  __call = function() return "c", "d" end,
})
print(t.x, t + t, t())  --> 1	a	c	d
print(select("#", t.x), select("#", t + t), select("#", t()))  --> 1	1	2
