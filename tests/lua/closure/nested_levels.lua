local function l1(a)
  return function(b)
    return function(c)
      return function(d)
        a = a + 1; b = b + 1
        return a, b, c, d
      end
    end
  end
end
local f = l1(1)(10)
local g, h = f(100), f(200)
print(g(1000))  --> 2	11	100	1000
print(h(2000))  --> 3	12	200	2000
print(g(3000))  --> 4	13	100	3000
