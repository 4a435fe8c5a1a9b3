local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("resumed with", c)
  local d, e = coroutine.yield(c * 2)
  print("resumed with", d, e)
  return "end", "of", "it"
end)
print(type(co), coroutine.status(co))
--> thread	suspended
--> start	1	2
print(coroutine.resume(co, 1, 2))
--> true	3
--> resumed with	10
print(coroutine.status(co), coroutine.resume(co, 10))
--> suspended	true	20
--> resumed with	x	nil
print(coroutine.resume(co, "x", nil))  --> true	end	of	it
print(coroutine.status(co), coroutine.resume(co))  --> dead	false	cannot resume dead coroutine
